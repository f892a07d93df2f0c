//! `firedrill replay`: what a flow would do with each event, and why.

use camino::Utf8PathBuf;
use firedrill_record::ScenarioVerdict;
use firedrill_report::{ReplayOutcome, escape, replay_text};
use firedrill_scenario::run::{ReplayError, Replayer, RunError};
use serde_json::json;

use crate::arguments::{FlowArgument, Format, SeedArgument};
use crate::context::{json_line, write_message, write_result};
use crate::event_source::{SourceEvent, for_each_event, inputs};
use crate::failure::{IoFailure, render};
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `replay`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Files of events or findings (JSON, JSON lines, either in gzip), folders of them, or `-` for
    /// standard input.
    #[arg(value_name = "EVENT", required = true)]
    pub events: Vec<Utf8PathBuf>,
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
    for input in inputs(&args.events).map_err(ExpectedError::invalid)? {
        for_each_event(&input, |event| -> Result<(), ExpectedError> {
            code = code.graver(runtime.block_on(one(&replayer, event, context))?);
            Ok(())
        })?;
    }
    Ok(code)
}

/// Replays one event and writes what became of it.
async fn one(
    replayer: &Replayer,
    event: SourceEvent,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    let SourceEvent { origin, text } = event;
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            write_message(&render(&error, context));
            return Ok(FiredrillExitCode::InvalidInput);
        }
    };
    let replayed = match replayer.replay(&text).await {
        Ok(replayed) => replayed,
        Err(error) => return Ok(refused(&origin, &error, context)),
    };
    let outcome = ReplayOutcome::read(&origin, &replayed.record.hops);
    let shown = match context.format {
        Format::Json => {
            let json = json!({
                "seed": replayed.record.seed,
                "assumedTask": replayed.assumed_task,
                "assumedRegion": replayed.assumed_region,
                "replay": outcome,
            });
            json_line(&json)
        }
        Format::Text => {
            let mut text = replay_text(&outcome, &context.theme());
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
