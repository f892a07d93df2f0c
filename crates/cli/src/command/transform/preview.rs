//! `firedrill transform --event`: template, values and result of each event, for people.

use camino::Utf8Path;
use firedrill_arn::Arn;
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
use crate::context::write_message;
use crate::event_answers::{EventAnswer, NamedEvent, answer_each};
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

/// Shows what a target receives of each event. The answer is no if it would receive nothing, or not
/// what was expected.
pub(super) fn run(
    event: &str,
    args: &Args,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    let mut inputs = Inputs::default();
    let events = inputs.events(event)?;
    let target = target(args, &mut inputs)?;
    let expected = match &args.expect {
        Some(file) => Some(inputs.read(file, "an expected result", EXPECTED_LIMIT)?.text),
        None => None,
    };
    answer_each(&events, context, |event| preview(&target, &event, expected.as_deref(), context))
}

fn preview(
    target: &Target,
    event: &NamedEvent<'_>,
    expected: Option<&str>,
    context: &Context,
) -> Result<EventAnswer, ExpectedError> {
    // No clock is asked, so that a preview repeats: the bus is taken to have received the event
    // when it was sent.
    let sent = InputPath::parse("$.time").ok().and_then(|time| time.select(event.text).ok()?);
    let sent = sent.and_then(|time| serde_json::from_str::<Timestamp>(&time).ok());
    let ingestion_time = sent.unwrap_or(Timestamp::UNIX_EPOCH);
    let rule = RuleContext { ingestion_time, ..target.rule.clone() };
    let values = values(&target.input, event, &rule)?;
    let result = target.input.apply(event.text, &rule);
    let transformation = Transformation {
        template: match &target.input {
            TargetInput::Transformer(transformer) => Some(transformer.template()),
            _ => None,
        },
        values: &values,
        result: &result,
        expected,
    };
    let text = match context.format {
        Format::Json => event.json(json_of(&transformation)),
        Format::Text => {
            let heading = match event.heading() {
                heading if heading.is_empty() => heading,
                heading => format!("{}\n", heading.trim_end()),
            };
            heading + &transformation_text(&transformation, &context.theme())
        }
    };
    write_escaped(&target.input, event, &rule, context);
    let delivered = matches!(result, Transformed::Delivered(_));
    let code = if delivered && transformation.is_as_expected() {
        FiredrillExitCode::Done
    } else {
        FiredrillExitCode::AnswerIsNo
    };
    Ok(EventAnswer { text, code })
}

/// Says which values were escaped, as the user guide can be read so that they are not.
fn write_escaped(
    input: &TargetInput,
    event: &NamedEvent<'_>,
    rule: &RuleContext,
    context: &Context,
) {
    let TargetInput::Transformer(transformer) = input else { return };
    let names = transformer.escaped_names(event.text, rule).unwrap_or_default();
    for name in names.iter().filter(|_| !context.quiet) {
        write_message(&format!(
            "note: the value of `<{name}>` has quotes, backslashes or line breaks and stands within a \
             string. Here they are escaped. The user guide says that EventBridge does not escape \
             values, so the target may receive nothing; a placeholder without quotes around it is safe\n"
        ));
    }
}

fn target(args: &Args, inputs: &mut Inputs) -> Result<Target, ExpectedError> {
    // The time is that of each event.
    let ingestion_time = Timestamp::UNIX_EPOCH;
    let unnamed = RuleContext {
        rule_arn: rule_arn("us-east-1", "rule"),
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
    let rule_arn = rule_arn(&flow.region, &rule_name);
    Ok(Target { input, rule: RuleContext { rule_arn, rule_name, ingestion_time } })
}

fn rule_arn(region: &str, name: &str) -> String {
    Arn::in_region("events", region, DEFAULT_ACCOUNT, &format!("rule/{name}")).to_string()
}

/// The values of the template's names, each with its path.
fn values(
    input: &TargetInput,
    event: &NamedEvent<'_>,
    rule: &RuleContext,
) -> Result<Vec<(TemplateValue, Option<String>)>, ExpectedError> {
    let TargetInput::Transformer(transformer) = input else { return Ok(Vec::new()) };
    let values = transformer
        .values(event.text, rule)
        .map_err(|error| EventRefusal::without_verdict(event.origin, &error))?;
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
