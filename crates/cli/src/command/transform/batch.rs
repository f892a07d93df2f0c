//! `firedrill transform --batch`: what a target would receive of events, in bulk.

use firedrill_eventbridge::{InputPath, InputTransformer, RuleContext, TargetInput, Transformed};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::batch::{self, BatchRequest, error_answer, invalid};
use crate::{ExpectedError, FiredrillExitCode};

/// What a request that names no target id is about.
const TARGET: &str = "target";

const MEMBERS: [&str; 7] =
    ["event", "input", "inputPath", "inputPathsMap", "inputTemplate", "rule", "ingestionTime"];

pub(super) fn run() -> Result<FiredrillExitCode, ExpectedError> {
    batch::run(answer)
}

fn answer(request: &BatchRequest) -> Result<Value, Value> {
    request.check_members(&MEMBERS)?;
    let event = request.text_of("event").ok_or_else(|| invalid("the member `event` is missing"))?;
    let path = request
        .text("inputPath")?
        .map(|path| InputPath::parse(&path))
        .transpose()
        .map_err(|error| error_answer("ValidationException", &error.to_string()))?;
    let paths = request.texts("inputPathsMap")?;
    let template = request.text("inputTemplate")?;
    if template.is_none() && !paths.is_empty() {
        return Err(invalid("`inputPathsMap` without `inputTemplate` has no effect"));
    }
    let transformer = template
        .map(|template| {
            InputTransformer::new(&paths, &template)
                .map_err(|error| error_answer(error.service_code(), &error.message(TARGET)))
        })
        .transpose()?;
    let input = TargetInput::of_target(TARGET, request.text("input")?, path, transformer)
        .map_err(|error| error_answer(error.service_code(), &error.to_string()))?;
    let context = rule_context(request)?;
    Ok(match input.apply(&event, &context) {
        Transformed::Delivered(output) => json!({ "output": output }),
        Transformed::NotDelivered(reason) => json!({ "notDelivered": reason }),
    })
}

fn rule_context(request: &BatchRequest) -> Result<RuleContext, Value> {
    let mut context = RuleContext {
        rule_arn: String::new(),
        rule_name: String::new(),
        ingestion_time: Timestamp::UNIX_EPOCH,
    };
    for (member, text) in request.texts("rule")? {
        match member.as_str() {
            "arn" => context.rule_arn = text,
            "name" => context.rule_name = text,
            _ => return Err(invalid(&format!("there is no member `{member}` of `rule`"))),
        }
    }
    if let Some(text) = request.text("ingestionTime")? {
        context.ingestion_time =
            text.parse().map_err(|_| invalid("`ingestionTime` is not a timestamp"))?;
    }
    Ok(context)
}
