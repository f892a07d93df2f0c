//! `firedrill pattern match`: event patterns against events, in bulk.

use clap::Subcommand;
use firedrill_eventbridge::{EventPattern, check_event};
use serde_json::{Value, json};

use crate::batch::{self, error_answer, text_of};
use crate::{ExpectedError, FiredrillExitCode};

/// What to do with event patterns.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum PatternCommand {
    /// Answer JSON lines of `{"id", "pattern", "event"}` with `{"id", "matched"}`; without an
    /// event the pattern is only read.
    Match(MatchArgs),
}

/// Arguments of `pattern match`.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct MatchArgs {
    /// Read requests from standard input, one a line.
    #[arg(long, required = true)]
    pub batch: bool,
    /// Refuse events that TestEventPattern would refuse.
    #[arg(long)]
    pub strict_event: bool,
}

pub(super) fn run(command: PatternCommand) -> Result<FiredrillExitCode, ExpectedError> {
    let PatternCommand::Match(args) = command;
    batch::run(|request| answer(request, args.strict_event))
}

fn answer(request: &Value, strict: bool) -> Value {
    let Some(pattern) = text_of(request, "pattern") else {
        return error_answer("InvalidRequest", "the member `pattern` is missing");
    };
    let pattern = match EventPattern::parse(&pattern) {
        Ok(pattern) => pattern,
        Err(error) => return error_answer(error.service_code(), &error.message()),
    };
    let Some(event) = text_of(request, "event") else { return json!({ "valid": true }) };
    if strict && let Err(error) = check_event(&event) {
        return error_answer("ValidationException", &error.to_string());
    }
    match pattern.matches(&event) {
        Ok(matched) => json!({ "matched": matched }),
        Err(error) => error_answer("ValidationException", &error.to_string()),
    }
}
