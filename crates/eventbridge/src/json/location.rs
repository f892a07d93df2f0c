//! Places in a text as Jackson counts them, and how it names the text.

use std::fmt;
use std::fmt::Write as _;

/// A place in a text: the 1-based line, and the 1-based column of the next character to be read,
/// counted in UTF-16 code units as Java counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Location {
    /// The line; `\n`, `\r` and `\r\n` each end one.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Location {
    /// The place of a byte offset, which is moved to the end of the text when it lies beyond.
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Self {
        let read = text.get(..offset).unwrap_or(text);
        let mut line = 1;
        let mut column = 1;
        let mut characters = read.chars().peekable();
        while let Some(character) = characters.next() {
            let ends_line = match character {
                '\n' => true,
                '\r' => characters.peek() != Some(&'\n'),
                _ => false,
            };
            if ends_line {
                line += 1;
                column = 1;
            } else if character != '\r' {
                column += character.len_utf16();
            }
        }
        Self { line, column }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line: {}, column: {}", self.line, self.column)
    }
}

/// How many characters of a text Jackson repeats in a message.
const SNIPPET: usize = 500;

/// The line that Jackson adds to a message: ` at [Source: (String)"..."; line: 1, column: 5]`.
pub(crate) fn source_description(text: &str, location: Location) -> String {
    let mut description = String::from(" at [Source: (String)\"");
    let mut units = 0;
    for character in text.chars() {
        units += character.len_utf16();
        if units > SNIPPET {
            continue;
        }
        if character.is_control() && character != '\n' && character != '\r' {
            // Writing to a string cannot fail.
            let _ = write!(description, "\\u{:04X}", u32::from(character));
        } else {
            description.push(character);
        }
    }
    description.push('"');
    if units > SNIPPET {
        let _ = write!(description, "[truncated {} chars]", units - SNIPPET);
    }
    let _ = write!(description, "; {location}]");
    description
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units_and_lines_any_line_end() {
        assert_eq!(Location::of("ab", 2), Location { line: 1, column: 3 });
        assert_eq!(Location::of("\u{1F680}x", 4), Location { line: 1, column: 3 });
        assert_eq!(Location::of("a\r\nb\rc\nd", 7), Location { line: 4, column: 1 });
    }

    #[test]
    fn long_texts_are_cut_after_500_characters() {
        let description = source_description(&"x".repeat(512), Location { line: 1, column: 1 });
        assert!(description.ends_with("x\"[truncated 12 chars]; line: 1, column: 1]"));
        assert_eq!(description.matches('x').count(), 500);
    }
}
