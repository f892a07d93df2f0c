//! `firedrill states graph`: a state machine as a drawing.

use camino::Utf8PathBuf;
use firedrill_states::graph::{Graph, VisitedStates};
use serde_json::json;

use super::states_file;
use crate::arguments::Format;
use crate::context::{json_line, write_result};
use crate::failure::IoFailure;
use crate::input::Inputs;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The version of the form that `--format json` writes.
const FORM_VERSION: u32 = 1;

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

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let mut inputs = Inputs::default();
    let text = states_file::read(&mut inputs, &args.definition)?;
    let graph = Graph::read(&text).map_err(ExpectedError::invalid)?;
    let visited = match &args.history {
        Some(file) => Some(VisitedStates::of(&states_file::read_history(&mut inputs, file)?)),
        None => None,
    };
    let (form, drawn) = if args.svg {
        ("svg", graph.to_svg(visited.as_ref()).map_err(ExpectedError::invalid)?)
    } else {
        ("mermaid", graph.to_mermaid(visited.as_ref()))
    };
    let shown = match context.format {
        Format::Text => drawn,
        Format::Json => json_line(&json!({ "version": FORM_VERSION, form: drawn })),
    };
    write_result(&shown).map_err(|error| IoFailure::new("write the graph", &error))?;
    Ok(FiredrillExitCode::Done)
}
