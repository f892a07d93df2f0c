//! One execution with mocks, from what is asked to what came of it.

use firedrill_scenario::backend::START;
use firedrill_states::mock::{MockDriver, MockDriverError, MockedAnswers};
use firedrill_states::{Execution, Outcome};
use serde_json::{Map, Value, json};

use super::execution_start::ExecutionStart;
use super::run_error::RunError;

/// Runs an execution to its end in virtual time, or to where nobody can answer it. As long as it
/// does not succeed it is redriven, so often at the most.
pub(super) fn run(
    start: ExecutionStart,
    answers: &MockedAnswers,
    redrives: u32,
) -> (Execution, Result<Outcome, RunError<MockDriverError>>) {
    let mut execution = start.at(START);
    let outcome = finish(&mut execution, answers, redrives);
    (execution, outcome)
}

fn finish(
    execution: &mut Execution,
    answers: &MockedAnswers,
    redrives: u32,
) -> Result<Outcome, RunError<MockDriverError>> {
    let mut driver = MockDriver::new(answers);
    let mut outcome = driver.run(execution, START).map_err(RunError::Driver)?;
    for _ in 0..redrives {
        if matches!(outcome, Outcome::Succeeded { .. }) {
            break;
        }
        let ended = execution.history().last().map_or(START, |event| event.timestamp);
        execution.redrive(ended)?;
        outcome = driver.run(execution, ended).map_err(RunError::Driver)?;
    }
    Ok(outcome)
}

/// An outcome as a batch answers it, with the history that led to it.
pub(super) fn answer(outcome: &Outcome, execution: &Execution) -> Value {
    let mut answer = Map::new();
    let mut text = |member: &str, text: &str| answer.insert(member.to_owned(), json!(text));
    text("status", outcome.status());
    match outcome {
        Outcome::Succeeded { output } => {
            text("output", output.text());
        }
        Outcome::Failed { error, cause } | Outcome::Aborted { error, cause } => {
            if let Some(error) = error {
                text("error", error);
            }
            if let Some(cause) = cause {
                text("cause", cause);
            }
        }
        Outcome::TimedOut => {}
    }
    answer.insert("history".to_owned(), json!(execution.history()));
    Value::Object(answer)
}
