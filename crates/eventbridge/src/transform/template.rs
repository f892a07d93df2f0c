//! Templates: what stands between the placeholders, and where the placeholders stand.

use std::ops::Range;

use crate::json::{JsonFault, Lexeme, Scanner};

/// What a template makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TemplateKind {
    /// One or more JSON strings: a text.
    Text,
    /// Anything else: JSON.
    Json,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text that stays.
    Literal(String),
    /// `<name>`.
    Placeholder {
        name: String,
        /// Whether it stands between the quotes of a string.
        in_string: bool,
        span: Range<usize>,
    },
}

/// Cuts a template at its placeholders.
///
/// What the service does with `<` and `>` that enclose no name is not known; here they stay as they
/// are.
pub(super) fn pieces(template: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut in_string = false;
    let mut characters = template.char_indices();
    while let Some((start, character)) = characters.next() {
        let rest = template.get(start + character.len_utf8()..).unwrap_or_default();
        match character {
            '<' => {
                if let Some(name) = placeholder(rest) {
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    }
                    let span = start..start + name.len() + 2;
                    pieces.push(Piece::Placeholder { name: name.to_owned(), in_string, span });
                    // The name and its `>` are ASCII.
                    characters.nth(name.len());
                    continue;
                }
            }
            '"' => in_string = !in_string,
            '\\' if in_string => {
                literal.push(character);
                if let Some((_, escaped)) = characters.next() {
                    literal.push(escaped);
                }
                continue;
            }
            _ => {}
        }
        literal.push(character);
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    pieces
}

/// The name of a placeholder, given what follows its `<`.
fn placeholder(rest: &str) -> Option<&str> {
    let (name, _) = rest.split_once('>')?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!name.is_empty() && name.chars().all(allowed)).then_some(name)
}

/// Whether a text is a sequence of JSON values, and of which kind.
///
/// # Errors
/// The fault of the JSON and its place.
pub(super) fn kind_of(text: &str) -> Result<TemplateKind, (JsonFault, usize)> {
    let mut scanner = Scanner::new(text);
    let mut kind = TemplateKind::Text;
    loop {
        let lexeme = scanner.skip_value().map_err(|fault| (fault, scanner.position()))?;
        if !matches!(lexeme, Lexeme::String { .. }) {
            kind = TemplateKind::Json;
        }
        let end = scanner.position();
        scanner.skip_space();
        if scanner.position() == text.len() {
            return Ok(kind);
        }
        // Strings, objects and arrays end by themselves; where `12` or `null` would end is not told.
        let following = text.get(end..).and_then(|rest| rest.chars().next());
        let ends_by_itself =
            matches!(lexeme, Lexeme::String { .. } | Lexeme::Object | Lexeme::Array);
        if !ends_by_itself
            && scanner.position() == end
            && let Some(following) = following
        {
            return Err((JsonFault::RootSpace(following), end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(template: &str) -> Vec<(String, bool)> {
        pieces(template)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Placeholder { name, in_string, .. } => Some((name, in_string)),
                Piece::Literal(_) => None,
            })
            .collect()
    }

    #[test]
    fn placeholders_know_whether_they_stand_in_a_string() {
        assert_eq!(
            placeholders(r#"{"a": <x>, "b": "c \" <y>", "d": [<aws.events.event>]}"#),
            [("x".into(), false), ("y".into(), true), ("aws.events.event".into(), false)]
        );
        assert_eq!(placeholders(r#""a < b and c > d, <>""#), []);
    }

    #[test]
    fn strings_alone_make_a_text() {
        assert_eq!(kind_of("\"a\"\n\"b\"\n"), Ok(TemplateKind::Text));
        assert_eq!(kind_of(" {\"a\": null} "), Ok(TemplateKind::Json));
        assert!(kind_of("plain words").is_err() && kind_of("{null: 1}").is_err());
        for run_together in ["nullnull", "1\"a\"", "null-9", "true\"a\"", "false{}"] {
            assert!(kind_of(run_together).is_err(), "{run_together}");
        }
        assert_eq!(kind_of("1 null\n2"), Ok(TemplateKind::Json));
    }
}
