//! Running one state.

use std::sync::Arc;

use firedrill_seed::{Seed, SeededRandom};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::context::context_object;
use super::error::TestStateError;
use super::inspection::Inspection;
use super::mock_rules;
use super::request::{InspectionLevel, TestStateRequest, parsed_object};
use super::response::{TestStateResponse, TestStatus};
use super::subject::Subject;
use crate::definition::{
    ChoiceState, DataFlow, FailState, PassState, Paths, State, StateKind, TaskState, Transition,
    WaitState,
};
use crate::execution::{
    ContextObject, Evaluation, Exit, Failure, Problem, StatesVariable, Variables, map_item,
};
use crate::not_modelled::NotModelled;
use crate::payload::Payload;

/// How long a test may take, as "TestState" of the API reference gives it.
const LONGEST_TEST: SignedDuration = SignedDuration::from_mins(5);

/// What a test gets from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct TestSurroundings {
    /// The time.
    pub now: Timestamp,
    /// Feeds everything random.
    pub seed: u64,
    /// The region, as ARNs in the context object name it.
    pub region: String,
    /// The account in ARNs, where the role names none.
    pub account: String,
}

/// Runs one state as TestState does.
///
/// # Errors
/// [`TestStateError`] if the request is refused, or asks for what is not modelled: a task without a
/// mock, or a part of the language that this interpreter does not play.
///
/// ```
/// use firedrill_states::test_state::{TestStateRequest, TestSurroundings, test_state};
/// use serde_json::json;
///
/// let request = TestStateRequest::read(&json!({
///     "definition": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:stopTask",
///         "Parameters": {"Task.$": "$.task"}, "ResultPath": "$.stopped", "Next": "Tell"},
///     "input": r#"{"task":"t"}"#,
///     "mock": {"result": r#"{"Task":{"StoppedReason":"drill"}}"#},
/// }))?;
/// let surroundings = TestSurroundings {
///     now: "2026-01-01T00:00:00Z".parse()?,
///     seed: 1,
///     region: "eu-west-1".to_owned(),
///     account: "111122223333".to_owned(),
/// };
/// let response = test_state(&request, &surroundings)?;
/// assert_eq!(response.next_state.as_deref(), Some("Tell"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn test_state(
    request: &TestStateRequest,
    surroundings: &TestSurroundings,
) -> Result<TestStateResponse, TestStateError> {
    let subject = Subject::of(request)?;
    let mocked = mock_rules::mocked(request, &subject)?;
    let input = Payload::parse(request.input.as_deref().unwrap_or_default()).map_err(|error| {
        let message = format!("Invalid State Machine Execution Input: '{error}'");
        TestStateError::InvalidExecutionInput { message }
    })?;
    let given = parsed_object(request.variables.as_deref(), "`variables`")?.unwrap_or_default();
    let seed = Seed::new(surroundings.seed);
    let mut random = seed.stream("expressions");
    let context = context_object(request, &subject, &input, surroundings, &mut seed.stream("ids"))?;
    let Some(state) = subject.machine.state_named(&subject.name) else {
        return Err(TestStateError::validation("State not found in definition"));
    };
    let mut test = Test {
        request,
        subject: &subject,
        state,
        input,
        context,
        variables: &Variables::new([&given]),
        random: &mut random,
        now: surroundings.now,
        inspection: Inspection::of(state.language),
        mocked,
        result: None,
        error_output: None,
    };
    let mut response = match test.run() {
        Ok(exit) => test.succeeded(exit, &given),
        Err(Interruption::Failure(failure)) => test.failed(&failure),
        Err(Interruption::Refusal(error)) => return Err(error),
    };
    if request.inspection_level != InspectionLevel::Info {
        response.inspection_data = Some(test.inspection.into_members());
    }
    Ok(response)
}

/// What the work of a state comes to, by its mock.
pub(super) type MockedWork = Result<Payload, Failure>;

/// Why a state is not left as one that did its work.
pub(super) enum Interruption {
    /// It failed.
    Failure(Failure),
    /// It cannot be tested as it was asked.
    Refusal(TestStateError),
}

