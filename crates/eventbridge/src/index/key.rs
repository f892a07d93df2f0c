//! What a value must be for a test to accept it.

use crate::value::{AnythingBut, FoldedText, NumericRange, ValueTest, Wildcard, WildcardPart};

/// How many bytes of the inside of a wildcard are looked for.
pub(super) const PART: usize = 4;

/// A property of values that is found by looking it up.
///
/// Texts are compared as bytes. Those that are compared without regard to case stand in lower case;
/// only their ASCII part is a key, as characters beyond it can have several other forms.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key {
    /// This string.
    Text(Box<[u8]>),
    /// A number that can be compared and equals this one.
    Number(f64),
    /// A number that is written so.
    Digits(Box<[u8]>),
    Null,
    Boolean(bool),
    /// A string that starts so.
    Prefix(Box<[u8]>),
    /// A string that ends so; the bytes are in reverse.
    Suffix(Box<[u8]>),
    /// A string that starts so in some mix of cases.
    FoldedPrefix(Box<[u8]>),
    /// A string that ends so in some mix of cases; the bytes are in reverse.
    FoldedSuffix(Box<[u8]>),
    /// A string that holds these bytes.
    Part([u8; PART]),
    /// An address whose hexadecimal digits start so, or a number that is written so.
    Address(Box<[u8]>),
    /// A number that can be compared, in this range.
    Range(NumericRange),
    /// Any value.
    Any,
    /// No value, or only values in elements of arrays: one that lies in none agrees with all other
    /// fields.
    Absent,
}

impl Key {
    /// The keys of a test, each of which every value has that the test accepts.
    pub(super) fn of(test: &ValueTest) -> Vec<Self> {
        let key = match test {
            ValueTest::Text(text) | ValueTest::Exactly(text) => Self::Text(text.as_bytes().into()),
            ValueTest::Number(literal) => match literal.value {
                // Zero has two signs.
                Some(number) => Self::Number(number + 0.0),
                None => Self::Digits(literal.text.as_bytes().into()),
            },
            ValueTest::Null => Self::Null,
            ValueTest::Boolean(value) => Self::Boolean(*value),
            // A prefix may reach the quote that ends the value, a suffix the one that starts it.
            ValueTest::Prefix(text) => Self::prefix(text.strip_suffix('"').unwrap_or(text)),
            ValueTest::Suffix(text) => Self::suffix(text.strip_prefix('"').unwrap_or(text)),
            ValueTest::PrefixIgnoringCase(text) | ValueTest::EqualsIgnoringCase(text) => {
                Self::folded_prefix(text)
            }
            ValueTest::SuffixIgnoringCase(text) => Self::folded_suffix(text),
            ValueTest::Wildcard(wildcard) => return Self::of_wildcard(wildcard),
            ValueTest::Address { range, .. } => Self::Address(range.common_digits().into()),
            ValueTest::Cidr(block) => Self::Address(block.range.common_digits().into()),
            ValueTest::Numeric(range) => match (range.bottom, range.top) {
                (Some((bottom, _)), Some((top, _))) if bottom == top => Self::Number(bottom + 0.0),
                _ => Self::Range(*range),
            },
            ValueTest::AnythingBut(
                AnythingBut::Texts(_)
                | AnythingBut::Numbers(_)
                | AnythingBut::Prefixes(_)
                | AnythingBut::Suffixes(_)
                | AnythingBut::IgnoringCase(_)
                | AnythingBut::Wildcards(_),
            )
            | ValueTest::Present => Self::Any,
            ValueTest::Absent => Self::Absent,
        };
        vec![key]
    }

    /// Whether values that have the key are equal.
    pub(super) fn is_one_value(&self) -> bool {
        matches!(
            self,
            Self::Text(_) | Self::Number(_) | Self::Digits(_) | Self::Null | Self::Boolean(_)
        )
    }

