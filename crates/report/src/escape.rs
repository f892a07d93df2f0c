//! Making text of strangers safe to show.
//!
//! A finding carries names that an attacker chose: file names, domains, images. Written to a
//! terminal as they are, they could move the cursor, hide text or reverse it. Whatever a report
//! shows passes through here.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Makes a text safe for one line: control characters, line breaks and characters that change the
/// direction or the visibility of others are written as `\n`, `\t` or `\u{...}`.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_where(text, is_unsafe)
}

/// Makes a text of several lines safe, keeping its line breaks and tabs.
#[must_use]
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    escape_where(text, is_unsafe_in_lines)
}

/// Makes a text of JSON safe that may hold unsafe characters as they are: within its strings, the
/// only place where they can be, they are written as `\uXXXX`, which reads the same.
#[must_use]
pub fn escape_json(json: &str) -> Cow<'_, str> {
    if !json.chars().any(is_unsafe_in_lines) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if is_unsafe_in_lines(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// Cuts a text after so many characters, with a mark where something is missing.
pub(crate) fn elide(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let (kept, _) = text.split_at(end);
            Cow::Owned(format!("{kept}…"))
        }
    }
}

fn escape_where(text: &str, needs_escape: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if needs_escape(character) {
            match character {
                '\n' => safe.push_str("\\n"),
                '\r' => safe.push_str("\\r"),
                '\t' => safe.push_str("\\t"),
                other => {
                    // Writing to a string cannot fail.
                    let _ = write!(safe, "\\u{{{:x}}}", u32::from(other));
                }
            }
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe_in_lines(character: char) -> bool {
    !matches!(character, '\n' | '\t') && is_unsafe(character)
}

/// Whether a character acts on its surroundings instead of standing for itself.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // Marks, embeddings, overrides and isolates of the bidirectional algorithm.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Line and paragraph separators, which some viewers break lines at.
            | '\u{2028}' | '\u{2029}'
            // Characters without a width, and tags, which can hide text in text.
            | '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
            // Not characters at all, and not allowed in XML.
            | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn json_reads_the_same_and_shows_what_it_holds() {
        let value = serde_json::json!({ "title\u{9b}": ["\u{202e}\u{e0041}\u{7f}é\n"] });
        let json = serde_json::to_string_pretty(&value).unwrap();
        let safe = escape_json(&json);
        assert!(safe.contains(r"\u202e\udb40\udc41\u007fé\n"), "{safe}");
        assert!(!safe.chars().any(|character| character != '\n' && is_unsafe(character)));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
    }

    #[test]
    fn what_moves_the_cursor_or_colours_the_screen_becomes_visible() {
        assert_eq!(escape("a\u{1b}[2J\u{7}b"), "a\\u{1b}[2J\\u{7}b");
        assert_eq!(escape("\u{9b}31m"), "\\u{9b}31m");
        assert_eq!(escape("one\r\ntwo\tthree"), "one\\r\\ntwo\\tthree");
    }

    #[test]
    fn what_reverses_or_hides_text_becomes_visible() {
        assert_eq!(escape("cod\u{202e}gpj.exe"), "cod\\u{202e}gpj.exe");
        assert_eq!(escape("a\u{200b}b\u{feff}c\u{2066}"), "a\\u{200b}b\\u{feff}c\\u{2066}");
        assert_eq!(escape("\u{e0041}"), "\\u{e0041}");
    }

    #[test]
    fn words_of_any_language_stay_as_they_are() {
        for text in ["停止対象のタスク", "naïve", "тест", "ملف", "👩‍🚒"] {
            assert!(matches!(escape(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn lines_stay_lines_where_they_may() {
        assert_eq!(escape_lines("a\n\tb\u{1b}"), "a\n\tb\\u{1b}");
    }

    #[test]
    fn a_cut_is_made_between_characters_and_marked() {
        assert_eq!(elide("あいう", 2), "あい…");
        assert_eq!(elide("あい", 2), "あい");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(text: String) {
            prop_assert!(!escape(&text).chars().any(is_unsafe));
        }
    }
}
