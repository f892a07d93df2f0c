//! `firedrill transform --batch`: what a target would receive of events, in bulk.

use firedrill_eventbridge::{InputPath, InputTransformer, RuleContext, TargetInput, Transformed};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::batch::{self, error_answer, text_of};
use crate::{ExpectedError, FiredrillExitCode};

/// What a request that names no target id is about.
const TARGET: &str = "target";

pub(super) fn run() -> Result<FiredrillExitCode, ExpectedError> {
    batch::run(answer)
}

fn answer(request: &Value) -> Result<Value, Value> {
    let invalid = |message: &str| error_answer("InvalidRequest", message);
    let event =
        text_of(request, "event").ok_or_else(|| invalid("the member `event` is missing"))?;
    let path = text_of(request, "inputPath")
        .map(|path| InputPath::parse(&path))
        .transpose()
        .map_err(|error| error_answer("ValidationException", &error.to_string()))?;
    let transformer = text_of(request, "inputTemplate")
        .map(|template| {
            InputTransformer::new(&paths(request)?, &template)
                .map_err(|error| error_answer(error.service_code(), &error.message(TARGET)))
        })
        .transpose()?;
    let input = TargetInput::of_target(TARGET, None, path, transformer)
        .map_err(|error| error_answer(error.service_code(), &error.to_string()))?;
    let rule = |member: &str| {
        let text = request.get("rule").and_then(|rule| rule.get(member)).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let ingestion_time = match text_of(request, "ingestionTime") {
        Some(text) => text.parse().map_err(|_| invalid("`ingestionTime` is not a timestamp"))?,
        None => Timestamp::UNIX_EPOCH,
    };
    let context = RuleContext { rule_arn: rule("arn"), rule_name: rule("name"), ingestion_time };
    Ok(match input.apply(&event, &context) {
        Transformed::Delivered(output) => json!({ "output": output }),
        Transformed::NotDelivered(reason) => json!({ "notDelivered": reason }),
    })
}

fn paths(request: &Value) -> Result<Vec<(String, String)>, Value> {
    let Some(map) = request.get("inputPathsMap").filter(|map| !map.is_null()) else {
        return Ok(Vec::new());
    };
    let invalid = || error_answer("InvalidRequest", "`inputPathsMap` must map names to texts");
    map.as_object()
        .ok_or_else(invalid)?
        .iter()
        .map(|(name, path)| Ok((name.clone(), path.as_str().ok_or_else(invalid)?.to_owned())))
        .collect()
}
