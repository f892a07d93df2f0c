//! How much an evaluation may cost.
//!
//! An expression is a program: it can call itself for ever, and double a text until no memory is
//! left. The service ends such an evaluation by its clock. This crate has none, so an evaluation
//! pays for what it does from a budget that is the same on every machine, and fails when it is
//! spent.

use std::cell::Cell;

use jsonata_core::value::JValue;

use super::error::Fault;

/// What an evaluation may spend. One unit is about the work of looking at one value; the whole is
/// spent within seconds.
pub(super) const BUDGET: u64 = 100_000_000;

/// What a visit of one node of an expression costs.
const NODE_VISIT: u64 = 16;

/// What it costs to put a value to use, however small it is.
const USE: u64 = 16;

/// What it costs to make one number of a range.
const RANGE_NUMBER: u64 = 8;

/// The most bytes that one value may have. Users of the service report that an array of 873,782
/// numbers is taken and one of 873,783 is not, which are these bytes at eight a number; a text of
/// 2^22 characters is taken and one of 2^23 is not.
pub(super) const MEMORY_LIMIT: u64 = 8 * MAX_SEQUENCE as u64;

/// The most items that a sequence may have; see [`MEMORY_LIMIT`].
pub(super) const MAX_SEQUENCE: usize = 873_782;

/// How deep values may nest: no deeper than a text of JSON.
const MAX_NESTING: usize = crate::json::MAX_DEPTH;

/// What is left to spend in one evaluation.
#[derive(Debug)]
pub(super) struct Budget(Cell<u64>);

impl Budget {
    pub(super) fn new(units: u64) -> Self {
        Self(Cell::new(units))
    }

    pub(super) fn spend(&self, units: u64) -> Result<(), Fault> {
        match self.0.get().checked_sub(units) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => Err(Fault::timeout()),
        }
    }

    /// Pays for a visit of an expression of so many nodes.
    pub(super) fn visit(&self, nodes: u64) -> Result<(), Fault> {
        self.spend(nodes.saturating_mul(NODE_VISIT))
    }

    /// Pays for a range of so many numbers.
    pub(super) fn count(&self, numbers: u64) -> Result<(), Fault> {
        self.spend(numbers.saturating_mul(RANGE_NUMBER))
    }

    /// Pays for looking at all of a value, which must not be larger than the service allows.
    ///
    /// A part that a value holds many times counts as often: whoever writes the value out, or
    /// compares it, looks at it as often.
    pub(super) fn look_at(&self, value: &JValue) -> Result<(), Fault> {
        let bytes = weigh(value)?;
        self.spend(USE + bytes / 8)
    }
}

/// The bytes of a value, if they are not too many: eight for each number and each container, one
/// for each byte of text. The outermost container is as large as what it holds.
pub(super) fn weigh(value: &JValue) -> Result<u64, Fault> {
    let mut bytes = own_bytes(value);
    if is_container(value) {
        bytes -= 8;
    }
    let mut open = vec![(value, 0_usize)];
    while let Some((container, depth)) = open.pop() {
        if depth > MAX_NESTING {
            return Err(Fault::stack_overflow());
        }
        match container {
            JValue::Array(items) => {
                for item in items.iter() {
                    bytes += own_bytes(item);
                    if is_container(item) {
                        open.push((item, depth + 1));
                    }
                }
            }
            JValue::Object(members) => {
                for (key, member) in members.iter() {
                    bytes += key.len() as u64 + own_bytes(member);
                    if is_container(member) {
                        open.push((member, depth + 1));
                    }
                }
            }
            _ => {}
        }
        if bytes > MEMORY_LIMIT {
            return Err(Fault::memory());
        }
    }
    Ok(bytes)
}

fn is_container(value: &JValue) -> bool {
    matches!(value, JValue::Array(_) | JValue::Object(_))
}

fn own_bytes(value: &JValue) -> u64 {
    match value {
        JValue::String(text) => text.len() as u64,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_as_large_as_the_service_counts_it() {
        let numbers = |count| JValue::array(vec![JValue::Number(1.0); count]);
        assert_eq!(weigh(&numbers(MAX_SEQUENCE)), Ok(MEMORY_LIMIT));
        assert_eq!(weigh(&numbers(MAX_SEQUENCE + 1)), Err(Fault::memory()));
        assert!(weigh(&JValue::string("x".repeat(1 << 22))).is_ok());
        assert_eq!(weigh(&JValue::string("x".repeat(1 << 23))), Err(Fault::memory()));
    }

    #[test]
    fn shared_parts_count_each_time() {
        let mut value = JValue::Number(1.0);
        for _ in 0..60 {
            value = JValue::array(vec![value.clone(), value]);
        }
        assert_eq!(weigh(&value), Err(Fault::memory()));
    }

    #[test]
    fn values_may_not_nest_without_end() {
        let mut value = JValue::Null;
        for _ in 0..100_000 {
            value = JValue::array(vec![value]);
        }
        assert_eq!(weigh(&value), Err(Fault::stack_overflow()));
    }

    #[test]
    fn what_is_spent_is_gone() {
        let budget = Budget::new(5);
        assert!(budget.spend(5).is_ok());
        assert_eq!(budget.spend(1), Err(Fault::timeout()));
    }
}
