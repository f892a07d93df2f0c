//! Near misses: why a value that looks right is not accepted.

use serde::Serialize;

use super::absence::Absence;
use crate::matching::Whole;
use crate::value::{NumberLiteral, Scalar, Seen, ValueTest, Wildcard, address_digits, comparable};

/// How an alternative was missed, when it was missed narrowly; the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum NearMiss {
    /// The strings differ in case only.
    Case,
    /// The strings differ in white space only.
    WhiteSpace,
    /// The event has a string where the pattern wants the same number.
    StringForNumber,
    /// The event has a number where the pattern wants the same string.
    NumberForString,
    /// One side has a string such as `"true"` or `"null"`, the other the literal.
    StringForLiteral,
    /// The event has an empty string where the pattern wants `null`.
    BlankForNull,
    /// The event has `null` where the pattern wants an empty string.
    NullForBlank,
    /// The pattern wants `null`, and the field is absent.
    AbsentForNull,
    /// The pattern wants an empty string, and the field is absent.
    AbsentForBlank,
    /// The field is absent, and `anything-but` wants some other value.
    AbsentForAnythingBut,
    /// The field is `null`, and `exists: false` wants it absent.
    NullForAbsent,
    /// The field is an empty string, and `exists: false` wants it absent.
    BlankForAbsent,
    /// The field is absent, but one whose name is spelt otherwise is there.
    OtherSpelling,
    /// The path leads to an object, and only scalars are matched.
    Object,
    /// The path leads to an empty array, which has no value.
    EmptyArray,
    /// The path leads through something that is no object.
    NoObject,
    /// The strings are written differently, and the pattern's is not matched as an address.
    Address,
    /// No double is the number of the event, so it is compared as it is written only.
    NumberAsText,
    /// The value is of a type that the alternative never accepts.
    Type,
}

/// How an alternative was missed by what is at its path.
pub(super) fn near_miss(test: &ValueTest, scalar: &Scalar<'_>) -> Option<NearMiss> {
    match scalar {
        Scalar::Text(found) => missed_by_text(test, found),
        Scalar::Number(found) => missed_by_number(test, found),
        Scalar::Null => match test {
            ValueTest::Absent => Some(NearMiss::NullForAbsent),
            ValueTest::Text(wanted) if wanted.is_empty() => Some(NearMiss::NullForBlank),
            ValueTest::Text(wanted) if wanted.eq_ignore_ascii_case("null") => {
                Some(NearMiss::StringForLiteral)
            }
            _ => wrong_type(test),
        },
        Scalar::Boolean(found) => match test {
            ValueTest::Text(wanted) if wanted.eq_ignore_ascii_case(&found.to_string()) => {
                Some(NearMiss::StringForLiteral)
            }
            ValueTest::Boolean(_) => None,
            _ => wrong_type(test),
        },
    }
}

fn missed_by_text(test: &ValueTest, found: &str) -> Option<NearMiss> {
    match test {
        ValueTest::Number(literal) if same_number(literal, found.trim()) => {
            Some(NearMiss::StringForNumber)
        }
        ValueTest::Numeric(range) => {
            let inside = comparable(found.trim()).is_some_and(|number| range.contains(number));
            Some(if inside { NearMiss::StringForNumber } else { NearMiss::Type })
        }
        ValueTest::Null if found.is_empty() => Some(NearMiss::BlankForNull),
        ValueTest::Null if found.eq_ignore_ascii_case("null") => Some(NearMiss::StringForLiteral),
        ValueTest::Boolean(wanted) if found.eq_ignore_ascii_case(&wanted.to_string()) => {
            Some(NearMiss::StringForLiteral)
        }
        ValueTest::Absent => found.is_empty().then_some(NearMiss::BlankForAbsent),
        ValueTest::Number(_) | ValueTest::Null | ValueTest::Boolean(_) => Some(NearMiss::Type),
        _ if differs_in_case(test, found) => Some(NearMiss::Case),
        _ if differs_in_white_space(test, found) => Some(NearMiss::WhiteSpace),
        ValueTest::Text(wanted) | ValueTest::Exactly(wanted) => {
            let digits = address_digits(found)?;
            (address_digits(wanted)? == digits).then_some(NearMiss::Address)
        }
        _ => None,
    }
}

