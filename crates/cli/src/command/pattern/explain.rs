//! `firedrill pattern explain`: the proof of a verdict.

use firedrill_report::explanation_text;
use serde_json::json;

use crate::arguments::Format;
use crate::event_answers::{EventAnswer, answer_each};
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
    /// The events: a file, `-` for standard input, or the JSON itself. One document, an array, JSON
    /// lines or the answer of GetFindings; findings are wrapped as GuardDuty's events. Each is answered
    /// for.
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
    let events = inputs.events(&args.event)?;
    let code = answer_each(&events, context, |event| {
        let explanation = pattern
            .pattern
            .explain(event.text)
            .map_err(|error| EventRefusal::without_verdict(event.origin, &error))?;
        let text = match context.format {
            Format::Json => {
                event.json(json!({ "version": EXPLANATION_VERSION, "explanation": explanation }))
            }
            Format::Text => {
                let text =
                    explanation_text(&explanation, pattern.pattern.source(), &context.theme());
                event.heading() + &text
            }
        };
        Ok(EventAnswer { text, code: FiredrillExitCode::Done })
    })?;
    pattern.write_doubts(context);
    Ok(code)
}
