//! Numbers that EventBridge can compare, and ranges of them.
//!
//! event-ruler compares a number when it is exactly what the nearest double prints as its shortest
//! decimal; any other number equals only its own spelling. The documented range of the service
//! (±5e9, six decimals) was that of older engines; what the service runs is not known, so a number
//! beyond it is not refused.

use serde::Serialize;

/// The double that a JSON number stands for, when EventBridge can compare it.
#[must_use]
pub(crate) fn comparable(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    if is_short_integer(text) {
        return Some(number);
    }
    if !number.is_finite() {
        return None;
    }
    (Decimal::parse(text)? == Decimal::parse(&as_java_prints(number))?).then_some(number)
}

/// From so many digits on two decimals can be equally near to a double: it must end in a 5 that is
/// just too small for the double to be told from its neighbours by it.
const TIE_DIGITS: usize = 16;

/// More digits than any double has in decimal.
const ALL_DIGITS: usize = 800;

/// The decimal that Java prints for a double (`Double.toString`, since JDK 19): of the shortest
/// decimals that are read as the double the nearest one, of two that are equally near the even one,
/// where those with one digit count as having two.
fn as_java_prints(number: f64) -> String {
    let shortest = format!("{number:e}");
    let mantissa = shortest.split('e').next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    if digits == 1 {
        return format!("{number:.1e}");
    }
    // Rust prints the upper one of two.
    let is_odd = mantissa.bytes().next_back().is_some_and(|digit| digit % 2 == 1);
    if digits < TIE_DIGITS || !is_odd {
        return shortest;
    }
    let exact = format!("{number:.ALL_DIGITS$e}");
    let (exact, exponent) = exact.split_once('e').unwrap_or((&exact, "0"));
    match exact.trim_end_matches('0').strip_suffix('5') {
        Some(lower) if lower.bytes().filter(u8::is_ascii_digit).count() == digits => {
            let is_even = lower.bytes().next_back().is_some_and(|digit| digit % 2 == 0);
            if is_even { format!("{lower}e{exponent}") } else { shortest }
        }
        _ => shortest,
    }
}

/// Whether a number has few enough digits and nothing else, so that a double holds it exactly.
fn is_short_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A decimal number without leading and trailing zeros: 0.`digits` × 10^`exponent`.
#[derive(Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, saturating_exponent(exponent)?),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all: String = [whole, fraction].concat();
        let significant = all.trim_start_matches('0');
        if significant.is_empty() {
            return Some(Self { negative: false, digits: String::new(), exponent: 0 });
        }
        let leading_zeros = i64::try_from(all.len() - significant.len()).ok()?;
        let point = i64::try_from(whole.len()).ok()?.saturating_sub(leading_zeros);
        Some(Self {
            negative,
            digits: significant.trim_end_matches('0').to_owned(),
            exponent: exponent.saturating_add(point),
        })
    }
}

/// An exponent; one with more digits than fit is as large as can be.
fn saturating_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits.parse::<i64>().unwrap_or(i64::MAX / 2);
    Some(if negative { -magnitude } else { magnitude })
}

/// A number in a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberLiteral {
    /// The number as it is written.
    pub text: String,
    /// Its value, when it can be compared; otherwise it equals only its own spelling.
    pub value: Option<f64>,
}

impl NumberLiteral {
    /// Reads a JSON number.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), value: comparable(text) }
    }
}

/// The numbers that a `numeric` operator accepts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NumericRange {
    /// The least number.
    pub bottom: Option<(f64, Limit)>,
    /// The greatest number.
    pub top: Option<(f64, Limit)>,
}

/// Whether the end of a range belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// `<=` and `>=`.
    Included,
    /// `<` and `>`.
    Excluded,
}

impl NumericRange {
    /// The range that holds one number: `=`.
    #[must_use]
    pub fn equal_to(number: f64) -> Self {
        Self { bottom: Some((number, Limit::Included)), top: Some((number, Limit::Included)) }
    }

    /// Whether the range holds a number.
    #[must_use]
    pub fn contains(&self, number: f64) -> bool {
        let above = match self.bottom {
            Some((bottom, Limit::Included)) => number >= bottom,
            Some((bottom, Limit::Excluded)) => number > bottom,
            None => true,
        };
        let below = match self.top {
            Some((top, Limit::Included)) => number <= top,
            Some((top, Limit::Excluded)) => number < top,
            None => true,
        };
        above && below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_comparable_when_a_double_prints_them() {
        assert_eq!(comparable("300"), Some(300.0));
        assert_eq!(comparable("3.0e2"), Some(300.0));
        assert_eq!(comparable("-0"), Some(-0.0));
        assert_eq!(comparable("0.1"), Some(0.1));
        assert_eq!(comparable("123456789012"), Some(123_456_789_012.0));
        assert_eq!(comparable("9007199254740993"), None);
        assert_eq!(comparable("1000000000000000.2"), Some(1_000_000_000_000_000.2));
        assert_eq!(comparable("1000000000000000.3"), None);
        assert_eq!(comparable("-1000000000000000.2"), Some(-1_000_000_000_000_000.2));
        assert_eq!(comparable("1000000000000000.8"), Some(1_000_000_000_000_000.8));
        assert_eq!(comparable("1000000000000000.7"), None);
        assert_eq!(comparable("4.9e-324"), Some(5e-324));
        assert_eq!(comparable("5e-324"), None);
        assert_eq!(comparable("9.9e-324"), Some(1e-323));
        assert_eq!(comparable("1e-323"), None);
        assert_eq!(comparable("2e23"), Some(2e23));
        assert_eq!(comparable("1e22"), Some(1e22));
        assert_eq!(comparable("1.0000000000000001"), None);
        assert_eq!(comparable("0.12345678901234567890"), None);
        assert_eq!(comparable("1e400"), None);
        assert_eq!(comparable("1e-325"), None);
        assert_eq!(comparable("0e99999999999999999999"), Some(0.0));
        assert_eq!(comparable("1e99999999999999999999"), None);
    }

    #[test]
    fn ranges_know_their_ends() {
        let range = NumericRange {
            bottom: Some((0.0, Limit::Excluded)),
            top: Some((5.0, Limit::Included)),
        };
        assert!(!range.contains(0.0) && range.contains(5.0) && range.contains(0.1));
        assert!(NumericRange::equal_to(0.0).contains(-0.0));
    }
}