fn missed_by_number(test: &ValueTest, found: &str) -> Option<NearMiss> {
    match test {
        ValueTest::Number(_) | ValueTest::Numeric(_) => {
            comparable(found).is_none().then_some(NearMiss::NumberAsText)
        }
        ValueTest::Text(wanted) | ValueTest::Exactly(wanted) | ValueTest::Prefix(wanted)
            if same_number(&NumberLiteral::new(found), wanted) =>
        {
            Some(NearMiss::NumberForString)
        }
        _ => wrong_type(test),
    }
}

/// A miss of a test that takes one type of value, and this is none of it.
fn wrong_type(test: &ValueTest) -> Option<NearMiss> {
    let any_type =
        matches!(test, ValueTest::AnythingBut(_) | ValueTest::Present | ValueTest::Absent);
    (!any_type).then_some(NearMiss::Type)
}

/// How a leaf was missed by a path without values.
pub(super) fn absence_miss(
    test: &ValueTest,
    wholes: &[Whole],
    absence: Option<&Absence>,
) -> Option<NearMiss> {
    match (wholes.first(), absence, test) {
        (Some(Whole::Object), ..) => Some(NearMiss::Object),
        (Some(Whole::EmptyArray), ..) => Some(NearMiss::EmptyArray),
        (None, Some(Absence::OtherSpelling(_)), _) => Some(NearMiss::OtherSpelling),
        (None, Some(Absence::NoObject { .. }), _) => Some(NearMiss::NoObject),
        (None, None, ValueTest::Null) => Some(NearMiss::AbsentForNull),
        (None, None, ValueTest::Text(wanted)) if wanted.is_empty() => {
            Some(NearMiss::AbsentForBlank)
        }
        (None, None, ValueTest::AnythingBut(_)) => Some(NearMiss::AbsentForAnythingBut),
        (None, None, _) => None,
    }
}

/// Whether a test of strings would accept a value if case did not count.
fn differs_in_case(test: &ValueTest, found: &str) -> bool {
    match test {
        ValueTest::Text(wanted) | ValueTest::Exactly(wanted) => lower(found) == lower(wanted),
        ValueTest::Prefix(wanted) => lower(found).starts_with(&lower(wanted)),
        ValueTest::Suffix(wanted) => lower(found).ends_with(&lower(wanted)),
        ValueTest::Wildcard(wanted) => {
            Wildcard::parse(&lower(wanted.text())).is_ok_and(|wanted| wanted.matches(&lower(found)))
        }
        _ => false,
    }
}

/// Whether a test of strings would accept a value if white space did not count.
fn differs_in_white_space(test: &ValueTest, found: &str) -> bool {
    match test {
        ValueTest::Text(wanted) | ValueTest::Exactly(wanted) => {
            wanted.split_whitespace().eq(found.split_whitespace())
        }
        ValueTest::AnythingBut(_) => false,
        _ => test.accepts(Seen::Text(found.trim())),
    }
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

fn same_number(literal: &NumberLiteral, found: &str) -> bool {
    literal.text == found || (literal.value.is_some() && literal.value == comparable(found))
}

/// The values that a test takes, as a sentence names them.
pub(super) fn taken_by(test: &ValueTest) -> &'static str {
    match test {
        ValueTest::Number(_) | ValueTest::Numeric(_) => "numbers",
        ValueTest::Null => "`null`",
        ValueTest::Boolean(_) => "a boolean",
        ValueTest::Address { .. } | ValueTest::Cidr(_) => "IP addresses",
        _ => "strings",
    }
}
