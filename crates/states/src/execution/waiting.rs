//! Wait states.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::context_object::Moment;
use super::data_flow::Evaluation;
use super::polled::Execution;
use super::position::Position;
use super::problem::Problem;
use super::strand::StrandId;
use super::visit::Visit;
use crate::definition::{State, StateKind, WaitState, WaitUntil, timestamp};
use crate::payload::Payload;

/// The longest wait: 2^31 - 1 seconds. Recorded: 24,855 days are taken and 24,856 are not.
const LONGEST_WAIT_SECONDS: i64 = 2_147_483_647;

impl Execution {
    pub(super) fn wait(&mut self, id: StrandId, state: &State, wait: &WaitState, visit: Visit) {
        let now = self.now;
        let until = self.evaluate(id, Moment::of(state, &visit), |evaluation| {
            let input = evaluation.input_path(&wait.paths, &visit.input)?;
            wait.until.instant(evaluation, &input, now)
        });
        match until {
            Ok(until) if until > now => {
                let position = Position::Waiting { visit: Box::new(visit), until };
                self.let_wait(id, position, Some(until));
            }
            Ok(_) => self.wait_is_over(id, &visit),
            Err(failure) => self.fail(id, failure),
        }
    }

    pub(super) fn wait_is_over(&mut self, id: StrandId, visit: &Visit) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(visit.state);
        let StateKind::Wait(wait) = &state.kind else { return };
        match self.pass_on(id, state, &wait.paths, visit, wait.transition) {
            Ok(exit) => self.leave(id, state, exit),
            Err(failure) => self.fail(id, failure),
        }
    }
}

impl WaitUntil {
    /// When the wait is over, or what the service says of what it was told.
    pub(crate) fn instant(
        &self,
        evaluation: &mut Evaluation<'_>,
        input: &Payload,
        now: Timestamp,
    ) -> Result<Timestamp, Problem> {
        let until = match self {
            Self::Seconds(seconds) => after(now, i64::try_from(*seconds).ok())?,
            Self::Timestamp(until) => *until,
            Self::SecondsQuery(template) => {
                let value = evaluation.query_as(template, "number")?;
                // The words are those of JSONPath; what the service says here is not recorded.
                let Some(seconds) = value.as_i64() else {
                    let problem =
                        format!("The Seconds field cannot be parsed as a long value: {value}");
                    return Err(template.unusable(problem).into());
                };
                if seconds < 0 {
                    let problem =
                        format!("The Seconds field references a negative value: {seconds}");
                    return Err(template.unusable(problem).into());
                }
                after(now, Some(seconds))?
            }
            Self::TimestampQuery(template) => {
                let value = evaluation.query_as(template, "string")?;
                let written = value.as_str().unwrap_or_default();
                timestamp::parse(written).ok_or_else(|| {
                    template.unusable(format!(
                        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {written}"
                    ))
                })?
            }
            Self::SecondsPath(path) => {
                let Some(value) = evaluation.find(path, input) else {
                    return Err(format!(
                        "The SecondsPath parameter does not reference an input value: {path}"
                    )
                    .into());
                };
                let Some(seconds) = value.as_i64() else {
                    return Err(format!(
                        "The SecondsPath parameter cannot be parsed as a long value: {path} == {value}"
                    )
                    .into());
                };
                if seconds < 0 {
                    return Err(format!(
                        "The SecondsPath parameter references a negative value: {path} == {seconds}"
                    )
                    .into());
                }
                after(now, Some(seconds))?
            }
            Self::TimestampPath(path) => {
                let Some(value) = evaluation.find(path, input) else {
                    return Err(format!(
                        "The TimestampPath parameter does not reference an input value: {path}"
                    )
                    .into());
                };
                let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                timestamp::parse(&written).filter(|_| value.is_string()).ok_or_else(|| {
                    format!(
                        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {path} == {written}"
                    )
                })?
            }
        };
        if until.duration_since(now).as_secs() > LONGEST_WAIT_SECONDS {
            return Err(TOO_LONG.to_owned().into());
        }
        Ok(until)
    }
}

const TOO_LONG: &str = "Wait state delay is too long.";

fn after(now: Timestamp, seconds: Option<i64>) -> Result<Timestamp, String> {
    seconds
        .filter(|seconds| *seconds <= LONGEST_WAIT_SECONDS)
        .and_then(|seconds| now.checked_add(SignedDuration::from_secs(seconds)).ok())
        .ok_or_else(|| TOO_LONG.to_owned())
}
