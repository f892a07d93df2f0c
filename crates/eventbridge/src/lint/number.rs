//! Numbers: what EventBridge cannot compare, ranges that hold none, and lists of them.

use std::ops::Range;

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning, envelope};
use crate::pattern::Leaf;
use crate::value::{AnythingBut, Limit, NumberLiteral, NumericRange, ValueTest};

/// The greatest magnitude that the user guide allows ("Numeric matching").
const DOCUMENTED_MAGNITUDE: f64 = 5e9;
/// The most decimals that it allows.
const DOCUMENTED_DECIMALS: usize = 6;
/// From so many numbers on a list is worth a comparison.
const LISTED: usize = 3;

pub(super) fn check(check: &mut Check<'_>) {
    for (number, leaf) in check.leaves() {
        // What is never a number is told of by another lint.
        if envelope::is_always_text(&leaf.path) {
            continue;
        }
        for (alternative, place, test) in tests(leaf) {
            let span = &place.span;
            match test {
                ValueTest::Number(literal) => match literal.value {
                    Some(value) => check_range(check, span, &[value]),
                    None => check.warn(as_text(span.clone(), literal)),
                },
                ValueTest::Numeric(range) if is_empty(range) => {
                    check.kill(number, alternative);
                    check.warn(empty(span.clone()));
                }
                ValueTest::Numeric(range) => {
                    let ends = [range.bottom, range.top];
                    let ends: Vec<f64> = ends.iter().flatten().map(|(end, _)| *end).collect();
                    check_range(check, span, &ends);
                }
                ValueTest::AnythingBut(AnythingBut::Numbers(numbers)) => {
                    let values: Vec<f64> = numbers.iter().filter_map(|n| n.value).collect();
                    check_range(check, span, &values);
                }
                _ => {}
            }
        }
        if let Some(warning) = listed(leaf) {
            check.warn(warning);
        }
    }
}

fn as_text(span: Range<usize>, literal: &NumberLiteral) -> PatternWarning {
    PatternWarning::new(
        PatternLint::NumberAsText,
        span,
        format!("no double is `{}`, so it equals only numbers with the same digits", literal.text),
        "compared as it is written",
    )
    .with_help("use fewer digits, or have the sender write the number as a string")
}

fn check_range(check: &mut Check<'_>, span: &Range<usize>, values: &[f64]) {
    let too_many_decimals = |value: f64| {
        let written = format!("{value}");
        written.split_once('.').is_some_and(|(_, decimals)| decimals.len() > DOCUMENTED_DECIMALS)
    };
    let beyond = |value: &&f64| value.abs() > DOCUMENTED_MAGNITUDE || too_many_decimals(**value);
    if let Some(value) = values.iter().find(beyond) {
        check.warn(
            PatternWarning::new(
                PatternLint::NumberOutOfRange,
                span.clone(),
                format!("`{value:?}` is beyond the numbers that EventBridge documents"),
                "may be refused",
            )
            .with_help(
                "documented are numbers from -5.0e9 to 5.0e9 with up to six decimals; what the \
                 service does beyond them is not known",
            ),
        );
    }
}

fn empty(span: Range<usize>) -> PatternWarning {
    PatternWarning::new(
        PatternLint::EmptyRange,
        span,
        "there is no number in this range",
        "accepts nothing",
    )
    .with_help("numbers are doubles: use `>=` and `<=`, or ends that are further apart")
}

/// Whether no double lies in a range.
fn is_empty(range: &NumericRange) -> bool {
    let least = match range.bottom {
        None => f64::MIN,
        Some((bottom, Limit::Included)) => bottom,
        Some((bottom, Limit::Excluded)) => bottom.next_up(),
    };
    !least.is_finite() || !range.contains(least)
}

/// Numbers listed one by one where a comparison says it.
fn listed(leaf: &Leaf) -> Option<PatternWarning> {
    let mut values: Vec<f64> = tests(leaf)
        .filter_map(|(_, _, test)| match test {
            ValueTest::Number(literal) => literal.value,
            _ => None,
        })
        .collect();
    if values.len() < LISTED {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let written = values.len();
    values.dedup();
    let (first, last) = (values.first()?, values.last()?);
    let spelt_twice = values.len() < written;
    let evenly = values.len() > LISTED && is_even(&values);
    if !spelt_twice && !evenly {
        return None;
    }
    let message = if spelt_twice {
        format!(
            "`{}` lists numbers in several spellings, which are equal to EventBridge",
            leaf.path
        )
    } else {
        format!("`{}` lists numbers one by one, and none between them matches", leaf.path)
    };
    Some(
        PatternWarning::new(
            PatternLint::ListedNumbers,
            leaf.span.clone(),
            message,
            format!("{written} numbers"),
        )
        .with_help(format!("use `{{\"numeric\": [\">=\", {first}, \"<=\", {last}]}}`")),
    )
}

/// Whether sorted numbers follow each other in equal steps, as lists of all of a range do.
fn is_even(values: &[f64]) -> bool {
    let steps: Vec<f64> =
        values.iter().zip(values.iter().skip(1)).map(|(one, next)| next - one).collect();
    let Some(first) = steps.first() else { return false };
    *first <= 1.0 && steps.iter().all(|step| (step - first).abs() < first / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_between_neighbouring_doubles_are_empty() {
        let range = |bottom: f64, top: f64| NumericRange {
            bottom: Some((bottom, Limit::Excluded)),
            top: Some((top, Limit::Excluded)),
        };
        assert!(is_empty(&range(0.0, f64::from_bits(1))));
        assert!(!is_empty(&range(0.0, f64::from_bits(2))));
        let above = |limit| NumericRange { bottom: Some((f64::MAX, limit)), top: None };
        assert!(is_empty(&above(Limit::Excluded)) && !is_empty(&above(Limit::Included)));
        let below = |limit| NumericRange { bottom: None, top: Some((f64::MIN, limit)) };
        assert!(is_empty(&below(Limit::Excluded)) && !is_empty(&below(Limit::Included)));
    }
}
