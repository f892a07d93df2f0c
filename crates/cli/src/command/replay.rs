//! `firedrill replay`: what a flow would do with each event, and why.

use std::path::PathBuf;

use firedrill_record::ScenarioVerdict;
use firedrill_report::{ReplayOutcome, escape, replay_text};
use firedrill_scenario::run::{ReplayError, Replayer, RunError};
use serde_json::json;

use crate::arguments::{FlowArgument, Format, SeedArgument};
use crate::context::{json_line, write_message, write_result};
use crate::event_document::{EventForm, SourceEvent, for_each_event};
use crate::event_files::EventFiles;
use crate::failure::{IoFailure, render};
use crate::input::EventRefusal;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `replay`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Files of events or findings (JSON, arrays, JSON lines, answers of GetFindings, any of them in
    /// gzip), folders with all folders in them, such as the root of an export to S3, or `-` for
    /// standard input. In a folder files are told by their content, and what is not replayed is named.
    #[arg(value_name = "EVENT", required = true)]
    pub events: Vec<PathBuf>,
    /// The flow.
    #[command(flatten)]
    pub flow: FlowArgument,
    /// The seed.
    #[command(flatten)]
    pub seed: SeedArgument,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let replayer = Replayer::new(&args.flow.flow, args.seed.seed);
    replayer.load_flow().map_err(ExpectedError::invalid)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| IoFailure::new("start the runtime", &error))?;
    let mut code = FiredrillExitCode::Done;
    let found = EventFiles::find(&args.events);
    for error in &found.errors {
        write_message(&render(error, context));
        code = FiredrillExitCode::InvalidInput;
    }
    for input in &found.inputs {
        for_each_event(input, |event| -> Result<(), ExpectedError> {
            let replayed = match event.and_then(event_or_refusal) {
                Ok(event) => runtime.block_on(one(&replayer, &event, context))?,
                Err(error) => {
                    write_message(&error.render(context));
                    error.exit_code()
                }
            };
            code = code.graver(replayed);
            Ok(())
        })?;
    }
    for passed_over in &found.passed_over {
        write_message(&render(passed_over, context));
    }
    Ok(code)
}

/// What is no event cannot be sent, and is not judged as it stands.
fn event_or_refusal(event: SourceEvent) -> Result<SourceEvent, ExpectedError> {
    if event.event.form != EventForm::Other {
        return Ok(event);
    }
    let help = "an event has a `source`, a `detail-type` and a `detail`; a finding has a `type`, a \
                `resource` and an `accountId`";
    let reason = "not an event, and no finding either";
    Err(ExpectedError::invalid(EventRefusal::new(&event.origin, reason, Some(help))))
}

/// Replays one event and writes what became of it.
async fn one(
    replayer: &Replayer,
    event: &SourceEvent,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    let SourceEvent { origin, event, .. } = event;
    let replayed = match replayer.replay(&event.text).await {
        Ok(replayed) => replayed,
        Err(error) => return Ok(refused(origin, &error, context)),
    };
    let outcome = ReplayOutcome::read(origin, &replayed.record.hops);
    let shown = match context.format {
        Format::Json => {
            let json = json!({
                "seed": replayed.record.seed,
                "assumedTask": replayed.assumed_task,
                "assumedRegion": replayed.assumed_region,
                "readAs": event.form.name(),
                "replay": outcome,
            });
            json_line(&json)
        }
        Format::Text => {
            let mut text = replay_text(&outcome, &context.theme());
            if let Some(note) = event.form.note().filter(|_| !context.quiet) {
                text.push_str(&format!("  {note}\n"));
            }
            if let Some(region) = replayed.assumed_region.filter(|_| !context.quiet) {
                text.push_str(&format!(
                    "  assumed: the flow was deployed in {}, where the finding is from\n",
                    escape(&region)
                ));
            }
            if let Some(task) = replayed.assumed_task.filter(|_| !context.quiet) {
                text.push_str(&format!("  assumed: {} was running\n", escape(&task)));
            }
            text.push('\n');
            text
        }
    };
    write_result(&shown).map_err(|error| IoFailure::new("write the result", &error))?;
    Ok(FiredrillExitCode::Done)
}

fn refused(origin: &str, error: &ReplayError, context: &Context) -> FiredrillExitCode {
    write_message(&format!("{}:\n{}", escape(origin), render(error, context)));
    match error {
        ReplayError::NotAnEvent { .. } => FiredrillExitCode::InvalidInput,
        ReplayError::Run(error) => run_code(error),
    }
}

fn run_code(error: &RunError) -> FiredrillExitCode {
    match error.verdict() {
        ScenarioVerdict::Invalid => FiredrillExitCode::InvalidInput,
        _ => FiredrillExitCode::BackendFailed,
    }
}
