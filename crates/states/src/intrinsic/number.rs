//! `States.Math…`, and how functions take numbers.

use firedrill_seed::SeededRandom;
use serde_json::Value;

/// A number as the functions take it: rounded half up, as Java's `Math.round` does.
pub(super) fn integer(value: &Value) -> Option<i64> {
    if let Some(integer) = value.as_i64() {
        return Some(integer);
    }
    let rounded = (value.as_f64()? + 0.5).floor();
    // The first double that is beyond the integers of 64 bits; its negative is one of them.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within the range")]
    (-BEYOND..BEYOND).contains(&rounded).then_some(rounded as i64)
}

pub(super) fn add(first: &Value, second: &Value) -> Option<Value> {
    integer(first)?.checked_add(integer(second)?).map(Value::from)
}

/// A number from `start` to before `end`; with a seed always the same one.
pub(super) fn random(
    start: &Value,
    end: &Value,
    seed: Option<&Value>,
    random: &mut SeededRandom,
) -> Option<Value> {
    let (start, end) = (integer(start)?, integer(end)?);
    let width =
        u64::try_from(i128::from(end) - i128::from(start)).ok().filter(|width| *width > 0)?;
    let offset = match seed {
        None => random.below(width),
        Some(seed) => SeededRandom::new(integer(seed)?.cast_unsigned()).below(width),
    };
    i64::try_from(i128::from(start) + i128::from(offset)).ok().map(Value::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_rounded_half_up_before_they_are_added() {
        for (first, second, sum) in [
            (json!(1.49), json!(1.5), 3),
            (json!(-0.5), json!(0.5), 1),
            (json!(-1.5), json!(0), -1),
            (json!(40), json!(2), 42),
        ] {
            assert_eq!(add(&first, &second), Some(json!(sum)));
        }
        assert_eq!(add(&json!(i64::MAX), &json!(1)), None);
        assert_eq!(add(&json!("1"), &json!(1)), None);
        assert_eq!(add(&json!(1e300), &json!(1)), None);
    }

    #[test]
    fn a_random_number_lies_in_its_range() {
        let mut source = SeededRandom::new(1);
        for _ in 0..100 {
            let number = random(&json!(-3), &json!(2), None, &mut source).unwrap();
            assert!((-3..2).contains(&number.as_i64().unwrap()));
        }
        let seeded = |source: &mut SeededRandom| {
            random(&json!(0), &json!(1_000_000), Some(&json!(5)), source)
        };
        assert_eq!(seeded(&mut source), seeded(&mut source));
        assert_eq!(random(&json!(2), &json!(2), None, &mut source), None);
        assert!(random(&json!(i64::MIN), &json!(i64::MAX), None, &mut source).is_some());
    }
}
