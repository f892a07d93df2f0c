//! Which functions an evaluation has beside those of JSONata, and which it has not.

use std::cell::RefCell;
use std::rc::Rc;

use firedrill_seed::SeededRandom;
use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;

use super::budget::{Budget, MEMORY_LIMIT};
use super::context::QueryContext;
use super::error::Fault;
use super::functions::{self, Answer};
use super::{calendar, metering};

/// What the functions of one evaluation share.
pub(super) struct Registry {
    random: Rc<RefCell<SeededRandom>>,
    budget: Rc<Budget>,
    /// Where a fault of ours waits while the evaluator unwinds: its own errors are texts.
    fault: Rc<RefCell<Option<Fault>>>,
}

impl Registry {
    /// Registers the functions.
    pub(super) fn of(
        evaluator: &mut Evaluator,
        context: &QueryContext<'_>,
    ) -> Result<Self, EvaluatorError> {
        let registry = Self {
            random: Rc::new(RefCell::new(context.random.borrow().clone())),
            budget: Rc::new(Budget::new(context.budget)),
            fault: Rc::default(),
        };
        registry.register_added(evaluator)?;
        registry.register_fed(evaluator, context)?;
        registry.register_charges(evaluator)?;
        Ok(registry)
    }

    /// The fault that ended the evaluation, if a function of ours did; the randomness goes on from
    /// where the evaluation left it.
    pub(super) fn close(self, context: &QueryContext<'_>) -> Option<Fault> {
        *context.random.borrow_mut() = self.random.borrow().clone();
        self.fault.borrow_mut().take()
    }

    /// The functions that AWS adds.
    fn register_added(&self, evaluator: &mut Evaluator) -> Result<(), EvaluatorError> {
        evaluator.register_fn("partition", functions::partition)?;
        evaluator.register_fn("hash", functions::hash)?;
        evaluator.register_fn("parse", functions::parse)?;
        let random = Rc::clone(&self.random);
        evaluator.register_fn("uuid", move |values: &[JValue]| {
            functions::uuid(values, &mut random.borrow_mut())
        })?;
        let fault = Rc::clone(&self.fault);
        evaluator.register_fn("range", move |values: &[JValue]| {
            functions::range(values).unwrap_or_else(|found| broke(&fault, found))
        })
    }

    /// The functions that read a clock or are random, and the one that AWS takes away.
    fn register_fed(
        &self,
        evaluator: &mut Evaluator,
        context: &QueryContext<'_>,
    ) -> Result<(), EvaluatorError> {
        let now = context.now;
        let mut timed = |name: &str, function: fn(&[JValue], jiff::Timestamp) -> Answer| {
            evaluator.register_fn_override(name, move |values: &[JValue]| function(values, now))
        };
        timed("now", calendar::now)?;
        timed("millis", calendar::millis)?;
        timed("toMillis", calendar::to_millis)?;
        let mut random = |name: &str, function: fn(&[JValue], &mut SeededRandom) -> Answer| {
            let random = Rc::clone(&self.random);
            evaluator.register_fn_override(name, move |values: &[JValue]| {
                function(values, &mut random.borrow_mut())
            })
        };
        random("random", functions::random)?;
        random("shuffle", functions::shuffle)?;
        evaluator.register_fn_override("eval", |_: &[JValue]| {
            Err(functions::coded("T1006", "Attempted to invoke a non-function"))
        })
    }

    /// The functions that an expression calls where it was made to pay.
    fn register_charges(&self, evaluator: &mut Evaluator) -> Result<(), EvaluatorError> {
        type Charge = fn(&[JValue], &Budget) -> Result<JValue, Fault>;
        let charges: [(&str, Charge); 8] = [
            (metering::LOOK, look),
            (metering::LOOK_AT_LAST, look_at_last),
            (metering::VISIT, visit),
            (metering::RANGE, range),
            (metering::COMPARE_ALL, compare_all),
            (metering::JOINED, joined),
            (metering::REPLACED, replaced),
            (metering::PADDED, padded),
        ];
        for (name, charge) in charges {
            let (budget, fault) = (Rc::clone(&self.budget), Rc::clone(&self.fault));
            evaluator.register_fn(name, move |values: &[JValue]| {
                charge(values, &budget).or_else(|found| broke(&fault, found))
            })?;
        }
        Ok(())
    }
}

