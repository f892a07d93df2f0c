//! Numbers of JSON as the numbers of shapes.

/// The whole number that a JSON number is; `3.0` is one.
#[must_use]
pub fn whole_number(number: &serde_json::Number) -> Option<i64> {
    /// Beyond this, not every whole number is a double.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and within bounds")]
    let from_float =
        |float: f64| (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64);
    number.as_i64().or_else(|| number.as_f64().and_then(from_float))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_whole_by_its_value_and_not_by_how_it_is_written() {
        let whole = |text: &str| whole_number(&serde_json::from_str(text).unwrap());
        assert_eq!(whole("3"), Some(3));
        assert_eq!(whole("-3.0e0"), Some(-3));
        assert_eq!(whole("3.5"), None);
        assert_eq!(whole("9223372036854775807"), Some(i64::MAX));
        assert_eq!(whole("1e300"), None);
    }
}
