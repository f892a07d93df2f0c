//! A place in a user's file, with its line and carets under what is meant.

use firedrill_record::SourceLine;
use unicode_width::UnicodeWidthStr;

use crate::escape::escape;
use crate::theme::{Theme, styled};

/// So many columns of a line are shown on either side of what is meant.
const CONTEXT: usize = 100;

/// The place, the line and the carets, in the frame that compilers use.
#[must_use]
pub fn source_line_text(source: &SourceLine, theme: &Theme) -> String {
    let number = source.line.to_string();
    let gap = " ".repeat(number.len());
    let bar = styled(theme.place, "|");

    let column = source.column.saturating_sub(1);
    let begin = column.saturating_sub(CONTEXT);
    let part = |from: usize, length: usize| {
        let part: String = source.text.chars().skip(from).take(length).collect();
        escape(&part).into_owned()
    };
    let cut = if begin > 0 { "…" } else { "" };
    let before = format!("{cut}{}", part(begin, column - begin));
    let meant = part(column, source.length.min(CONTEXT));
    let after = part(column + source.length.min(CONTEXT), CONTEXT);

    let indent = " ".repeat(before.width());
    let carets = "^".repeat(meant.width().max(1));
    format!(
        "{gap}{arrow} {file}:{line}:{at}\n{gap} {bar}\n{number} {bar} {before}{meant}{after}\n\
         {gap} {bar} {indent}{carets}\n",
        arrow = styled(theme.place, "-->"),
        file = escape(&source.file),
        line = source.line,
        at = source.column,
        number = styled(theme.place, &number),
        carets = styled(theme.failed, carets),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str, column: usize, length: usize) -> SourceLine {
        SourceLine { file: "a.yaml".into(), line: 17, column, length, text: text.into() }
    }

    #[test]
    fn carets_stand_under_what_is_meant() {
        let text = source_line_text(&source("  - task: { name: web }", 5, 4), &Theme::plain());
        assert_eq!(text, "  --> a.yaml:17:5\n   |\n17 |   - task: { name: web }\n   |     ^^^^\n");
    }

    #[test]
    fn wide_and_escaped_characters_move_the_carets_along() {
        let text = source_line_text(&source("停\u{1b}x", 3, 1), &Theme::plain());
        assert_eq!(text, "  --> a.yaml:17:3\n   |\n17 | 停\\u{1b}x\n   |         ^\n");
    }

    #[test]
    fn a_line_without_end_is_cut_around_what_is_meant() {
        let text = source_line_text(&source(&"x".repeat(1_000_000), 500_000, 9), &Theme::plain());
        assert!(text.len() < 1_000);
        assert!(text.contains("…xxx"));
    }
}
