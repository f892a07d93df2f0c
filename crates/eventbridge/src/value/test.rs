//! The alternatives of a leaf, and which values each accepts.

use std::borrow::Cow;

use super::{
    AddressBlock, AddressRange, FoldedText, NumberLiteral, NumericRange, Scalar, Wildcard,
    address_digits, comparable,
};
use crate::json::without_units;

/// One alternative of a leaf: a literal, or an object with one operator.
///
/// See "Comparison operators for use in event patterns" in the EventBridge user guide; where the
/// guide is silent the behaviour is event-ruler's.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueTest {
    /// A string: equal after unescaping, byte by byte.
    Text(String),
    /// A string that is an IP address: matched as an address, and only so.
    Address {
        /// The string as it is written.
        text: String,
        /// The address.
        range: AddressRange,
    },
    /// A number: equal as numbers if it can be compared, else equal as written.
    Number(NumberLiteral),
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// `exactly`: a string that is not taken for an address. It is event-ruler's; AWS does not
    /// document it.
    Exactly(String),
    /// `prefix`.
    Prefix(String),
    /// `prefix` with `equals-ignore-case`.
    PrefixIgnoringCase(FoldedText),
    /// `suffix`.
    Suffix(String),
    /// `suffix` with `equals-ignore-case`.
    SuffixIgnoringCase(FoldedText),
    /// `equals-ignore-case`.
    EqualsIgnoringCase(FoldedText),
    /// `wildcard`.
    Wildcard(Wildcard),
    /// `numeric`.
    Numeric(NumericRange),
    /// `cidr`.
    Cidr(AddressBlock),
    /// `exists: true`: the path has a value, `null` and the empty string included.
    Present,
    /// `exists: false`: the path has no value.
    Absent,
    /// `anything-but`: the path has a value that is none of these.
    AnythingBut(AnythingBut),
}

/// What `anything-but` excludes.
#[derive(Debug, Clone, PartialEq)]
pub enum AnythingBut {
    /// Strings.
    Texts(Vec<String>),
    /// Numbers, all of which can be compared.
    Numbers(Vec<NumberLiteral>),
    /// Strings with one of these prefixes.
    Prefixes(Vec<String>),
    /// Strings with one of these suffixes.
    Suffixes(Vec<String>),
    /// Strings equal to one of these but for their case.
    IgnoringCase(Vec<FoldedText>),
    /// Strings that fit one of these.
    Wildcards(Vec<Wildcard>),
}

