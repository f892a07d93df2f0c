//! `firedrill states run`: a state machine in virtual time with mocks, or in real time with its
//! tasks performed on an endpoint or answered by mocks.

use camino::Utf8PathBuf;
use firedrill_arn::Arn;
use firedrill_remote::JobStop;
use firedrill_report::escape_lines;
use firedrill_states::mock::MockedAnswers;
use firedrill_states::{Execution, LogEvent, LogLevel, Outcome, Payload, StateMachine};
use miette::Diagnostic;
use serde_json::{Value, json};

use super::definition_request::DefinitionRequest;
use super::endpoint_run::EndpointRun;
use super::execution_start::ExecutionStart;
use super::mocked_run::answer;
use super::workflow_type::WorkflowTypeArgument;
use super::{endpoint_run, mocked_run, states_file, trace};
use crate::arguments::{Format, SeedArgument};
use crate::batch::{self, BatchRequest, error_answer, invalid};
use crate::context::{json_line, write_message, write_result};
use crate::failure::{IoFailure, render};
use crate::input::Inputs;
use crate::{Context, ExpectedError, FiredrillExitCode};

const NAME: &str = "run";
const ROLE_ARN: &str = "arn:aws:iam::111122223333:role/firedrill";
const REGION: &str = "us-east-1";

/// The members of a request of a batch, besides its `id`.
const MEMBERS: [&str; 8] =
    ["definition", "input", "type", "name", "roleArn", "stateMachineArn", "mocks", "redrives"];

/// Arguments of `states run`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The definition, or `-` for standard input.
    #[arg(required_unless_present = "batch")]
    pub definition: Option<Utf8PathBuf>,
    /// The input: JSON, or a file of it.
    #[arg(long, value_name = "JSON|FILE", default_value = "{}", conflicts_with = "batch")]
    pub input: String,
    /// What the tasks answer: a test case of Step Functions Local's mock configuration,
    /// `{"STATE": {"0": {"Return": RESULT}, "1-3": {"Throw": {"Error": NAME, "Cause": TEXT}}}}`.
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    pub mocks: Option<Utf8PathBuf>,
    /// Answer as the tasks of a recorded execution did: what GetExecutionHistory answers.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["batch", "mocks"])]
    pub mocks_from: Option<Utf8PathBuf>,
    /// Perform the tasks on this endpoint, such as `http://localhost:4566`, in real time.
    ///
    /// Requests are signed with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, for
    /// the region of AWS_REGION or AWS_DEFAULT_REGION. AWS itself is refused. `ecs:runTask.sync`,
    /// `states:startExecution.sync` and `.sync:2` look at what they started every second until it
    /// is over, and ask it to stop if the task is aborted before. A distributed Map state has its
    /// items from Amazon S3 there, and its results go there. What cannot be performed (activities,
    /// other jobs) ends the run with exit code 4, and so does an endpoint that does not answer as a
    /// service does.
    ///
    /// With `--mocks` the tasks of the states that they name are answered by the mocks, without a
    /// call. What waits for a task token is called all the same, where the call is known, and the
    /// mock answers for whoever returns the token; without one the run ends with exit code 4.
    #[arg(long, value_name = "URL", conflicts_with_all = ["batch", "mocks_from"])]
    pub endpoint: Option<String>,
    /// Redrive the execution when it does not succeed, so often at the most.
    ///
    /// Attempts of a state are counted on: with `--mocks` the first attempt after the redrive takes
    /// the answer after that of the last one before it. With `--endpoint` it is redriven at once.
    #[arg(long, value_name = "COUNT", default_value_t = 0, conflicts_with = "batch")]
    pub redrives: u32,
    /// Write the history as GetExecutionHistory would answer it.
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    pub history: Option<Utf8PathBuf>,
    /// Write what the execution logs to CloudWatch Logs, one event a line; an Express workflow has
    /// no other history.
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    pub log: Option<Utf8PathBuf>,
    /// What is logged.
    #[arg(
        long,
        value_enum,
        default_value_t,
        ignore_case = true,
        requires = "log",
        conflicts_with = "batch"
    )]
    pub log_level: LogLevelArgument,
    /// The type of the workflow.
    #[command(flatten)]
    pub workflow_type: WorkflowTypeArgument,
    /// The seed.
    #[command(flatten)]
    pub seed: SeedArgument,
    /// Answer JSON lines of `{"id", "definition", "input", "type"?, "name"?, "roleArn"?,
    /// "stateMachineArn"?, "mocks"?, "redrives"?}` with `{"id", "status", "output" or "error" and "cause",
    /// "history"}`.
    #[arg(long, conflicts_with = "definition")]
    pub batch: bool,
}

/// The level of a logging configuration, as the API spells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum LogLevelArgument {
    /// Every event.
    #[default]
    All,
    /// What failed, timed out or was aborted.
    Error,
    /// Executions that failed, timed out or were aborted.
    Fatal,
}

