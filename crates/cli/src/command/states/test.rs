//! `firedrill states test`: one state by itself, as TestState runs it.

use camino::Utf8PathBuf;
use clap::ValueEnum;
use firedrill_report::escape;
use firedrill_scenario::backend::START;
use firedrill_scenario::run::DEFAULT_ACCOUNT;
use firedrill_states::json;
use firedrill_states::test_state::{
    TestStateError, TestStateRequest, TestStateResponse, TestStatus, TestSurroundings, test_state,
};
use miette::Diagnostic;
use serde_json::{Map, Value, json};

use super::states_file;
use crate::arguments::{Format, SeedArgument};
use crate::batch::{self, error_answer};
use crate::context::{json_line, write_result};
use crate::failure::IoFailure;
use crate::input::Inputs;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The region that the state is tested in.
const REGION: &str = "us-east-1";

/// Arguments of `states test`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The definition of a state, or of a machine with `--state`; `-` for standard input.
    #[arg(value_name = "FILE", required_unless_present = "batch")]
    pub definition: Option<Utf8PathBuf>,
    /// The state to test, in the definition of a machine.
    #[arg(long, value_name = "NAME")]
    pub state: Option<String>,
    /// The input of the state: JSON, or a file of it.
    #[arg(long, value_name = "JSON|FILE", default_value = "{}")]
    pub input: String,
    /// What stands in for the work of the state: `{"result": TEXT}` or `{"errorOutput": {"error",
    /// "cause"}}`, and `"fieldValidationMode": "STRICT"|"PRESENT"|"NONE"`; JSON, or a file of it.
    #[arg(long, value_name = "JSON|FILE")]
    pub mock: Option<String>,
    /// What went before: `{"retrierRetryCount", "errorCausedByState", "mapIterationFailureCount",
    /// "mapItemReaderData"}`; JSON, or a file of it.
    #[arg(long, value_name = "JSON|FILE")]
    pub state_configuration: Option<String>,
    /// The variables that the state sees: a JSON object, or a file of it.
    #[arg(long, value_name = "JSON|FILE")]
    pub variables: Option<String>,
    /// The context object: a JSON object, or a file of it.
    #[arg(long = "context", value_name = "JSON|FILE")]
    pub context_object: Option<String>,
    /// The role of the execution.
    #[arg(long, value_name = "ARN")]
    pub role_arn: Option<String>,
    /// How much to show.
    #[arg(long, value_enum, default_value_t)]
    pub inspection_level: InspectionLevelArgument,
    /// Show the secrets of an HTTP task.
    #[arg(long)]
    pub reveal_secrets: bool,
    /// The seed.
    #[command(flatten)]
    pub seed: SeedArgument,
    /// Answer JSON lines that are requests of TestState with an `id` with `{"id", "response"}`.
    #[arg(long, conflicts_with_all = [
        "definition", "state", "input", "mock", "state_configuration", "variables",
        "context_object", "role_arn", "inspection_level", "reveal_secrets",
    ])]
    pub batch: bool,
}

/// How much of what happens is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum InspectionLevelArgument {
    /// The outcome.
    Info,
    /// The data after each step as well.
    #[default]
    Debug,
    /// As `debug`, and the request and response of an HTTP task.
    Trace,
}

/// A request that TestState refuses.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{code}: {message}")]
#[diagnostic(code(firedrill::states::test_state))]
struct RefusedTest {
    code: &'static str,
    message: String,
}

/// An argument that is neither JSON nor a file of it.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`--{argument}` is neither JSON nor a file of it: {reason}")]
#[diagnostic(code(firedrill::states::test_argument))]
struct TestArgumentError {
    argument: &'static str,
    reason: String,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let surroundings = TestSurroundings {
        now: START,
        seed: args.seed.seed,
        region: REGION.to_owned(),
        account: DEFAULT_ACCOUNT.to_owned(),
    };
    let answer = |request: &Value| {
        TestStateRequest::read(request).and_then(|request| test_state(&request, &surroundings))
    };
    let Some(definition) = &args.definition else {
        return batch::run(|request| {
            let response = answer(&request.to_value()?)
                .map_err(|error| error_answer(error.service_code(), &error.to_string()))?;
            Ok(json!({ "response": response.to_json() }))
        });
    };
    let mut inputs = Inputs::default();
    let definition = states_file::read(&mut inputs, definition)?;
    let response =
        answer(&request(args, &mut inputs, definition)?).map_err(|error| refused(&error))?;
    let shown = match context.format {
        Format::Json => json_line(&response.to_json()),
        Format::Text => text(&response),
    };
    write_result(&shown).map_err(|error| IoFailure::new("write the result", &error))?;
    Ok(match response.status {
        TestStatus::Succeeded => FiredrillExitCode::Done,
        _ => FiredrillExitCode::AnswerIsNo,
    })
}

fn refused(error: &TestStateError) -> ExpectedError {
    let failure = RefusedTest { code: error.service_code(), message: error.to_string() };
    match error {
        TestStateError::NotModelled(_) => ExpectedError::backend(failure),
        _ => ExpectedError::invalid(failure),
    }
}

/// The request that the arguments stand for.
fn request(args: &Args, inputs: &mut Inputs, definition: String) -> Result<Value, ExpectedError> {
    let mut request = Map::new();
    let mut set = |member: &str, value: Value| request.insert(member.to_owned(), value);
    set("definition", definition.into());
    set("input", JsonArgument::read(inputs, "input", &args.input)?.text.into());
    let level = match args.inspection_level {
        InspectionLevelArgument::Info => "INFO",
        InspectionLevelArgument::Debug => "DEBUG",
        InspectionLevelArgument::Trace => "TRACE",
    };
    set("inspectionLevel", level.into());
    set("revealSecrets", args.reveal_secrets.into());
    for (member, text) in [("stateName", &args.state), ("roleArn", &args.role_arn)] {
        if let Some(text) = text {
            set(member, text.as_str().into());
        }
    }
    // The API takes these two as texts, and the others as structures.
    for (argument, given) in [("variables", &args.variables), ("context", &args.context_object)] {
        if let Some(given) = given {
            set(argument, JsonArgument::read(inputs, argument, given)?.text.into());
        }
    }
    if let Some(given) = &args.mock {
        set("mock", JsonArgument::read(inputs, "mock", given)?.value);
    }
    if let Some(given) = &args.state_configuration {
        let configuration = JsonArgument::read(inputs, "state-configuration", given)?;
        set("stateConfiguration", configuration.value);
    }
    Ok(Value::Object(request))
}

/// An argument that is JSON or names a file of it.
struct JsonArgument {
    text: String,
    value: Value,
}

impl JsonArgument {
    fn read(
        inputs: &mut Inputs,
        argument: &'static str,
        given: &str,
    ) -> Result<Self, ExpectedError> {
        let text = states_file::json_or_file(inputs, given)?;
        match json::value(&text) {
            Ok(value) => Ok(Self { text, value }),
            Err(error) => {
                let reason = error.to_string();
                Err(ExpectedError::invalid(TestArgumentError { argument, reason }))
            }
        }
    }
}

/// The response for people: a line each for what is known, in the order in which it came to be.
fn text(response: &TestStateResponse) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        text.push_str(&format!("{name:<20} {}\n", escape(value)));
    };
    for (step, value) in response.inspection_data.iter().flatten() {
        let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        line(step, &written);
    }
    line("status", response.status.as_str());
    for (name, value) in [
        ("error", &response.error),
        ("cause", &response.cause),
        ("output", &response.output),
        ("nextState", &response.next_state),
    ] {
        if let Some(value) = value {
            line(name, value);
        }
    }
    text
}