/// A value as one leaf sees it.
///
/// event-ruler looks at a value for all alternatives of a leaf together. If one of them is numeric, a
/// number that can be compared is seen as a number only. A string that is an address is tried as an
/// address and then, whatever came of that, as a string (since event-ruler 1.7.0, its change 131).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seen<'a> {
    Text(&'a str),
    /// A string with halves of surrogate pairs, which equal only themselves if whole strings are
    /// compared, and are `?` in its UTF-8, by which everything else goes.
    Units {
        units: &'a str,
        text: &'a str,
    },
    /// A string that is an address, with its hexadecimal digits.
    Address {
        text: &'a str,
        digits: &'a [u8],
    },
    Number(f64),
    /// A number that is compared as it is written.
    Digits(&'a str),
    Null,
    Boolean(bool),
}

impl ValueTest {
    /// Whether the alternative makes its leaf see numbers as numbers.
    pub(crate) fn is_numeric(&self) -> bool {
        match self {
            Self::Number(literal) => literal.value.is_some(),
            Self::Numeric(_) | Self::AnythingBut(AnythingBut::Numbers(_)) => true,
            _ => false,
        }
    }

    /// Whether the alternative makes its leaf see addresses as addresses.
    pub(crate) fn is_address(&self) -> bool {
        matches!(self, Self::Address { .. } | Self::Cidr(_))
    }

    /// Whether the alternative accepts a value; `Absent` accepts none.
    pub(crate) fn accepts(&self, seen: Seen<'_>) -> bool {
        match self {
            Self::Present => true,
            Self::Absent => false,
            Self::Null => matches!(seen, Seen::Null),
            Self::Boolean(wanted) => matches!(seen, Seen::Boolean(found) if found == *wanted),
            Self::Number(literal) => match seen {
                Seen::Number(found) => literal.value == Some(found),
                Seen::Digits(found) => literal.text == found,
                _ => false,
            },
            Self::Numeric(range) => matches!(seen, Seen::Number(found) if range.contains(found)),
            Self::Address { range, .. } | Self::Cidr(AddressBlock { range, .. }) => match seen {
                Seen::Address { digits, .. } => range.contains(digits),
                Seen::Digits(found) => range.contains(found.as_bytes()),
                _ => false,
            },
            Self::Text(wanted) | Self::Exactly(wanted) => seen.units() == Some(wanted),
            Self::AnythingBut(excluded) => !excluded.excludes(seen),
            _ => seen.text().is_some_and(|text| self.accepts_text(text)),
        }
    }

    /// Whether an alternative that is about strings accepts a string.
    fn accepts_text(&self, value: &str) -> bool {
        match self {
            Self::Prefix(prefix) => starts_with(value, prefix),
            Self::PrefixIgnoringCase(prefix) => prefix.is_prefix_of(value),
            Self::Suffix(suffix) => ends_with(value, suffix),
            Self::SuffixIgnoringCase(suffix) => suffix.is_suffix_of(value),
            Self::EqualsIgnoringCase(wanted) => wanted.equals(value),
            Self::Wildcard(wildcard) => wildcard.matches(value),
            _ => false,
        }
    }
}

impl AnythingBut {
    /// Whether a value is one of those excluded. An empty list, which only operators can have, excludes
    /// everything: event-ruler has no place for it in its machine, so that it never matches.
    pub(crate) fn excludes(&self, seen: Seen<'_>) -> bool {
        match (self, seen) {
            (Self::Numbers(numbers), Seen::Number(found)) => {
                numbers.iter().any(|number| number.value == Some(found))
            }
            _ => self.is_empty() || seen.text().is_some_and(|text| self.excludes_text(text)),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Texts(texts) | Self::Prefixes(texts) | Self::Suffixes(texts) => texts.is_empty(),
            Self::Numbers(numbers) => numbers.is_empty(),
            Self::IgnoringCase(texts) => texts.is_empty(),
            Self::Wildcards(wildcards) => wildcards.is_empty(),
        }
    }

    fn excludes_text(&self, value: &str) -> bool {
        match self {
            Self::Numbers(_) => false,
            Self::Texts(texts) => texts.iter().any(|text| text == value),
            Self::Prefixes(prefixes) => prefixes.iter().any(|prefix| starts_with(value, prefix)),
            Self::Suffixes(suffixes) => suffixes.iter().any(|suffix| ends_with(value, suffix)),
            Self::IgnoringCase(texts) => texts.iter().any(|text| text.equals(value)),
            Self::Wildcards(wildcards) => wildcards.iter().any(|wildcard| wildcard.matches(value)),
        }
    }
}

impl<'a> Seen<'a> {
    /// The string that a value is, also if it is an address.
    pub(crate) fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) | Self::Units { text, .. } | Self::Address { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The string that a value is, as Java has it.
    fn units(self) -> Option<&'a str> {
        match self {
            Self::Units { units, .. } => Some(units),
            _ => self.text(),
        }
    }
}

/// Whether a value starts with a prefix. The engine matches quoted text, so a prefix may reach the
/// quote that ends the value.
fn starts_with(value: &str, prefix: &str) -> bool {
    value.starts_with(prefix) || prefix.strip_suffix('"') == Some(value)
}

/// Whether a value ends with a suffix, which may reach the quote that starts the value.
fn ends_with(value: &str, suffix: &str) -> bool {
    value.ends_with(suffix) || suffix.strip_prefix('"') == Some(value)
}

/// What a leaf has to know of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sight {
    /// Whether numbers are seen as numbers.
    numbers: bool,
    /// Whether addresses are seen as addresses.
    addresses: bool,
}