/// What is wrong with the input of an execution.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("the input cannot be used: {reason}")]
#[diagnostic(
    code(firedrill::states::input),
    help("`--input` takes JSON, or the path of a file of JSON")
)]
struct InputFailure {
    reason: String,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let Some(definition) = &args.definition else {
        return batch::run(|request| answer_line(request, args.seed.seed));
    };
    let workflow_type = args.workflow_type.get();
    let mut inputs = Inputs::default();
    let machine = states_file::machine(&mut inputs, definition, workflow_type)?;
    let input = input(&mut inputs, &args.input)?;
    let start = |region: &str| ExecutionStart {
        machine,
        input,
        workflow_type,
        name: NAME.to_owned(),
        role_arn: ROLE_ARN.to_owned(),
        state_machine_arn: state_machine_arn(region),
        seed: args.seed.seed,
    };
    let mocks = mocks(&mut inputs, args)?;
    let (execution, outcome) = match &args.endpoint {
        None => {
            let (execution, outcome) = mocked_run::run(start(REGION), &mocks, args.redrives);
            (execution, outcome.map_err(ExpectedError::from))
        }
        Some(url) => {
            let (endpoint, region) = endpoint_run::endpoint(url, REGION)?;
            let start = start(region.as_str());
            let EndpointRun { execution, outcome, stops } =
                endpoint_run::run(start, &endpoint, &mocks, args.redrives)?;
            say_stops(&stops, context);
            (execution, outcome.map_err(ExpectedError::from))
        }
    };
    let failed = |doing: String| move |error| IoFailure::new(doing, &error);
    if let Some(path) = &args.history {
        let history = format!("{}\n", json!({ "events": execution.history() }));
        std::fs::write(path, history).map_err(failed(format!("write `{path}`")))?;
    }
    if let Some(path) = &args.log {
        std::fs::write(path, logged(&execution, args.log_level.into()))
            .map_err(failed(format!("write `{path}`")))?;
    }
    let shown = match (context.format, &outcome) {
        (Format::Json, Ok(outcome)) => json_line(&answer(outcome, &execution)),
        (Format::Json, Err(_)) => String::new(),
        (Format::Text, outcome) => trace::text(execution.history(), outcome.as_ref().ok(), context),
    };
    write_result(&shown).map_err(failed("write the trace".to_owned()))?;
    match outcome {
        Ok(Outcome::Succeeded { .. }) => Ok(FiredrillExitCode::Done),
        Ok(_) => Ok(FiredrillExitCode::AnswerIsNo),
        Err(error) => Err(error),
    }
}

/// The events that are logged, as JSON lines.
fn logged(execution: &Execution, level: LogLevel) -> String {
    let events = LogEvent::all(execution.history(), &execution.context().arn);
    let logged = events.filter(|(event, _)| level.logs(event));
    logged.map(|(_, logged)| format!("{}\n", json!(logged))).collect()
}

fn state_machine_arn(region: &str) -> String {
    Arn::in_region("states", region, "111122223333", "stateMachine:firedrill").to_string()
}

fn input(inputs: &mut Inputs, argument: &str) -> Result<Payload, ExpectedError> {
    Payload::parse(&states_file::json_or_file(inputs, argument)?)
        .map_err(|error| ExpectedError::invalid(InputFailure { reason: error.to_string() }))
}

fn mocks(inputs: &mut Inputs, args: &Args) -> Result<MockedAnswers, ExpectedError> {
    match (&args.mocks, &args.mocks_from) {
        (Some(path), _) => MockedAnswers::read(&states_file::read_json(inputs, path)?)
            .map_err(ExpectedError::invalid),
        (None, Some(path)) => {
            MockedAnswers::from_history(&states_file::read_history(inputs, path)?)
                .map_err(ExpectedError::invalid)
        }
        (None, None) => Ok(MockedAnswers::default()),
    }
}

fn answer_line(request: &BatchRequest, seed: u64) -> Result<Value, Value> {
    request.check_members(&MEMBERS)?;
    let DefinitionRequest { definition, workflow_type } = DefinitionRequest::read(request)?;
    let machine = StateMachine::parse_as(&definition, workflow_type)
        .map_err(|error| error_answer("InvalidDefinition", &error.service_message()))?;
    let input = Payload::parse(&request.text_of("input").unwrap_or_default()).map_err(|error| {
        let message = format!("Invalid State Machine Execution Input: '{error}'");
        error_answer("InvalidExecutionInput", &message)
    })?;
    let answers = match request.value("mocks")? {
        None => MockedAnswers::default(),
        Some(mocks) => MockedAnswers::read(&mocks).map_err(|error| invalid(&error.to_string()))?,
    };
    let text = |member: &str, default: &str| -> Result<String, Value> {
        Ok(request.text(member)?.unwrap_or_else(|| default.to_owned()))
    };
    let start = ExecutionStart {
        machine,
        input,
        workflow_type,
        name: text("name", NAME)?,
        role_arn: text("roleArn", ROLE_ARN)?,
        state_machine_arn: text("stateMachineArn", &state_machine_arn(REGION))?,
        seed,
    };
    let redrives = match request.value("redrives")? {
        None => 0,
        Some(count) => {
            let count = count.as_u64().and_then(|count| u32::try_from(count).ok());
            count.ok_or_else(|| invalid("`redrives` must be a whole number from 0 on"))?
        }
    };
    let (execution, outcome) = mocked_run::run(start, &answers, redrives);
    match outcome {
        Ok(outcome) => Ok(answer(&outcome, &execution)),
        Err(error) => Err(error_answer(error.code(), &error.to_string())),
    }
}

/// Says which jobs of aborted tasks were asked to stop; the history does not tell of it.
fn say_stops(stops: &[JobStop], context: &Context) {
    for JobStop { state, call, result } in stops {
        match result {
            Ok(()) if context.quiet => {}
            Ok(()) => {
                let said = format!("the job of state `{state}` was stopped with `{call}`\n");
                write_message(&escape_lines(&said));
            }
            Err(error) => write_message(&render(error, context)),
        }
    }
}

impl From<LogLevelArgument> for LogLevel {
    fn from(argument: LogLevelArgument) -> Self {
        match argument {
            LogLevelArgument::All => Self::All,
            LogLevelArgument::Error => Self::Error,
            LogLevelArgument::Fatal => Self::Fatal,
        }
    }
}