fn broke(place: &RefCell<Option<Fault>>, fault: Fault) -> Answer {
    let text = fault.to_string();
    *place.borrow_mut() = Some(fault);
    Err(EvaluatorError::EvaluationError(text))
}

/// The first argument, as it would be without the call.
///
/// The evaluator unwraps a sequence of one item, or none, wherever an expression gives one; it has
/// done so with the argument, and does so with what is answered.
fn first(values: &[JValue]) -> JValue {
    match values.first() {
        Some(JValue::Array(items)) if items.sequence && items.len() <= 1 => {
            JValue::sequence(vec![JValue::Array(items.clone())])
        }
        Some(value) => value.clone(),
        None => JValue::Undefined,
    }
}

fn look(values: &[JValue], budget: &Budget) -> Result<JValue, Fault> {
    look_at_last(values, budget)?;
    Ok(first(values))
}

fn look_at_last(values: &[JValue], budget: &Budget) -> Result<JValue, Fault> {
    for value in values {
        budget.look_at(value)?;
    }
    Ok(values.first().cloned().unwrap_or(JValue::Undefined))
}

fn visit(values: &[JValue], budget: &Budget) -> Result<JValue, Fault> {
    budget.visit(
        values.first().and_then(JValue::as_i64).and_then(|n| n.try_into().ok()).unwrap_or(1),
    )?;
    Ok(JValue::Undefined)
}

fn range(values: &[JValue], budget: &Budget) -> Result<JValue, Fault> {
    if let [JValue::Number(from), JValue::Number(to)] = values {
        // The evaluator itself refuses a range that is too long.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        budget.count((to - from).clamp(1.0, 1e9) as u64)?;
    }
    Ok(first(values))
}

fn compare_all(values: &[JValue], budget: &Budget) -> Result<JValue, Fault> {
    if let Some(JValue::Array(items)) = values.first() {
        let count = items.len() as u64;
        budget.spend(count.saturating_mul(count))?;
    }
    Ok(first(values))
}

fn text_length(value: Option<&JValue>) -> u64 {
    value.and_then(JValue::as_str).map_or(0, |text| text.len() as u64)
}

fn within_memory(bytes: u64, values: &[JValue]) -> Result<JValue, Fault> {
    if bytes > MEMORY_LIMIT { Err(Fault::memory()) } else { Ok(first(values)) }
}

fn joined(values: &[JValue], _: &Budget) -> Result<JValue, Fault> {
    let Some(JValue::Array(texts)) = values.first() else { return Ok(first(values)) };
    let separators = (texts.len() as u64).saturating_mul(text_length(values.get(1)));
    let own: u64 = texts.iter().map(|text| text_length(Some(text))).sum();
    within_memory(own.saturating_add(separators), values)
}

/// A regular expression may match everywhere, so that its worst case is far from what is likely:
/// it may reach eight times the limit before it is refused.
fn replaced(values: &[JValue], _: &Budget) -> Result<JValue, Fault> {
    let Some(JValue::String(text)) = values.first() else { return Ok(first(values)) };
    let replacement = text_length(values.get(2));
    let (matches, allowance) = match values.get(1) {
        Some(JValue::String(pattern)) if !pattern.is_empty() => {
            (text.matches(&**pattern).count() as u64, 1)
        }
        _ => (text.len() as u64 + 1, 8),
    };
    within_memory(matches.saturating_mul(replacement) / allowance, values)
}

fn padded(values: &[JValue], _: &Budget) -> Result<JValue, Fault> {
    match values.first() {
        #[expect(clippy::cast_precision_loss, reason = "a bound need not be exact")]
        Some(JValue::Number(width)) if width.abs() > MEMORY_LIMIT as f64 => Err(Fault::memory()),
        _ => Ok(first(values)),
    }
}
