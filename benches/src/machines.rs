//! State machines to run, with the results of their tasks.

use std::error::Error;
use std::sync::Arc;

use firedrill_states::mock::{MockDriver, MockedAnswers};
use firedrill_states::{Execution, ExecutionContext, Outcome, Payload, StateMachine, WorkflowType};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// A state machine, the input of its executions and what its tasks answer.
pub struct MockedMachine {
    /// Its name in tables.
    pub name: String,
    machine: Arc<StateMachine>,
    context: ExecutionContext,
    answers: MockedAnswers,
}

impl MockedMachine {
    /// A machine of the given type, all of whose tasks are made once.
    ///
    /// # Errors
    /// The definition is refused, or the input is too large.
    pub fn new(
        name: &str,
        definition: &str,
        workflow_type: WorkflowType,
        input: &str,
        results: &Map<String, Value>,
    ) -> Result<Self, Box<dyn Error>> {
        let answers = results
            .iter()
            .map(|(state, result)| (state.clone(), json!({ "0": { "Return": result } })))
            .collect();
        let context = ExecutionContext {
            workflow_type,
            ..ExecutionContext::example("stop-task", "eu-west-1", Payload::parse(input)?)
        };
        Ok(Self {
            name: name.to_owned(),
            machine: Arc::new(StateMachine::parse_as(definition, workflow_type)?),
            context,
            answers: MockedAnswers::read(&Value::Object(answers))?,
        })
    }

    /// Starts an execution and runs it to its end, history and all.
    ///
    /// # Errors
    /// It does not succeed.
    pub fn execute(&self) -> Result<Execution, Box<dyn Error>> {
        let started = Timestamp::UNIX_EPOCH;
        let (machine, context) = (Arc::clone(&self.machine), self.context.clone());
        let mut execution = Execution::start(machine, context, started);
        match MockDriver::new(&self.answers).run(&mut execution, started)? {
            Outcome::Succeeded { .. } => Ok(execution),
            other => Err(format!("`{}` did not succeed: {other:?}", self.name).into()),
        }
    }
}

/// The success path of the published flow.
///
/// The newline that its templates have after their call is left out: `aws-local-stepfunctions`
/// fails at it.
///
/// # Errors
/// A file does not have the form.
pub fn stop_task() -> Result<MockedMachine, Box<dyn Error>> {
    let flow = include_str!("../../fixtures/flows/stop-task/state-machine.asl.json");
    let mocked: Value = serde_json::from_str(include_str!("../machines/stop_task.json"))?;
    from_file("published flow", &flow.replace(r#")\n""#, r#")""#), &mocked)
}

/// Three states without a task.
///
/// # Errors
/// A file does not have the form.
pub fn pass_choice_pass() -> Result<MockedMachine, Box<dyn Error>> {
    let mocked: Value = serde_json::from_str(include_str!("../machines/pass_choice_pass.json"))?;
    from_file("Pass, Choice, Pass", &mocked["definition"].to_string(), &mocked)
}

fn from_file(
    name: &str,
    definition: &str,
    mocked: &Value,
) -> Result<MockedMachine, Box<dyn Error>> {
    let results = mocked["results"].as_object().ok_or("no results")?;
    let input = mocked["input"].to_string();
    MockedMachine::new(name, definition, WorkflowType::Standard, &input, results)
}

/// A Map state that passes on as many items.
///
/// An inline one is of an Express workflow: in a Standard one there is room for the events of 6,249
/// items. The child executions of a distributed one have histories of their own.
///
/// # Errors
/// There are more items than a payload holds.
pub fn map_over(items: usize, is_distributed: bool) -> Result<MockedMachine, Box<dyn Error>> {
    let (mode, workflow_type) = if is_distributed {
        (json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }), WorkflowType::Standard)
    } else {
        (json!({ "Mode": "INLINE" }), WorkflowType::Express)
    };
    let processor = json!({
        "ProcessorConfig": mode,
        "StartAt": "Keep",
        "States": { "Keep": { "Type": "Pass", "End": true } },
    });
    let map = json!({ "Type": "Map", "ItemProcessor": processor, "End": true });
    let definition = json!({ "StartAt": "Each", "States": { "Each": map } });
    let input = Value::from_iter(1000..1000 + items);
    let name = format!("{} Map", if is_distributed { "distributed" } else { "inline" });
    let (definition, input) = (definition.to_string(), input.to_string());
    MockedMachine::new(&name, &definition, workflow_type, &input, &Map::new())
}
