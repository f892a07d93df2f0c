//! Wildcard operands: `*` stands for any characters, `\*` for a star, `\\` for a backslash.

use thiserror::Error;

/// One piece of a wildcard operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WildcardPart {
    /// A byte of the text, in UTF-8.
    Byte(u8),
    /// `*`: any number of bytes, none included.
    Star,
}

/// An operand of `wildcard`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wildcard {
    text: String,
    parts: Vec<WildcardPart>,
}

/// Why a wildcard operand is none, in the words of the service; places are byte offsets in the
/// operand with its opening quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WildcardError {
    /// `**`.
    #[error("Consecutive wildcard characters at pos {0}")]
    ConsecutiveStars(usize),
    /// A backslash before anything but `*` and `\`.
    #[error("Invalid escape character at pos {0}")]
    InvalidEscape(usize),
}

impl Wildcard {
    /// Reads an operand that JSON has unescaped already.
    ///
    /// # Errors
    /// What the service says of two stars in a row and of other escapes.
    pub fn parse(text: &str) -> Result<Self, WildcardError> {
        let mut parts = Vec::with_capacity(text.len());
        // The engine parses the operand with its quotes, so an escape can take the closing one.
        let mut bytes = text.bytes().enumerate().peekable();
        while let Some((offset, byte)) = bytes.next() {
            let next = bytes.peek().map(|(_, byte)| *byte);
            match (byte, next) {
                (b'*', Some(b'*')) => return Err(WildcardError::ConsecutiveStars(offset + 1)),
                (b'*', _) => parts.push(WildcardPart::Star),
                (b'\\', Some(escaped @ (b'*' | b'\\'))) => {
                    parts.push(WildcardPart::Byte(escaped));
                    bytes.next();
                }
                (b'\\', _) => return Err(WildcardError::InvalidEscape(offset + 1)),
                (byte, _) => parts.push(WildcardPart::Byte(byte)),
            }
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// The operand as it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The pieces of the operand.
    #[must_use]
    pub fn parts(&self) -> &[WildcardPart] {
        &self.parts
    }

    /// Whether a whole value fits the operand. The time is at most proportional to the product of
    /// the two lengths.
    #[must_use]
    pub fn matches(&self, value: &str) -> bool {
        let value = value.as_bytes();
        let (mut part, mut position) = (0, 0);
        // Where to resume: after the last star, with one more byte given to it.
        let mut resume = None;
        loop {
            match (self.parts.get(part), value.get(position)) {
                (Some(WildcardPart::Star), _) => {
                    part += 1;
                    resume = Some((part, position));
                    continue;
                }
                (Some(WildcardPart::Byte(wanted)), Some(found)) if wanted == found => {
                    part += 1;
                    position += 1;
                    continue;
                }
                (None, None) => return true,
                _ => {}
            }
            match resume {
                Some((after_star, start)) if start < value.len() => {
                    part = after_star;
                    position = start + 1;
                    resume = Some((after_star, position));
                }
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(operand: &str, value: &str) -> bool {
        Wildcard::parse(operand).unwrap().matches(value)
    }

    #[test]
    fn stars_stand_for_any_bytes() {
        assert!(fits("*", "") && fits("*", "x\ny") && fits("", "") && !fits("", "x"));
        assert!(fits("a*b", "ab") && fits("a*b", "axbb") && !fits("a*b", "axbc"));
        assert!(fits("*a*b*", "xxaxbx") && !fits("*a*b*", "ba"));
        assert!(fits(r"\*\\", r"*\") && !fits(r"\*", "x"));
        assert!(fits("é*", "éa"));
    }

    #[test]
    fn faults_name_their_place_with_the_opening_quote() {
        assert_eq!(Wildcard::parse("foo**bar"), Err(WildcardError::ConsecutiveStars(4)));
        assert_eq!(Wildcard::parse(r"\a"), Err(WildcardError::InvalidEscape(1)));
        assert_eq!(Wildcard::parse(r"a\"), Err(WildcardError::InvalidEscape(2)));
    }

    #[test]
    fn many_stars_cost_no_more_than_the_product_of_the_lengths() {
        let operand = "a*".repeat(1000);
        assert!(!fits(&format!("{operand}b"), &"a".repeat(100_000)));
    }
}
