//! A place in a user's file, kept with its line.

use serde::{Deserialize, Serialize};

/// A stretch of one line of a user's file, kept with the text of the line so that a report can show
/// it without the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLine {
    /// The file, as the user named it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub length: usize,
    /// The whole line, without its line break.
    pub text: String,
}

impl SourceLine {
    /// Finds the line of `source` in which the bytes from `offset` on lie.
    ///
    /// A stretch that runs over the end of its line ends with the line; an offset behind the end
    /// of the text, or inside a character, means the place before it.
    #[must_use]
    pub fn locate(file: &str, source: &str, offset: usize, length: usize) -> Self {
        let mut offset = offset.min(source.len());
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let (before, after) = source.split_at(offset);
        let line = before.matches('\n').count() + 1;
        let head = before.rsplit('\n').next().unwrap_or_default();
        let tail = after.split('\n').next().unwrap_or_default();
        let tail = tail.strip_suffix('\r').unwrap_or(tail);
        let meant = tail.char_indices().take_while(|(at, _)| *at < length).count();
        Self {
            file: file.to_owned(),
            line,
            column: head.chars().count() + 1,
            length: meant.max(1),
            text: format!("{head}{tail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_characters_and_never_leaves_its_line() {
        let source = "then:\r\n  - tâsk: { name: web }\r\n";
        let offset = source.find("name").unwrap();

        let place = SourceLine::locate("a.yaml", source, offset, 4);
        assert_eq!((place.line, place.column, place.length), (2, 13, 4));
        assert_eq!(place.text, "  - tâsk: { name: web }");

        let long = SourceLine::locate("a.yaml", source, offset, 400);
        assert_eq!(long.length, "name: web }".len());
    }

    #[test]
    fn a_place_outside_the_text_or_inside_a_character_is_the_one_before_it() {
        let behind = SourceLine::locate("a.yaml", "é", 99, 0);
        assert_eq!((behind.line, behind.column, behind.length), (1, 2, 1));
        let inside = SourceLine::locate("a.yaml", "é", 1, 1);
        assert_eq!((inside.line, inside.column), (1, 1));
        assert_eq!(SourceLine::locate("a.yaml", "", 0, 0).text, "");
    }
}
