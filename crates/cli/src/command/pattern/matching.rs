//! `firedrill pattern match`: one pattern against one event, or many in bulk.

use firedrill_eventbridge::{EventPattern, check_event};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::batch::{self, BatchRequest, error_answer, invalid};
use crate::event_answers::{EventAnswer, answer_each};
use crate::input::{EventRefusal, Inputs};
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `pattern match`.
#[derive(Debug, Clone, clap::Args)]
pub struct MatchArgs {
    /// The pattern: a file, `-` for standard input, or the JSON itself.
    #[arg(long, value_name = "PATTERN", required_unless_present = "batch")]
    pub pattern: Option<String>,
    /// The events: a file, `-` for standard input, or the JSON itself. One document, an array, JSON
    /// lines or the answer of GetFindings; findings are wrapped as GuardDuty's events. Each is answered
    /// for, and the exit code is 1 if any does not match.
    #[arg(long, value_name = "EVENT", required_unless_present = "batch")]
    pub event: Option<String>,
    /// Answer JSON lines of `{"id", "pattern", "event"}` on standard input with `{"id",
    /// "matched"}`; without an event the pattern is only read.
    #[arg(long, conflicts_with_all = ["pattern", "event"])]
    pub batch: bool,
    /// Refuse events that TestEventPattern would refuse.
    #[arg(long)]
    pub strict_event: bool,
}

pub(super) fn run(args: &MatchArgs, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let (Some(pattern), Some(event)) = (&args.pattern, &args.event) else {
        return batch::run(|request| answer(request, args.strict_event));
    };
    let mut inputs = Inputs::default();
    let pattern = inputs.pattern(pattern)?;
    let events = inputs.events(event)?;
    let code = answer_each(&events, context, |event| {
        if args.strict_event {
            check_event(event.text).map_err(|error| {
                ExpectedError::invalid(EventRefusal::incomplete(event.origin, &error))
            })?;
        }
        let matched = pattern
            .pattern
            .matches(event.text)
            .map_err(|error| EventRefusal::without_verdict(event.origin, &error))?;
        let verdict = if matched { "matched" } else { "not matched" };
        let text = match context.format {
            Format::Json => event.json(json!({ "version": 1, "matched": matched })),
            Format::Text if context.quiet => String::new(),
            Format::Text => format!("{}{verdict}\n", event.heading()),
        };
        let code = if matched { FiredrillExitCode::Done } else { FiredrillExitCode::AnswerIsNo };
        Ok(EventAnswer { text, code })
    })?;
    pattern.write_doubts(context);
    Ok(code)
}

fn answer(request: &BatchRequest, strict: bool) -> Result<Value, Value> {
    request.check_members(&["pattern", "event"])?;
    let pattern =
        request.text_of("pattern").ok_or_else(|| invalid("the member `pattern` is missing"))?;
    let pattern = EventPattern::parse(&pattern)
        .map_err(|error| error_answer(error.service_code(), &error.message()))?;
    let event = match (request.text_of("event"), request.raw("event")) {
        (Some(event), _) => event,
        (None, None) => return Ok(json!({ "valid": true })),
        (None, Some(_)) => {
            return Err(invalid("`event` is `null`; leave it out to read a pattern"));
        }
    };
    if strict {
        check_event(&event).map_err(|error| unfit(&error))?;
    }
    let matched = pattern.matches(&event).map_err(|error| {
        if error.is_undecided() {
            return error_answer("NotModelled", &error.to_string());
        }
        unfit(&error)
    })?;
    Ok(json!({ "matched": matched }))
}

fn unfit(error: &dyn std::error::Error) -> Value {
    error_answer("ValidationException", &error.to_string())
}
