//! Which functions an evaluation has beside those of JSONata, and which it has not.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use firedrill_seed::SeededRandom;
use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;

use super::bounds;
use super::budget::Budget;
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
    /// The function of the evaluator that was called last, until it returns.
    called: Rc<Cell<Option<&'static str>>>,
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
            called: Rc::default(),
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

    /// The function within which an evaluation broke off, if it is known.
    pub(super) fn called(&self) -> Option<&'static str> {
        self.called.get()
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
        let mut timed = |name: &'static str, function: fn(&[JValue], jiff::Timestamp) -> Answer| {
            let (budget, fault) = (Rc::clone(&self.budget), Rc::clone(&self.fault));
            let called = Rc::clone(&self.called);
            evaluator.register_fn_override(name, move |values: &[JValue]| {
                if let Err(found) = bounds::check(name, &JValue::Undefined, values, &budget) {
                    return broke(&fault, found);
                }
                called.set(Some(name));
                let answer = function(values, now);
                called.set(None);
                answer
            })
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
        let charges: [(&str, Charge); 6] = [
            (metering::LOOK, look),
            (metering::LOOK_AT_LAST, look_at_last),
            (metering::VISIT, visit),
            (metering::RANGE, range),
            (metering::IS_BUILTIN, is_builtin),
            (metering::MEASURE_LAST, measure_last),
        ];
        for (name, charge) in charges {
            let (budget, fault) = (Rc::clone(&self.budget), Rc::clone(&self.fault));
            evaluator.register_fn(name, move |values: &[JValue]| {
                charge(values, &budget).or_else(|found| broke(&fault, found))
            })?;
        }
        let (budget, fault) = (Rc::clone(&self.budget), Rc::clone(&self.fault));
        let called = Rc::clone(&self.called);
        evaluator.register_fn(metering::MEASURE, move |values: &[JValue]| {
            measure(values, &budget, &called).or_else(|found| broke(&fault, found))
        })?;
        let called = Rc::clone(&self.called);
        evaluator.register_fn(metering::CALLED, move |values: &[JValue]| {
            called.set(None);
            Ok(first(values))
        })
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

fn measure_last(values: &[JValue], budget: &Budget) -> Result<JValue, Fault> {
    if let [JValue::String(function), context, arguments @ ..] = values {
        bounds::check(function, context, arguments, budget)?;
    }
    Ok(JValue::Undefined)
}

/// The same of a call whose value is taken before another function is called.
fn measure(
    values: &[JValue],
    budget: &Budget,
    called: &Cell<Option<&'static str>>,
) -> Result<JValue, Fault> {
    measure_last(values, budget)?;
    if let [JValue::String(function), ..] = values {
        let measured = bounds::MEASURED.iter().find(|(name, _)| *name == &**function);
        // Within these, functions of the expression may call others.
        let calls_others = |name: &&str| matches!(*name, "replace" | "match");
        called.set(measured.map(|(name, _)| *name).filter(|name| !calls_others(name)));
    }
    Ok(JValue::Undefined)
}

fn is_builtin(values: &[JValue], _: &Budget) -> Result<JValue, Fault> {
    Ok(JValue::Bool(matches!(values, [JValue::Builtin { .. }])))
}
