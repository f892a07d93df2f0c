//! An explanation of a rule's verdict, for a terminal.

use firedrill_eventbridge::{BranchExplanation, Explanation, LeafExplanation, Location};

use crate::escape::escape;
use crate::theme::{Theme, styled};

/// How many alternatives of a leaf, and how many branches of `$or`, are told of.
const LISTED: usize = 8;

/// The verdict, then every leaf of the branch that tells best with its reason, then what the other
/// branches of `$or` failed at.
///
/// `pattern` is the text that was explained: places are told as its lines and columns.
#[must_use]
pub fn explanation_text(explanation: &Explanation, pattern: &str, theme: &Theme) -> String {
    let mut text = if explanation.matched {
        format!("{}\n", styled(theme.passed, "matched"))
    } else {
        format!("{}\n", styled(theme.failed, "not matched"))
    };
    let Some(branch) = explanation.branch() else { return text };
    if explanation.branches.len() > 1 {
        let position = explanation.deciding + 1;
        let whole = explanation.branches.len();
        let chosen = chosen(branch, pattern);
        text.push_str(&format!("  branch {position} of {whole} of $or{chosen}\n"));
    }
    for leaf in &branch.leaves {
        text.push_str(&leaf_text(leaf, theme));
    }
    if let Some(conflict) = &branch.conflict {
        let verdict = styled(theme.failed, "no ");
        text.push_str(&format!("  {verdict} {}\n", escape(&conflict.reason)));
    }
    text.push_str(&other_branches(explanation, pattern, theme));
    text
}

/// The objects of `$or` that a branch takes.
fn chosen(branch: &BranchExplanation, pattern: &str) -> String {
    let places: Vec<String> = branch
        .choices
        .iter()
        .map(|choice| {
            let place = Location::of(pattern, choice.span.start);
            format!("object {} at {}:{}", choice.index + 1, place.line, place.column)
        })
        .collect();
    if places.is_empty() { String::new() } else { format!(": {}", places.join(", ")) }
}

fn leaf_text(leaf: &LeafExplanation, theme: &Theme) -> String {
    let verdict =
        if leaf.matched { styled(theme.passed, "yes") } else { styled(theme.failed, "no ") };
    let mut text = format!("  {verdict} {}\n", escape(&leaf.reason));
    if leaf.matched || leaf.alternatives.len() < 2 {
        return text;
    }
    let mut told = vec![leaf.reason.as_str()];
    let mut listed = 0;
    for alternative in &leaf.alternatives {
        if told.contains(&alternative.reason.as_str()) {
            continue;
        }
        if listed == LISTED {
            let more = leaf.alternatives.len() - listed;
            text.push_str(&format!("      {}\n", styled(theme.faint, format!("and {more} more"))));
            break;
        }
        listed += 1;
        told.push(&alternative.reason);
        text.push_str(&format!("      {}\n", styled(theme.faint, escape(&alternative.reason))));
    }
    text
}

/// One line for each other branch, with the paths of the leaves that failed in it.
fn other_branches(explanation: &Explanation, pattern: &str, theme: &Theme) -> String {
    if explanation.matched {
        return String::new();
    }
    let mut text = String::new();
    let others = explanation.branches.iter().enumerate();
    let others = others.filter(|(position, _)| *position != explanation.deciding);
    let count = explanation.branches.len().saturating_sub(1);
    for (position, branch) in others.take(LISTED) {
        let failed: Vec<String> = branch
            .leaves
            .iter()
            .filter(|leaf| !leaf.matched)
            .map(|leaf| format!("`{}`", escape(leaf.path.as_str())))
            .collect();
        let failed =
            if failed.is_empty() { "array elements".to_owned() } else { failed.join(", ") };
        let line = format!("branch {} fails at {failed}{}", position + 1, chosen(branch, pattern));
        text.push_str(&format!("  {}\n", styled(theme.faint, line)));
    }
    if count > LISTED {
        let line = format!("and {} more branches", count - LISTED);
        text.push_str(&format!("  {}\n", styled(theme.faint, line)));
    }
    text
}

#[cfg(test)]
mod tests {
    use firedrill_eventbridge::EventPattern;

    use super::*;

    fn shown(pattern: &str, event: &str) -> String {
        let explanation = EventPattern::parse(pattern).unwrap().explain(event).unwrap();
        explanation_text(&explanation, pattern, &Theme::plain())
    }

    #[test]
    fn a_match_is_proved_leaf_by_leaf() {
        insta::assert_snapshot!(shown(
            r#"{"source": ["aws.guardduty"], "detail": {"severity": [{"numeric": [">=", 7]}]}}"#,
            r#"{"source": "aws.guardduty", "detail": {"severity": 8}}"#,
        ));
    }

    #[test]
    fn every_alternative_says_why_it_does_not_match() {
        insta::assert_snapshot!(shown(
            r#"{"detail": {"type": ["Execution:Runtime/ReverseShell", {"prefix": "impact:"}, 7, null]}}"#,
            r#"{"detail": {"type": "Impact:Runtime/CryptoMinerExecuted"}}"#,
        ));
    }

    #[test]
    fn the_branches_of_or_are_told_with_their_places() {
        insta::assert_snapshot!(shown(
            "{\n  \"$or\": [\n    {\"a\": [1], \"b\": [1]},\n    {\"a\": [2], \"b\": [2]},\n    {\"c\": [3]}\n  ]\n}",
            r#"{"a": 2, "b": 3}"#,
        ));
    }

    #[test]
    fn array_conflicts_name_the_elements() {
        insta::assert_snapshot!(shown(
            r#"{"people": {"first": ["Anna"], "last": ["Jones"]}}"#,
            r#"{"people": [{"first": "Anna", "last": "Smith"}, {"first": "Bob", "last": "Jones"}]}"#,
        ));
    }

    #[test]
    fn what_an_attacker_wrote_into_the_event_is_escaped() {
        let text = shown(r#"{"a": ["x"]}"#, "{\"a\": \"\\u001b[2J\u{202e}gpj.exe\", \"b\": 1}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        let text = shown(r#"{"a_b": ["x"]}"#, "{\"A\\u001bB\": 1, \"A\\u202e-B\": 2, \"A-B\": 1}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }

    #[test]
    fn verdicts_are_coloured_by_the_theme() {
        let explanation =
            EventPattern::parse(r#"{"a": [1]}"#).unwrap().explain(r#"{"a": 1}"#).unwrap();
        let text = explanation_text(&explanation, "", &Theme::colour());
        assert!(text.starts_with("\u{1b}[32mmatched\u{1b}[0m\n"), "{text:?}");
    }
}
