//! Near misses: why a value that looks right is not accepted.

use serde::Serialize;

use crate::matching::Whole;
use crate::value::{AnythingBut, NumberLiteral, Scalar, ValueTest, address_digits, comparable};

/// How an alternative was missed, when it was missed narrowly.
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
    /// The pattern wants `null`, and the field is absent.
    AbsentForNull,
    /// The field is absent, and `anything-but` wants some other value.
    AbsentForAnythingBut,
    /// The field is `null`, and `exists: false` wants it absent.
    NullForAbsent,
    /// The path leads to an object, and only scalars are matched.
    Object,
    /// The path leads to an empty array, which has no value.
    EmptyArray,
    /// The strings are written differently, and the pattern's is not matched as an address.
    Address,
    /// Beside a `cidr` or an address, strings that are addresses are seen as addresses only.
    SeenAsAddress,
}

/// How an alternative was missed by what is at its path.
pub(super) fn near_miss(test: &ValueTest, scalar: &Scalar<'_>) -> Option<NearMiss> {
    match (test, scalar) {
        (ValueTest::Text(wanted) | ValueTest::Exactly(wanted), Scalar::Text(found)) => {
            text_miss(wanted, found)
        }
        (ValueTest::Prefix(wanted), Scalar::Text(found)) => {
            folded(|| lower(found).starts_with(&lower(wanted)))
        }
        (ValueTest::Suffix(wanted), Scalar::Text(found)) => {
            folded(|| lower(found).ends_with(&lower(wanted)))
        }
        (ValueTest::Number(literal), Scalar::Text(found)) => {
            same_number(literal, found).then_some(NearMiss::StringForNumber)
        }
        (ValueTest::Numeric(range), Scalar::Text(found)) => {
            let number = comparable(found.trim());
            number.is_some_and(|number| range.contains(number)).then_some(NearMiss::StringForNumber)
        }
        (
            ValueTest::Text(wanted) | ValueTest::Exactly(wanted) | ValueTest::Prefix(wanted),
            Scalar::Number(found),
        ) => (wanted.as_str() == found.as_ref()).then_some(NearMiss::NumberForString),
        (ValueTest::Null, Scalar::Text(found)) => {
            found.eq_ignore_ascii_case("null").then_some(NearMiss::StringForLiteral)
        }
        (ValueTest::Text(wanted), Scalar::Null) => {
            wanted.eq_ignore_ascii_case("null").then_some(NearMiss::StringForLiteral)
        }
        (ValueTest::Boolean(wanted), Scalar::Text(found)) => {
            found.eq_ignore_ascii_case(&wanted.to_string()).then_some(NearMiss::StringForLiteral)
        }
        (ValueTest::Text(wanted), Scalar::Boolean(found)) => {
            wanted.eq_ignore_ascii_case(&found.to_string()).then_some(NearMiss::StringForLiteral)
        }
        (ValueTest::Absent, Scalar::Null) => Some(NearMiss::NullForAbsent),
        _ => None,
    }
}

/// How a leaf was missed by a path without values.
pub(super) fn absence_miss(test: &ValueTest, wholes: &[Whole]) -> Option<NearMiss> {
    match (wholes.first(), test) {
        (Some(Whole::Object), _) => Some(NearMiss::Object),
        (Some(Whole::EmptyArray), _) => Some(NearMiss::EmptyArray),
        (None, ValueTest::Null) => Some(NearMiss::AbsentForNull),
        (None, ValueTest::AnythingBut(_)) => Some(NearMiss::AbsentForAnythingBut),
        (None, _) => None,
    }
}

fn text_miss(wanted: &str, found: &str) -> Option<NearMiss> {
    if lower(wanted) == lower(found) {
        Some(NearMiss::Case)
    } else if wanted.split_whitespace().eq(found.split_whitespace()) {
        Some(NearMiss::WhiteSpace)
    } else if address_digits(found).is_some_and(|digits| Some(digits) == address_digits(wanted)) {
        Some(NearMiss::Address)
    } else {
        None
    }
}

fn folded(same: impl FnOnce() -> bool) -> Option<NearMiss> {
    same().then_some(NearMiss::Case)
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

fn same_number(literal: &NumberLiteral, found: &str) -> bool {
    literal.text == found || (literal.value.is_some() && literal.value == comparable(found))
}

/// Whether a test is about strings, so that an address hides from it beside a `cidr`.
pub(super) fn is_about_text(test: &ValueTest) -> bool {
    !matches!(
        test,
        ValueTest::Address { .. }
            | ValueTest::Cidr(_)
            | ValueTest::Number(_)
            | ValueTest::Numeric(_)
            | ValueTest::Null
            | ValueTest::Boolean(_)
            | ValueTest::Present
            | ValueTest::Absent
            | ValueTest::AnythingBut(AnythingBut::Numbers(_))
    )
}
