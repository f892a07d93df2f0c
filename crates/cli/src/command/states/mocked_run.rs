//! One execution with mocks, from what is asked to what came of it.

use std::sync::Arc;

use firedrill_scenario::run::START;
use firedrill_states::mock::{MockDriver, MockDriverError, MockedAnswers};
use firedrill_states::{Execution, ExecutionContext, Outcome, Payload, StateMachine, WorkflowType};
use serde_json::{Map, Value, json};

/// The id that ends the ARN of an Express execution; the service makes one up for each start.
const EXPRESS_RUN: &str = "00000000-0000-4000-8000-000000000001";

/// What an execution is started with.
#[derive(Debug)]
pub(super) struct MockedRun {
    pub(super) machine: StateMachine,
    pub(super) input: Payload,
    pub(super) answers: MockedAnswers,
    pub(super) workflow_type: WorkflowType,
    pub(super) name: String,
    pub(super) role_arn: String,
    pub(super) state_machine_arn: String,
    pub(super) seed: u64,
}

/// An execution that ran, and what came of it.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) execution: Execution,
    pub(super) outcome: Result<Outcome, MockDriverError>,
}

impl MockedRun {
    /// Runs the execution to its end in virtual time, or to where nobody can answer it.
    pub(super) fn run(self) -> Ended {
        let context = ExecutionContext {
            arn: self.execution_arn().into(),
            role_arn: self.role_arn.into(),
            state_machine_name: part(&self.state_machine_arn, 6).into(),
            region: part(&self.state_machine_arn, 3).into(),
            state_machine_arn: self.state_machine_arn.into(),
            name: self.name.into(),
            input: self.input,
            workflow_type: self.workflow_type,
            seed: self.seed,
        };
        let mut execution = Execution::start(Arc::new(self.machine), context, START);
        let outcome = MockDriver::new(&self.answers).run(&mut execution, START);
        Ended { execution, outcome }
    }

    fn execution_arn(&self) -> String {
        let of = |kind: &str| self.state_machine_arn.replacen(":stateMachine:", kind, 1);
        let name = &self.name;
        match self.workflow_type {
            WorkflowType::Standard => format!("{}:{name}", of(":execution:")),
            WorkflowType::Express => format!("{}:{name}:{EXPRESS_RUN}", of(":express:")),
        }
    }
}

/// A part of an ARN; the region is its fourth and the name of a state machine its seventh.
fn part(arn: &str, place: usize) -> &str {
    arn.splitn(7, ':').nth(place).unwrap_or_default()
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
