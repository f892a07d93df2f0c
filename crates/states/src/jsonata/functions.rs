//! The functions that AWS adds to JSONata, and those whose randomness comes from the execution.
//!
//! "JSONata functions provided by Step Functions" of the developer guide describes them. What they
//! do with arguments that are missing, not whole, or out of range was measured by users of the
//! service and reported; a text behind `D3137` that stands in no such report is ours.

use firedrill_seed::SeededRandom;
use jsonata_core::evaluator::EvaluatorError;
use jsonata_core::value::JValue;

use super::error::Fault;
use super::java_random::JavaRandom;
use super::value::to_evaluator;
use crate::digest;
use crate::json::{self, Node, NodeKind};

pub(super) type Answer = Result<JValue, EvaluatorError>;

/// The most items of a `$range`. Users of the service report that 360,145 are made and one more
/// are not.
const MAX_RANGE: u128 = 360_145;

/// An error with one of JSONata's codes.
pub(super) fn coded(code: &str, message: &str) -> EvaluatorError {
    EvaluatorError::EvaluationError(format!("{code}: {message}"))
}

/// The arguments of one call of a function.
pub(super) struct Arguments<'a> {
    function: &'a str,
    values: &'a [JValue],
}

impl<'a> Arguments<'a> {
    /// The arguments, if they are not more than the function takes.
    pub(super) fn of(
        function: &'a str,
        values: &'a [JValue],
        most: usize,
    ) -> Result<Self, EvaluatorError> {
        let arguments = Self { function, values };
        if values.len() > most { Err(arguments.mismatch(most)) } else { Ok(arguments) }
    }

    fn mismatch(&self, place: usize) -> EvaluatorError {
        let message = format!(
            "Argument {} of function \"{}\" does not match function signature",
            place + 1,
            self.function
        );
        coded("T0410", &message)
    }

    /// Notes that an argument is missing which the function cannot do without.
    fn require(&self, count: usize) -> Result<(), EvaluatorError> {
        if self.values.len() < count { Err(self.mismatch(self.values.len())) } else { Ok(()) }
    }

    fn get(&self, place: usize) -> &JValue {
        self.values.get(place).unwrap_or(&JValue::Undefined)
    }

    /// A text; none if it is undefined.
    pub(super) fn text(&self, place: usize) -> Result<Option<&str>, EvaluatorError> {
        match self.get(place) {
            JValue::String(text) => Ok(Some(text)),
            JValue::Undefined => Ok(None),
            _ => Err(self.mismatch(place)),
        }
    }

    /// A number without its fraction; none if it is undefined.
    fn whole(&self, place: usize) -> Result<Option<i128>, EvaluatorError> {
        match self.get(place) {
            #[expect(clippy::cast_possible_truncation, reason = "what lies beyond is cut off")]
            JValue::Number(number) => Ok(Some(number.trunc() as i128)),
            JValue::Undefined => Ok(None),
            _ => Err(self.mismatch(place)),
        }
    }
}

/// `$partition(array, size)`: chunks of an array, the last of which may be short.
pub(super) fn partition(values: &[JValue]) -> Answer {
    let arguments = Arguments::of("partition", values, 2)?;
    let items = match arguments.get(0) {
        JValue::Array(items) => items.to_vec(),
        JValue::Undefined => return Ok(JValue::Undefined),
        JValue::Null => {
            return Err(coded("T0412", "Argument 1 of function \"partition\" must be an array"));
        }
        JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => {
            return Err(arguments.mismatch(0));
        }
        // JSONata takes a single value for an array of it.
        single => vec![single.clone()],
    };
    let size = match arguments.whole(1)? {
        None => items.len(),
        Some(size) if size < 0 => {
            return Err(coded("D3137", "Second argument must be zero or greater"));
        }
        Some(size) => usize::try_from(size).unwrap_or(usize::MAX),
    };
    if items.is_empty() || size == 0 {
        return Ok(JValue::Undefined);
    }
    let chunks = items.chunks(size).map(|chunk| JValue::array(chunk.to_vec())).collect();
    Ok(JValue::array(chunks))
}