impl From<Failure> for Interruption {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<TestStateError> for Interruption {
    fn from(error: TestStateError) -> Self {
        Self::Refusal(error)
    }
}

/// A state that is being tested.
pub(super) struct Test<'a> {
    pub(super) request: &'a TestStateRequest,
    pub(super) subject: &'a Subject,
    pub(super) state: &'a State,
    pub(super) input: Payload,
    pub(super) context: Value,
    pub(super) variables: &'a Variables<'a>,
    pub(super) random: &'a mut SeededRandom,
    pub(super) now: Timestamp,
    pub(super) inspection: Inspection,
    /// What stands in for its work, until it comes to that.
    mocked: Option<MockedWork>,
    /// What its work gave.
    pub(super) result: Option<Payload>,
    /// What a catcher is for.
    pub(super) error_output: Option<Payload>,
}

impl Test<'_> {
    /// Evaluates something; what goes wrong is a failure of the state. Recorded: without the words
    /// that name the state in the history of an execution.
    pub(super) fn evaluate<T>(
        &mut self,
        evaluate: impl FnOnce(&mut Evaluation<'_>) -> Result<T, Problem>,
    ) -> Result<T, Failure> {
        let context = ContextObject::given(std::mem::take(&mut self.context));
        let mut evaluation = Evaluation {
            context: &context,
            variables: self.variables,
            random: &mut *self.random,
            states: StatesVariable {
                input: self.input.value(),
                result: self.result.as_ref().map(Payload::value),
                error_output: self.error_output.as_ref().map(Payload::value),
            },
            now: self.now,
        };
        let result = evaluate(&mut evaluation);
        self.context = context.into_given();
        result.map_err(|problem| match problem {
            Problem::Runtime(problem) => Failure::runtime(&problem),
            Problem::Query(error) => Failure::query(&error.problem()),
        })
    }

    /// Evaluates something for an item of a Map state.
    pub(super) fn evaluate_for_item<T>(
        &mut self,
        index: usize,
        item: &Value,
        evaluate: impl FnOnce(&mut Evaluation<'_>) -> Result<T, Problem>,
    ) -> Result<T, Failure> {
        let outer = self.put_item(Some(map_item(index, item)));
        let result = self.evaluate(evaluate);
        self.put_item(outer);
        result
    }

    /// Puts an item into the context object, and takes out the one that it had.
    fn put_item(&mut self, item: Option<Value>) -> Option<Value> {
        let members = self.context.as_object_mut()?;
        match item {
            Some(item) => members.insert("Map".to_owned(), item),
            None => members.remove("Map"),
        }
    }

    fn run(&mut self) -> Result<Exit, Interruption> {
        let input = self.input.clone();
        self.inspection.show("input", &input);
        let state = self.state;
        let exit = match &state.kind {
            StateKind::Pass(pass) => self.pass(pass)?,
            StateKind::Choice(choice) => self.choice(choice)?,
            StateKind::Succeed(paths) => self.pass_on(paths, Transition::End)?,
            StateKind::Wait(wait) => self.wait(wait)?,
            StateKind::Fail(fail) => return Err(self.fail(fail).into()),
            StateKind::Task(task) => {
                let work = self.work()?;
                self.task(task, work)?
            }
            StateKind::Parallel(parallel) => {
                let work = self.work()?;
                self.parallel(parallel, work)?
            }
            StateKind::Map(map) => {
                let work = self.work()?;
                self.map(map, work)?
            }
            StateKind::NotModelled(not_modelled) => {
                return Err(TestStateError::from(not_modelled.clone()).into());
            }
        };
        Ok(exit.assigned_within_limit(state)?)
    }

    /// What the work of the state comes to; without a mock a service would have to do it.
    fn work(&mut self) -> Result<MockedWork, TestStateError> {
        let not_modelled = || NotModelled {
            feature: format!("a {} state without a mock", self.state.state_type.name()),
            state: Some(Arc::clone(&self.state.name)),
        };
        Ok(self.mocked.take().ok_or_else(not_modelled)?)
    }

    fn pass(&mut self, pass: &PassState) -> Result<Exit, Failure> {
        let flow = &pass.data_flow;
        let input = self.input.clone();
        let result = match &pass.result {
            // Recorded: a `Result` leaves the steps before it out.
            Some(result) => {
                self.inspection.show_step("result", result);
                result.clone()
            }
            None => {
                let effective = self.evaluate(|e| Ok(e.input_path(&flow.paths, &input)?))?;
                self.inspection.show_step("afterInputPath", &effective);
                let parameters = self.evaluate(|e| e.parameters(flow, &effective))?;
                self.inspection.show_step("afterParameters", &parameters);
                parameters
            }
        };
        self.leave(flow, result, pass.transition)
    }

    fn pass_on(&mut self, paths: &Paths, transition: Transition) -> Result<Exit, Failure> {
        let (state, input) = (self.state, self.input.clone());
        let effective = self.evaluate(|e| Ok(e.input_path(paths, &input)?))?;
        self.inspection.show_step("afterInputPath", &effective);
        self.evaluate(|e| e.passed_on(state, paths, &effective, transition))?.within_limit(state)
    }

    /// A wait takes no time here. "TestState" of the API reference: what takes more than five
    /// minutes fails with `States.Timeout`.
    fn wait(&mut self, wait: &WaitState) -> Result<Exit, Failure> {
        let (now, input) = (self.now, self.input.clone());
        let until = self.evaluate(|e| {
            let input = e.input_path(&wait.paths, &input)?;
            wait.until.instant(e, &input, now)
        })?;
        if until.duration_since(now) > LONGEST_TEST {
            return Err(Failure::timeout());
        }
        self.pass_on(&wait.paths, wait.transition)
    }

    fn choice(&mut self, choice: &ChoiceState) -> Result<Exit, Failure> {
        let (state, input) = (self.state, self.input.clone());
        let effective = self.evaluate(|e| Ok(e.input_path(&choice.paths, &input)?))?;
        self.inspection.show_step("afterInputPath", &effective);
        self.evaluate(|e| e.chosen(state, choice, &effective))?.within_limit(state)
    }

    fn fail(&mut self, fail: &FailState) -> Failure {
        let input = self.input.clone();
        self.evaluate(|e| fail.failure(e, &input)).unwrap_or_else(|failure| failure)
    }

    fn task(&mut self, task: &TaskState, work: MockedWork) -> Result<Exit, Failure> {
        let flow = &task.data_flow;
        let input = self.input.clone();
        let effective = self.evaluate(|e| Ok(e.input_path(&flow.paths, &input)?))?;
        self.inspection.show_step("afterInputPath", &effective);
        let asked = self.evaluate(|e| e.asked(task, &effective))?;
        self.inspection.show_parameters(&asked.parameters);
        let result = task.within_limit(work?)?;
        // Not recorded of a task of JSONata; "InspectionData" of the API reference has the result of
        // either language.
        self.inspection.show("result", &result);
        self.leave_with_result(flow, result, task.transition)
    }

    /// From the result of the work to the output, which may ask for it again.
    pub(super) fn leave_with_result(
        &mut self,
        flow: &DataFlow,
        result: Payload,
        transition: Transition,
    ) -> Result<Exit, Failure> {
        self.result = Some(result.clone());
        self.leave(flow, result, transition)
    }

    fn leave(
        &mut self,
        flow: &DataFlow,
        result: Payload,
        transition: Transition,
    ) -> Result<Exit, Failure> {
        let input = self.input.clone();
        let assign = self.state.assign.as_ref();
        let selected = self.evaluate(|e| e.selected(flow, result))?;
        self.inspection.show_step("afterResultSelector", &selected);
        let assigned = self.evaluate(|e| e.assigned(assign, &selected))?;
        let path = flow.result_path.as_ref();
        let merged = self.evaluate(|_| Ok(Evaluation::merged(path, &input, selected)?))?;
        self.inspection.show_step("afterResultPath", &merged);
        let output = self.evaluate(|e| e.output(&flow.paths, &merged))?;
        Exit { transition, output, assigned }.within_limit(self.state)
    }

    fn succeeded(&mut self, exit: Exit, given: &Map<String, Value>) -> TestStateResponse {
        let Exit { transition, output, assigned } = exit;
        let mut variables = given.clone();
        variables.extend(assigned);
        if !variables.is_empty() {
            self.inspection.show("variables", &Payload::of(Value::Object(variables)));
        }
        TestStateResponse {
            status: TestStatus::Succeeded,
            output: Some(output.text().to_string()),
            error: None,
            cause: None,
            next_state: self.name_of(transition),
            inspection_data: None,
        }
    }

    pub(super) fn name_of(&self, transition: Transition) -> Option<String> {
        match transition {
            Transition::Next(next) => Some(self.subject.machine.state(next).name.to_string()),
            Transition::End => None,
        }
    }
}