impl Sight {
    /// What the alternatives of a leaf need together.
    pub(crate) fn of<'t>(tests: impl IntoIterator<Item = &'t ValueTest>) -> Self {
        tests.into_iter().fold(Self::default(), |sight, test| Self {
            numbers: sight.numbers || test.is_numeric(),
            addresses: sight.addresses || test.is_address(),
        })
    }

    /// Shows a value to the tests of a leaf.
    pub(crate) fn show<T>(self, scalar: &Scalar<'_>, to: impl FnOnce(Seen<'_>) -> T) -> T {
        match scalar {
            Scalar::Text(text) if self.addresses => match address_digits(text) {
                Some(digits) => to(Seen::Address { text, digits: &digits }),
                None => to(Seen::Text(text)),
            },
            // Only what was escaped can have such halves.
            Scalar::Text(Cow::Owned(units)) => match without_units(units) {
                Some(text) => to(Seen::Units { units, text: &text }),
                None => to(Seen::Text(units)),
            },
            Scalar::Text(text) => to(Seen::Text(text)),
            Scalar::Number(text) if self.numbers => match comparable(text) {
                Some(number) => to(Seen::Number(number)),
                None => to(Seen::Digits(text)),
            },
            Scalar::Number(text) => to(Seen::Digits(text)),
            Scalar::Null => to(Seen::Null),
            Scalar::Boolean(value) => to(Seen::Boolean(*value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(tests: &[ValueTest], scalar: &Scalar<'_>) -> bool {
        Sight::of(tests).show(scalar, |seen| tests.iter().any(|test| test.accepts(seen)))
    }

    fn text(text: &str) -> Scalar<'_> {
        Scalar::Text(Cow::Borrowed(text))
    }

    fn number(text: &str) -> Scalar<'_> {
        Scalar::Number(Cow::Borrowed(text))
    }

    #[test]
    fn numbers_are_equal_by_value_or_as_written() {
        let three_hundred = [ValueTest::Number(NumberLiteral::new("300"))];
        assert!(accepts(&three_hundred, &number("3.0e2")));
        assert!(!accepts(&three_hundred, &text("300")));
        let long = [ValueTest::Number(NumberLiteral::new("9007199254740993"))];
        assert!(accepts(&long, &number("9007199254740993")));
        assert!(!accepts(&long, &number("9007199254740993.0")));
    }

    #[test]
    fn quotes_around_a_value_count() {
        assert!(accepts(&[ValueTest::Prefix("a\"".into())], &text("a")));
        assert!(accepts(&[ValueTest::Suffix("\"".into())], &text("")));
        assert!(!accepts(&[ValueTest::Prefix("\"".into())], &text("a")));
    }

    #[test]
    fn a_string_is_tried_as_an_address_and_as_a_string() {
        let cidr = ValueTest::Cidr(AddressBlock::parse("10.0.0.0/8").unwrap());
        let prefix = ValueTest::Prefix("192.".into());
        let both = [cidr.clone(), prefix];
        for address in ["192.168.1.5", "10.0.0.1", "010.0.0.1"] {
            assert!(accepts(&both, &text(address)), "{address}");
        }
        assert!(!accepts(&both, &text("11.0.0.1")));
        let range = AddressRange::of_address("10.0.0.1").unwrap();
        let literal = ValueTest::Address { text: "10.0.0.1".into(), range };
        let five = ValueTest::Number(NumberLiteral::new("5"));
        assert!(accepts(&[literal.clone(), five.clone()], &text("10.0.0.1")));
        assert!(accepts(&[literal, five], &number("5.0")));
        let but = ValueTest::AnythingBut(AnythingBut::Texts(vec!["1.2.3.4".into()]));
        assert!(!accepts(&[cidr.clone(), but.clone()], &text("1.2.3.4")));
        assert!(accepts(&[cidr.clone(), but], &text("1.2.3.5")));
        let exactly = ValueTest::Exactly("192.168.1.5".into());
        assert!(accepts(&[cidr, exactly], &text("192.168.1.5")));
    }

    #[test]
    fn anything_but_nothing_never_matches() {
        let nothing = ValueTest::AnythingBut(AnythingBut::Prefixes(Vec::new()));
        for any in [text("x"), number("1"), Scalar::Null] {
            assert!(!accepts(&[ValueTest::Text("y".into()), nothing.clone()], &any));
        }
    }

    #[test]
    fn anything_but_wants_some_other_value_of_any_kind() {
        let not_x = [ValueTest::AnythingBut(AnythingBut::Texts(vec!["x".into()]))];
        assert!(!accepts(&not_x, &text("x")));
        for other in [text("y"), number("1"), Scalar::Null, Scalar::Boolean(false)] {
            assert!(accepts(&not_x, &other));
        }
        let not_5 = [ValueTest::AnythingBut(AnythingBut::Numbers(vec![NumberLiteral::new("5")]))];
        assert!(!accepts(&not_5, &number("5.0")) && accepts(&not_5, &text("5")));
    }
}
