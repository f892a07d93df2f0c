//! What a target's input is made of, for a terminal.

use firedrill_eventbridge::{TemplateValue, Transformed};
use similar::{ChangeTag, TextDiff};

use crate::escape::{escape, escape_lines};
use crate::theme::{Theme, styled};

/// The making of one input, as `firedrill transform` shows it.
#[derive(Debug, Clone, Copy)]
pub struct Transformation<'t> {
    /// The template, where there is one.
    pub template: Option<&'t str>,
    /// The values of its placeholders, with their paths where they have one.
    pub values: &'t [(TemplateValue, Option<String>)],
    /// What came of it.
    pub result: &'t Transformed,
    /// What should have come of it.
    pub expected: Option<&'t str>,
}

impl Transformation<'_> {
    /// Whether the result is what was expected; true when nothing was.
    ///
    /// A line break at the end of the expected text does not count: editors put one there.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        let Some(expected) = self.expected else { return true };
        match self.result {
            Transformed::Delivered(text) => without_end(text) == without_end(expected),
            Transformed::NotDelivered(_) => false,
        }
    }
}

fn without_end(text: &str) -> &str {
    text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text))
}

/// The template, the values of its placeholders, the result or the reason why there is none, and
/// how it differs from what was expected.
#[must_use]
pub fn transformation_text(transformation: &Transformation<'_>, theme: &Theme) -> String {
    let mut text = String::new();
    let mut section = |title: &str, body: String| {
        text.push_str(&format!("{}\n{body}", styled(theme.emphasis, title)));
    };
    if let Some(template) = transformation.template {
        section("template", indented(template));
    }
    if !transformation.values.is_empty() {
        section("values", values_text(transformation.values, theme));
    }
    match transformation.result {
        Transformed::Delivered(result) => section("delivered", indented(result)),
        Transformed::NotDelivered(reason) => {
            let line = styled(theme.failed, escape(reason));
            section("not delivered", format!("  {line}\n"));
        }
    }
    let Some(expected) = transformation.expected else { return text };
    if transformation.is_as_expected() {
        section("as expected", String::new());
    } else if let Transformed::Delivered(result) = transformation.result {
        section("not as expected", difference(expected, result, theme));
    } else {
        section("expected", indented(expected));
    }
    text
}

fn indented(text: &str) -> String {
    escape_lines(text).lines().map(|line| format!("  {line}\n")).collect()
}

fn values_text(values: &[(TemplateValue, Option<String>)], theme: &Theme) -> String {
    let width = values.iter().map(|(value, _)| value.name.chars().count()).max().unwrap_or(0);
    let lines = values.iter().map(|(value, path)| {
        let shown = match &value.value {
            Some(json) => escape(json).into_owned(),
            None => styled(theme.warning, "nothing is there"),
        };
        let name = escape(&value.name);
        let path = path
            .as_ref()
            .map_or(String::new(), |path| styled(theme.faint, format!("  {}", escape(path))));
        format!("  {name:<width$}  {shown}{path}\n")
    });
    lines.collect()
}

/// The lines that differ, with those around them.
fn difference(expected: &str, result: &str, theme: &Theme) -> String {
    let (expected, result) = (without_end(expected), without_end(result));
    let diff = TextDiff::from_lines(expected, result);
    let lines = diff.iter_all_changes().map(|change| {
        let (sign, style) = match change.tag() {
            ChangeTag::Delete => ("-", theme.failed),
            ChangeTag::Insert => ("+", theme.passed),
            ChangeTag::Equal => (" ", theme.faint),
        };
        let line = without_end(change.value());
        format!("  {}\n", styled(style, format!("{sign} {}", escape(line))))
    });
    let header = format!(
        "  {} {}\n",
        styled(theme.failed, "- expected"),
        styled(theme.passed, "+ delivered")
    );
    header + &lines.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(
        name: &str,
        value: Option<&str>,
        path: Option<&str>,
    ) -> (TemplateValue, Option<String>) {
        let value = TemplateValue { name: name.into(), value: value.map(str::to_owned) };
        (value, path.map(str::to_owned))
    }

    fn shown(result: &Transformed, expected: Option<&str>) -> String {
        let values = [
            value("task", Some(r#""arn:task""#), Some("$.detail.task")),
            value("title", None, Some("$.detail.title")),
            value("aws.events.rule-name", Some("\"r\u{1b}[2J\""), None),
        ];
        let transformation = Transformation {
            template: Some("{\n  \"stop\": <task>,\n  \"why\": <title>\n}\n"),
            values: &values,
            result,
            expected,
        };
        transformation_text(&transformation, &Theme::plain())
    }

    #[test]
    fn template_values_and_result_are_shown() {
        let result =
            Transformed::Delivered("{\n  \"stop\": \"arn:task\",\n  \"why\": \"\"\n}\n".into());
        insta::assert_snapshot!(shown(&result, None));
    }

    #[test]
    fn a_difference_from_what_is_expected_is_shown_line_by_line() {
        let result = Transformed::Delivered("{\n  \"stop\": \"arn:task\"\n}".into());
        let expected = "{\n  \"stop\": \"arn:other\"\n}\n";
        insta::assert_snapshot!(shown(&result, Some(expected)));
        let same = "{\n  \"stop\": \"arn:task\"\n}\r\n";
        assert!(shown(&result, Some(same)).ends_with("as expected\n"));
    }

    #[test]
    fn what_is_not_delivered_is_told_with_its_reason() {
        let result = Transformed::NotDelivered("`<x>` stands within a JSON string".into());
        insta::assert_snapshot!(shown(&result, Some("{}")));
    }

    #[test]
    fn what_an_attacker_wrote_into_the_event_is_escaped() {
        let result = Transformed::Delivered("\"a\u{1b}[2J\u{202e}b\"".into());
        let text = shown(&result, Some("\"a\u{9b}\""));
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{text:?}");
    }
}
