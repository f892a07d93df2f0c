//! `firedrill pattern explain`: the proof of a verdict.

use firedrill_report::explanation_text;
use serde_json::json;

use crate::arguments::Format;
use crate::context::{json_line, write_result};
use crate::failure::IoFailure;
use crate::input::{EventRefusal, Inputs};
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The version of the JSON that the command writes.
const EXPLANATION_VERSION: u32 = 1;

/// Arguments of `pattern explain`.
#[derive(Debug, Clone, clap::Args)]
pub struct ExplainArgs {
    /// The pattern: a file, `-` for standard input, or the JSON itself.
    #[arg(long, value_name = "PATTERN")]
    pub pattern: String,
    /// The event: a file, `-` for standard input, or the JSON itself.
    #[arg(long, value_name = "EVENT")]
    pub event: String,
}

/// Explains, and answers 0 whatever the verdict is.
pub(super) fn run(
    args: &ExplainArgs,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    let mut inputs = Inputs::default();
    let pattern = inputs.pattern(&args.pattern)?;
    let event = inputs.event(&args.event)?;
    let explanation = pattern
        .pattern
        .explain(&event.text)
        .map_err(|error| EventRefusal::without_verdict(&event, &error))?;
    let text = match context.format {
        Format::Json => {
            let json = json!({ "version": EXPLANATION_VERSION, "explanation": explanation });
            json_line(&json)
        }
        Format::Text => explanation_text(&explanation, pattern.pattern.source(), &context.theme()),
    };
    write_result(&text).map_err(|error| IoFailure::new("write the explanation", &error))?;
    pattern.write_doubts(context);
    Ok(FiredrillExitCode::Done)
}
