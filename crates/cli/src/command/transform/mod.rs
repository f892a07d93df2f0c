//! `firedrill transform`: what a target would receive of an event.

mod batch;
mod preview;

use crate::arguments::FlowArgument;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `transform`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The events: a file, `-` for standard input, or the JSON itself. One document, an array, JSON
    /// lines or the answer of GetFindings; findings are wrapped as GuardDuty's events. Each is answered
    /// for.
    #[arg(long, value_name = "EVENT", required_unless_present = "batch")]
    pub event: Option<String>,
    /// The flow whose target is meant, unless a path or a template is given.
    #[command(flatten)]
    pub flow: FlowArgument,
    /// The target's `InputPath`, such as `$.detail`.
    #[arg(long, value_name = "PATH", conflicts_with = "template")]
    pub input_path: Option<String>,
    /// The file of the transformer's input paths, as a JSON object of names and paths.
    #[arg(long, value_name = "FILE", requires = "template")]
    pub input_paths: Option<String>,
    /// The file of the transformer's template.
    #[arg(long, value_name = "FILE")]
    pub template: Option<String>,
    /// A file with the result that is expected: end with 1 if it differs, and show how.
    #[arg(long, value_name = "FILE")]
    pub expect: Option<String>,
    /// Read requests from standard input, one a line, and look at no flow: `{"id", "event", "input"?, "inputPath"?,
    /// "inputPathsMap"?, "inputTemplate"?, "rule"?, "ingestionTime"?}`.
    #[arg(long, conflicts_with_all = ["event", "input_path", "input_paths", "template", "expect"])]
    pub batch: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    match &args.event {
        Some(event) => preview::run(event, args, context),
        None => batch::run(),
    }
}
