//! What can be wrong with a JSON text, in Jackson's words.

use thiserror::Error;

/// What a value may be, as Jackson lists it.
const VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/// A fault of a JSON text. The texts are those of Jackson 2.14, which the service repeats.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum JsonFault {
    #[error("Unexpected character ({}): expected a valid value {VALUES}", describe(*.0))]
    Value(char),
    #[error("Unexpected character ({}): expected a value", describe(*.0))]
    ClosedValue(char),
    #[error("Unexpected character ({}): was expecting double-quote to start field name", describe(*.0))]
    Name(char),
    #[error("Unexpected character ({}): was expecting a colon to separate field name and value", describe(*.0))]
    Colon(char),
    #[error("Unexpected character ({}): was expecting comma to separate {container} entries", describe(*.found))]
    Comma { found: char, container: &'static str },
    #[error(
        "Unexpected close marker '{found}': expected '{expected}' (for {container} starting {place})"
    )]
    CloseMarker { found: char, expected: char, container: &'static str, place: String },
    #[error(
        "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one \
         since Feature 'ALLOW_COMMENTS' not enabled for parser)"
    )]
    Comment,
    #[error("Unrecognized token '{0}': was expecting {VALUES}")]
    Token(String),
    #[error(
        "Non-standard token '{0}': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
    )]
    NonStandardNumber(&'static str),
    #[error("Invalid numeric value: Leading zeroes not allowed")]
    LeadingZero,
    #[error("Unexpected character ({}) in numeric value: {after}", describe(*.found))]
    Digit { found: char, after: &'static str },
    #[error("Unexpected character ({}) in numeric value: Expected space separating root-level values", describe(*.0))]
    RootSpace(char),
    #[error("Illegal character ({}): only regular white space (\\r, \\n, \\t) is allowed between tokens", describe(*.0))]
    Space(char),
    #[error("Illegal unquoted character ({}): has to be escaped using backslash to be included in {within}", describe(*.found))]
    Unquoted { found: char, within: &'static str },
    #[error("Unrecognized character escape {}", describe(*.0))]
    Escape(char),
    #[error("Unexpected character ({}): expected a hex-digit for character escape sequence", describe(*.0))]
    HexDigit(char),
    #[error("Unexpected end-of-input: was expecting closing quote for a string value")]
    EndInString,
    #[error("Unexpected end-of-input in character escape sequence")]
    EndInEscape,
    #[error("Unexpected end-of-input in field name")]
    EndInName,
    #[error("Unexpected end-of-input{within}")]
    EndInValue { within: &'static str },
    #[error(
        "Unexpected end-of-input: expected close marker for {container} (start marker {place})"
    )]
    EndInContainer { container: &'static str, place: String },
    /// The words are ours: Jackson has several, and the service reads characters, not bytes.
    #[error("Invalid UTF-8")]
    Encoding,
    #[error("Document nesting depth ({0}) exceeds the maximum allowed")]
    Nesting(usize),
}

/// A character as Jackson describes it: `'x' (code 120)`, `'€' (code 8364 / 0x20ac)`. Of one that
/// takes two UTF-16 units it sees the first, which no encoding can write.
fn describe(character: char) -> String {
    let mut units = [0; 2];
    if let [first, _] = character.encode_utf16(&mut units) {
        return format!("'?' (code {first} / 0x{first:x})");
    }
    let code = u32::from(character);
    if character.is_control() {
        format!("(CTRL-CHAR, code {code})")
    } else if code > 255 {
        format!("'{character}' (code {code} / 0x{code:x})")
    } else {
        format!("'{character}' (code {code})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_described_by_their_code() {
        assert_eq!(describe('x'), "'x' (code 120)");
        assert_eq!(describe('€'), "'€' (code 8364 / 0x20ac)");
        assert_eq!(describe('\u{c}'), "(CTRL-CHAR, code 12)");
        assert_eq!(describe('\u{1F680}'), "'?' (code 55357 / 0xd83d)");
    }
}
