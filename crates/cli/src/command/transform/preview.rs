//! `firedrill transform --event`: template, values and result of one event, for people.

use camino::Utf8Path;
use firedrill_eventbridge::{
    InputPath, InputTransformer, RuleContext, TargetInput, TemplateValue, Transformed,
};
use firedrill_flow::Flow;
use firedrill_report::{Transformation, transformation_text};
use firedrill_scenario::run::DEFAULT_ACCOUNT;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Args;
use crate::arguments::Format;
use crate::context::{json_line, write_result};
use crate::failure::IoFailure;
use crate::input::{EventRefusal, InputText, Inputs};
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The version of the JSON that the command writes.
const TRANSFORMATION_VERSION: u32 = 1;

/// A template has at most 8,192 characters, and is told so if it has more.
const TEMPLATE_LIMIT: usize = 64 * 1024;

/// A result is what a target takes: at most 256 KiB, and more is never read.
const EXPECTED_LIMIT: usize = 1024 * 1024;

/// What a target asks for, and the rule that it belongs to.
struct Target {
    input: TargetInput,
    rule: RuleContext,
}

/// Shows what a target receives. The answer is no if it would receive nothing, or not what was
/// expected.
pub(super) fn run(
    event: &str,
    args: &Args,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    let mut inputs = Inputs::default();
    let event = inputs.event(event)?;
    let target = target(args, &event, &mut inputs)?;
    let expected = match &args.expect {
        Some(file) => Some(inputs.read(file, "an expected result", EXPECTED_LIMIT)?.text),
        None => None,
    };
    let values = values(&target, &event)?;
    let result = target.input.apply(&event.text, &target.rule);
    let transformation = Transformation {
        template: match &target.input {
            TargetInput::Transformer(transformer) => Some(transformer.template()),
            _ => None,
        },
        values: &values,
        result: &result,
        expected: expected.as_deref(),
    };
    let text = match context.format {
        Format::Json => json_line(&json_of(&transformation)),
        Format::Text => transformation_text(&transformation, &context.theme()),
    };
    write_result(&text).map_err(|error| IoFailure::new("write the result", &error))?;
    let delivered = matches!(result, Transformed::Delivered(_));
    Ok(if delivered && transformation.is_as_expected() {
        FiredrillExitCode::Done
    } else {
        FiredrillExitCode::AnswerIsNo
    })
}

fn target(args: &Args, event: &InputText, inputs: &mut Inputs) -> Result<Target, ExpectedError> {
    // No clock is asked, so that a preview repeats: the bus is taken to have received the event
    // when it was sent.
    let sent = InputPath::parse("$.time").ok().and_then(|time| time.select(&event.text).ok()?);
    let sent = sent.and_then(|time| serde_json::from_str::<Timestamp>(&time).ok());
    let ingestion_time = sent.unwrap_or(Timestamp::UNIX_EPOCH);
    let unnamed = RuleContext {
        rule_arn: format!("arn:aws:events:us-east-1:{DEFAULT_ACCOUNT}:rule/rule"),
        rule_name: "rule".to_owned(),
        ingestion_time,
    };
    if let Some(path) = &args.input_path {
        let path = InputPath::parse(path).map_err(ExpectedError::usage)?;
        return Ok(Target { input: TargetInput::Path(path), rule: unnamed });
    }
    if let Some(file) = &args.template {
        let paths = match &args.input_paths {
            Some(file) => firedrill_flow::read_input_paths(Utf8Path::new(file))?,
            None => Vec::new(),
        };
        let InputText { origin, text } = inputs.read(file, "an input template", TEMPLATE_LIMIT)?;
        let transformer = firedrill_flow::read_transformer(&paths, Utf8Path::new(&origin), &text)?;
        return Ok(Target { input: TargetInput::Transformer(transformer), rule: unnamed });
    }
    let dir = &args.flow.flow;
    let flow = Flow::load(dir)?;
    let Some(rule) = flow.first_rule() else {
        return Ok(Target { input: TargetInput::Event, rule: unnamed });
    };
    let input = match rule.targets.first().map(|target| &target.input) {
        Some(firedrill_flow::TargetInput::Transformer(transformer)) => {
            TargetInput::Transformer((*transformer.parsed).clone())
        }
        Some(firedrill_flow::TargetInput::Path(path)) => TargetInput::Path(path.clone()),
        Some(firedrill_flow::TargetInput::Constant(text)) => {
            TargetInput::Constant(text.source().to_owned())
        }
        Some(firedrill_flow::TargetInput::Event) | None => TargetInput::Event,
    };
    let rule_name = rule.name.clone();
    let rule_arn = format!("arn:aws:events:{}:{DEFAULT_ACCOUNT}:rule/{rule_name}", flow.region);
    Ok(Target { input, rule: RuleContext { rule_arn, rule_name, ingestion_time } })
}

/// The values of the template's names, each with its path.
fn values(
    target: &Target,
    event: &InputText,
) -> Result<Vec<(TemplateValue, Option<String>)>, ExpectedError> {
    let TargetInput::Transformer(transformer) = &target.input else { return Ok(Vec::new()) };
    let values = transformer
        .values(&event.text, &target.rule)
        .map_err(|error| ExpectedError::invalid(EventRefusal::unreadable(event, &error)))?;
    let with_path = |value: TemplateValue| {
        let path = path_of(transformer, &value.name);
        (value, path)
    };
    Ok(values.into_iter().map(with_path).collect())
}

fn path_of(transformer: &InputTransformer, name: &str) -> Option<String> {
    let (_, path) = transformer.paths().find(|(known, _)| *known == name)?;
    Some(path.to_string())
}

fn json_of(transformation: &Transformation<'_>) -> Value {
    let values: Vec<Value> = transformation
        .values
        .iter()
        .map(|(value, path)| json!({ "name": value.name, "path": path, "value": value.value }))
        .collect();
    let (output, not_delivered) = match transformation.result {
        Transformed::Delivered(text) => (Some(text), None),
        Transformed::NotDelivered(reason) => (None, Some(reason)),
    };
    json!({
        "version": TRANSFORMATION_VERSION,
        "template": transformation.template,
        "values": values,
        "output": output,
        "notDelivered": not_delivered,
        "expected": transformation.expected,
        "asExpected": transformation.expected.map(|_| transformation.is_as_expected()),
    })
}
