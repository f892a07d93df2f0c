//! The sentences of an explanation.

use super::NearMiss;
use super::absence::Absence;
use super::miss::taken_by;
use crate::matching::Whole;
use crate::value::{Scalar, ValueTest};

/// How many characters of a value a sentence shows.
const SHOWN: usize = 120;

/// A value as a sentence shows it: JSON, cut if it is long.
pub(super) fn show(scalar: &Scalar<'_>) -> String {
    cut(&scalar.to_string())
}

/// A text, cut if it is long.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// What an alternative says of the value it accepts.
pub(super) fn accepted(path: &str, scalar: &Scalar<'_>, alternative: &str) -> String {
    format!("`{path}` is {}, which `{}` accepts", show(scalar), cut(alternative))
}

/// What an alternative says of a value it does not accept.
pub(super) fn refused(
    path: &str,
    scalar: &Scalar<'_>,
    (test, alternative): (&ValueTest, &str),
    miss: Option<NearMiss>,
) -> String {
    let value = show(scalar);
    let alternative = cut(alternative);
    let tail = match miss {
        Some(NearMiss::Case) => {
            format!("which differs from `{alternative}` in case only")
        }
        Some(NearMiss::WhiteSpace) => {
            format!("which differs from `{alternative}` in white space only")
        }
        Some(NearMiss::StringForNumber) => {
            format!("a string, and `{alternative}` accepts numbers only")
        }
        Some(NearMiss::NumberForString) => {
            format!("a number, and `{alternative}` accepts strings only")
        }
        Some(NearMiss::StringForLiteral) => {
            format!("{}, which is not what `{alternative}` asks for", scalar.kind())
        }
        Some(NearMiss::BlankForNull) => {
            format!("an empty string, which is not what `{alternative}` asks for")
        }
        Some(NearMiss::NullForBlank) => {
            format!("which is not the empty string that `{alternative}` asks for")
        }
        _ if *test == ValueTest::Absent => {
            format!("a value, and `{alternative}` wants the field left out")
        }
        Some(NearMiss::NumberAsText) => format!(
            "which no double is, so that `{alternative}` accepts it only in the same digits"
        ),
        Some(NearMiss::Type) => {
            let taken = taken_by(test);
            match scalar {
                // It has been named already.
                Scalar::Null => format!("and `{alternative}` accepts {taken} only"),
                _ => format!("{}, and `{alternative}` accepts {taken} only", scalar.kind()),
            }
        }
        Some(NearMiss::Address) => {
            format!("another spelling of the address in `{alternative}`, which is compared as text")
        }
        _ => format!("which `{alternative}` does not accept"),
    };
    format!("`{path}` is {value}, {tail}")
}

/// What an alternative says when its path has no value.
pub(super) fn without_value(
    path: &str,
    wholes: &[Whole],
    absence: Option<&Absence>,
    alternative: &str,
    miss: Option<NearMiss>,
) -> String {
    let what = nothing_there(path, wholes, absence);
    match miss {
        Some(NearMiss::AbsentForNull) => {
            format!("{what}, and `null` accepts only a field that is `null`")
        }
        Some(NearMiss::AbsentForBlank) => {
            format!("{what}, and `{}` accepts only an empty string that is there", cut(alternative))
        }
        Some(NearMiss::AbsentForAnythingBut) => {
            format!("{what}, and `{}` wants some other value", cut(alternative))
        }
        _ => what,
    }
}

/// What is at a path without values.
pub(super) fn nothing_there(path: &str, wholes: &[Whole], absence: Option<&Absence>) -> String {
    match (wholes.first(), absence) {
        (Some(Whole::Object), _) => {
            format!(
                "`{path}` is an object, and only strings, numbers, booleans and null are matched"
            )
        }
        (Some(Whole::EmptyArray), _) => {
            format!("`{path}` is an empty array, which has no value")
        }
        (None, Some(Absence::OtherSpelling(other))) => {
            format!("`{path}` is absent, and the event has `{other}` in its place")
        }
        (None, Some(Absence::NoObject { path: reached, what })) => {
            format!("`{path}` is absent, as `{reached}` is {what}")
        }
        (None, None) => format!("`{path}` is absent"),
    }
}

/// What a leaf says of several values that none of its alternatives accepts.
pub(super) fn none_accepted(path: &str, values: &[String], count: usize, choices: usize) -> String {
    let listed = values.join(", ");
    let rest = if count > values.len() { ", …" } else { "" };
    let alternatives = match choices {
        1 => "its alternative accepts".to_owned(),
        several => format!("its {several} alternatives accept"),
    };
    if count == 1 {
        format!("`{path}` is {listed}, which none of {alternatives}")
    } else {
        format!("`{path}` has {count} values, none of which {alternatives}: {listed}{rest}")
    }
}
