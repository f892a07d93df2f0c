//! `firedrill states graph`: a state machine as a drawing.

use camino::Utf8PathBuf;
use firedrill_states::graph::{Graph, VisitedStates};
use firedrill_states::json;

use super::definition_file::{self, StatesFileError};
use crate::context::write_result;
use crate::failure::IoFailure;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `states graph`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The definition, or `-` for standard input.
    #[arg(value_name = "FILE")]
    pub definition: Utf8PathBuf,
    /// Write Mermaid text, which GitHub renders within Markdown. This is the default.
    #[arg(long, conflicts_with = "svg")]
    pub mermaid: bool,
    /// Write an SVG document.
    #[arg(long)]
    pub svg: bool,
    /// Colour the states and ways of an execution, by its history as GetExecutionHistory answers
    /// it, or `states run --history` writes it.
    #[arg(long, value_name = "FILE")]
    pub history: Option<Utf8PathBuf>,
}

pub(super) fn run(args: &Args, _: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let text = definition_file::read(&args.definition).map_err(ExpectedError::invalid)?;
    let graph = Graph::read(&text).map_err(ExpectedError::invalid)?;
    let visited = args.history.as_ref().map(history).transpose()?;
    let drawn = if args.svg {
        graph.to_svg(visited.as_ref()).map_err(ExpectedError::invalid)?
    } else {
        graph.to_mermaid(visited.as_ref())
    };
    write_result(&drawn).map_err(|error| IoFailure::new("write the graph", &error))?;
    Ok(FiredrillExitCode::Done)
}

fn history(file: &Utf8PathBuf) -> Result<VisitedStates, ExpectedError> {
    let text = definition_file::read(file).map_err(ExpectedError::invalid)?;
    let history = json::value(&text).map_err(|error| {
        let (path, reason) = (file.to_string(), error.to_string());
        ExpectedError::invalid(StatesFileError::NotJson { path, reason })
    })?;
    VisitedStates::read(&history).map_err(ExpectedError::invalid)
}