/// `$range(first, last, step)`: numbers with a distance, the last included when it is met.
pub(super) fn range(values: &[JValue]) -> Result<Answer, Fault> {
    let arguments = match Arguments::of("range", values, 3)
        .and_then(|arguments| arguments.require(2).map(|()| arguments))
    {
        Ok(arguments) => arguments,
        Err(error) => return Ok(Err(error)),
    };
    let numbers = (|| Ok((arguments.whole(0)?, arguments.whole(1)?, arguments.whole(2)?)))();
    let (first, last, step) = match numbers {
        Ok((Some(first), Some(last), Some(step))) if step != 0 => (first, last, step),
        Ok(_) => return Ok(Ok(JValue::Undefined)),
        Err(error) => return Ok(Err(error)),
    };
    if (last < first && step > 0) || (last > first && step < 0) {
        return Ok(Ok(JValue::Undefined));
    }
    let steps = last.abs_diff(first) / step.unsigned_abs();
    if steps >= MAX_RANGE {
        return Err(Fault::memory());
    }
    // What lies beyond 128 bits cannot come: the last number lies between first and last.
    let numbers = std::iter::successors(Some(first), |number| number.checked_add(step));
    let count = usize::try_from(steps).unwrap_or(usize::MAX).saturating_add(1);
    #[expect(clippy::cast_precision_loss, reason = "every number of JSONata is a double")]
    let numbers = numbers.take(count).map(|number| JValue::Number(number as f64)).collect();
    Ok(Ok(JValue::sequence(numbers)))
}

/// `$hash(content, algorithm)` in lower-case hexadecimal.
pub(super) fn hash(values: &[JValue]) -> Answer {
    let arguments = Arguments::of("hash", values, 2)?;
    let (Some(content), Some(algorithm)) = (arguments.text(0)?, arguments.text(1)?) else {
        return Ok(JValue::Undefined);
    };
    digest::hexadecimal(content, algorithm)
        .map(JValue::from)
        .ok_or_else(|| coded("D3137", &format!("Hash algorithm {algorithm} is not supported")))
}

/// `$random()`, or the first number of a generator with the given seed.
pub(super) fn random(values: &[JValue], random: &mut SeededRandom) -> Answer {
    let arguments = Arguments::of("random", values, 1)?;
    let number = match arguments.whole(0)? {
        Some(seed) => {
            let seed = seed.clamp(i64::MIN.into(), i64::MAX.into());
            JavaRandom::new(i64::try_from(seed).unwrap_or_default()).next_double()
        }
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what a double holds exactly")]
        None => (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64,
    };
    Ok(JValue::Number(number))
}

/// `$uuid()`, of version 4.
pub(super) fn uuid(values: &[JValue], random: &mut SeededRandom) -> Answer {
    Arguments::of("uuid", values, 0)?;
    Ok(JValue::from(random.uuid()))
}

/// `$shuffle(array)`, which is JSONata's own but for where its randomness comes from.
pub(super) fn shuffle(values: &[JValue], random: &mut SeededRandom) -> Answer {
    let arguments = Arguments::of("shuffle", values, 1)?;
    let mut items = match arguments.get(0) {
        JValue::Array(items) => items.to_vec(),
        value @ (JValue::Undefined | JValue::Null) => return Ok(value.clone()),
        single => vec![single.clone()],
    };
    for place in (1..items.len()).rev() {
        let other = random.below(place as u64 + 1);
        items.swap(place, usize::try_from(other).unwrap_or(place));
    }
    Ok(JValue::array(items))
}

/// `$parse(text)`: the JSON of a text, in which no key may be twice in an object.
pub(super) fn parse(values: &[JValue]) -> Answer {
    let arguments = Arguments::of("parse", values, 1)?;
    let Some(text) = arguments.text(0)? else { return Ok(JValue::Undefined) };
    let invalid = || coded("D3137", "Invalid JSON");
    let document = json::document(text).map_err(|_| invalid())?;
    if has_repeated_key(&document) {
        Err(invalid())
    } else {
        Ok(to_evaluator(&document.to_value()))
    }
}

fn has_repeated_key(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Object(members) => {
            let mut keys: Vec<&str> = members.iter().map(|member| member.key.as_str()).collect();
            keys.sort_unstable();
            keys.windows(2).any(|pair| matches!(pair, [one, other] if one == other))
                || members.iter().any(|member| has_repeated_key(&member.value))
        }
        NodeKind::Array(items) => items.iter().any(has_repeated_key),
        _ => false,
    }
}
