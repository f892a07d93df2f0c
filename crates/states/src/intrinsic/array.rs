//! `States.Array…`; none stands for arguments that the function does not take.

use serde_json::{Number, Value};

use super::number::integer;
use crate::path::equal;

/// The most items that `States.ArrayRange` makes.
const MAX_RANGE: usize = 1000;

pub(super) fn contains(array: &Value, item: &Value) -> Option<Value> {
    Some(Value::Bool(array.as_array()?.iter().any(|member| equal(member, item))))
}

pub(super) fn get_item(array: &Value, index: &Value) -> Option<Value> {
    array.as_array()?.get(usize::try_from(integer(index)?).ok()?).cloned()
}

pub(super) fn length(array: &Value) -> Option<Value> {
    Some(Value::from(array.as_array()?.len()))
}

pub(super) fn partition(array: &Value, size: &Value) -> Option<Value> {
    let size = usize::try_from(integer(size)?).ok().filter(|size| *size > 0)?;
    Some(Value::Array(
        array.as_array()?.chunks(size).map(|chunk| Value::Array(chunk.to_vec())).collect(),
    ))
}

pub(super) fn range(first: &Value, last: &Value, step: &Value) -> Option<Value> {
    let (mut next, last, step) = (integer(first)?, integer(last)?, integer(step)?);
    if step == 0 {
        return None;
    }
    let mut items = Vec::new();
    while if step > 0 { next <= last } else { next >= last } {
        if items.len() == MAX_RANGE {
            return None;
        }
        items.push(Value::Number(Number::from(next)));
        match next.checked_add(step) {
            Some(after) => next = after,
            None => break,
        }
    }
    Some(Value::Array(items))
}

/// Keeps the first of equal items. Hashed by their text, so that large arrays stay linear.
pub(super) fn unique(array: &Value) -> Option<Value> {
    let mut seen = std::collections::HashSet::new();
    Some(Value::Array(
        array.as_array()?.iter().filter(|item| seen.insert(item.to_string())).cloned().collect(),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn arrays_are_searched_and_cut() {
        assert_eq!(contains(&json!([[1], 2]), &json!([1])), Some(json!(true)));
        assert_eq!(contains(&json!([1]), &json!(1.0)), Some(json!(true)));
        assert_eq!(contains(&json!("no array"), &json!(1)), None);
        assert_eq!(get_item(&json!([5, 6]), &json!(1)), Some(json!(6)));
        assert_eq!(get_item(&json!([5, 6]), &json!(2)), None);
        assert_eq!(get_item(&json!([5, 6]), &json!(-1)), None);
        assert_eq!(partition(&json!([1, 2, 3]), &json!(2)), Some(json!([[1, 2], [3]])));
        assert_eq!(partition(&json!([1]), &json!(0)), None);
        assert_eq!(unique(&json!([1, "1", 1, [1], [1]])), Some(json!([1, "1", [1]])));
    }

    #[test]
    fn a_range_includes_its_end_and_is_bounded() {
        assert_eq!(range(&json!(1), &json!(9), &json!(4)), Some(json!([1, 5, 9])));
        assert_eq!(range(&json!(3), &json!(1), &json!(-1)), Some(json!([3, 2, 1])));
        assert_eq!(range(&json!(3), &json!(1), &json!(1)), Some(json!([])));
        assert_eq!(range(&json!(1), &json!(9), &json!(0)), None);
        assert_eq!(range(&json!(1), &json!(1001), &json!(1)), None);
        assert_eq!(range(&json!(i64::MAX), &json!(i64::MAX), &json!(5)), Some(json!([i64::MAX])));
    }
}