    /// How much it costs to have the key looked up, in branches that are judged in vain.
    pub(super) fn cost(&self) -> usize {
        match self {
            key if key.is_one_value() => 0,
            Self::Any => 4,
            Self::Part(_) => 12,
            Self::Absent => 16,
            _ => 1,
        }
    }

    fn prefix(text: &str) -> Self {
        if text.is_empty() { Self::Any } else { Self::Prefix(text.as_bytes().into()) }
    }

    fn suffix(text: &str) -> Self {
        if text.is_empty() { Self::Any } else { Self::Suffix(text.bytes().rev().collect()) }
    }

    fn folded_prefix(text: &FoldedText) -> Self {
        let text = text.text();
        let bytes = text.strip_suffix('"').unwrap_or(text).bytes();
        let ascii: Box<[u8]> =
            bytes.take_while(u8::is_ascii).map(|byte| byte.to_ascii_lowercase()).collect();
        if ascii.is_empty() { Self::Any } else { Self::FoldedPrefix(ascii) }
    }

    fn folded_suffix(text: &FoldedText) -> Self {
        let text = text.text();
        let bytes = text.strip_prefix('"').unwrap_or(text).bytes().rev();
        let ascii: Box<[u8]> =
            bytes.take_while(u8::is_ascii).map(|byte| byte.to_ascii_lowercase()).collect();
        if ascii.is_empty() { Self::Any } else { Self::FoldedSuffix(ascii) }
    }

    /// A wildcard is found by its beginning, its end, or any few bytes between its stars.
    fn of_wildcard(wildcard: &Wildcard) -> Vec<Self> {
        let parts = wildcard.parts();
        let pieces: Vec<Vec<u8>> = parts
            .split(|part| *part == WildcardPart::Star)
            .map(|piece| {
                let byte = |part: &WildcardPart| match part {
                    WildcardPart::Byte(byte) => Some(*byte),
                    WildcardPart::Star => None,
                };
                piece.iter().filter_map(byte).collect()
            })
            .collect();
        let [first, .., last] = pieces.as_slice() else {
            return pieces.into_iter().map(|piece| Self::Text(piece.into())).collect();
        };
        let mut keys = vec![Self::Any];
        if !first.is_empty() {
            keys.push(Self::Prefix(first.as_slice().into()));
        }
        if !last.is_empty() {
            keys.push(Self::Suffix(last.iter().rev().copied().collect()));
        }
        let windows = pieces.iter().flat_map(|piece| piece.windows(PART));
        keys.extend(windows.filter_map(|window| window.try_into().ok().map(Self::Part)));
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wildcard(text: &str) -> Vec<Key> {
        Key::of(&ValueTest::Wildcard(Wildcard::parse(text).unwrap()))
    }

    #[test]
    fn wildcards_have_several_keys() {
        assert_eq!(wildcard("ab"), [Key::Text((*b"ab").into())]);
        assert_eq!(wildcard("*"), [Key::Any]);
        assert_eq!(
            wildcard("a*bcdef*gh"),
            [
                Key::Any,
                Key::Prefix((*b"a").into()),
                Key::Suffix((*b"hg").into()),
                Key::Part(*b"bcde"),
                Key::Part(*b"cdef"),
            ]
        );
    }

    #[test]
    fn quotes_and_other_cases_are_left_out_of_keys() {
        assert_eq!(Key::of(&ValueTest::Prefix("a\"".into())), [Key::Prefix((*b"a").into())]);
        assert_eq!(Key::of(&ValueTest::Suffix("\"".into())), [Key::Any]);
        let folded = FoldedText::new("ABéC");
        assert_eq!(
            Key::of(&ValueTest::EqualsIgnoringCase(folded.clone())),
            [Key::FoldedPrefix((*b"ab").into())]
        );
        assert_eq!(
            Key::of(&ValueTest::SuffixIgnoringCase(folded)),
            [Key::FoldedSuffix((*b"c").into())]
        );
        assert_eq!(Key::of(&ValueTest::EqualsIgnoringCase(FoldedText::new("é"))), [Key::Any]);
    }
}
