//! `firedrill flow show`: what a flow consists of.

use firedrill_flow::{
    Flow, Logging, Queue, Reference, Role, Rule, SubscriptionEndpoint, Target, TargetInput, Topic,
    WorkflowKind,
};
use firedrill_report::{escape, escape_lines};
use serde_json::{Value, json};

use crate::arguments::{FlowArgument, Format};
use crate::context::{json_line, write_result};
use crate::failure::IoFailure;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The version of the JSON that the command writes.
const FLOW_VERSION: u32 = 2;

pub(super) fn run(
    args: &FlowArgument,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    let flow = Flow::load(&args.flow)?;
    let text = match context.format {
        Format::Json => json_line(&json_of(&flow)),
        Format::Text => text_of(&flow),
    };
    write_result(&text).map_err(|error| IoFailure::new("write the flow", &error))?;
    Ok(FiredrillExitCode::Done)
}

fn json_of(flow: &Flow) -> Value {
    let mut shown = json!({ "version": FLOW_VERSION, "identity": flow.identity().to_string() });
    if let (Value::Object(shown), Ok(Value::Object(flow))) =
        (&mut shown, serde_json::to_value(flow))
    {
        shown.extend(flow);
    }
    shown
}

/// A text in parts, each under a heading with the name of a resource.
struct Parts(String);

impl Parts {
    fn add(&mut self, heading: &str, name: &str, body: &str) {
        self.0.push_str(&format!("\n{heading:<9} {}\n", escape(name)));
        for line in escape_lines(body).lines() {
            self.0.push_str(&format!("  {line}\n"));
        }
    }
}

fn text_of(flow: &Flow) -> String {
    let mut parts = Parts(format!("{} in {}\n", escape(&flow.name), escape(&flow.region)));
    if !flow.actions.is_empty() {
        let actions: Vec<String> = flow.actions.iter().map(ToString::to_string).collect();
        parts.0.push_str(&format!("its action is {}\n", actions.join(", ")));
    }
    let resources = &flow.resources;
    for bus in &resources.buses {
        parts.add("bus", &bus.name, bus.description.as_deref().unwrap_or_default());
    }
    for rule in &resources.rules {
        let off = if rule.enabled { "" } else { ", disabled" };
        let name = format!("{} on bus {}{off}", rule.name, rule.bus_name());
        parts.add("rule", &name, rule.event_pattern.text.source());
        for target in &rule.targets {
            parts.add("target", &target_name(rule, target), &target_body(target));
        }
    }
    for machine in &resources.state_machines {
        let kind = match machine.kind {
            WorkflowKind::Standard => "STANDARD",
            WorkflowKind::Express => "EXPRESS",
        };
        let logging = machine.logging.as_ref().map(logging).unwrap_or_default();
        let name = format!("{} ({kind}) as {}{logging}", machine.name, machine.role.name());
        parts.add("machine", &name, machine.definition.text.source());
    }
    for topic in &resources.topics {
        parts.add("topic", &topic.name, &subscriptions(topic));
    }
    for queue in &resources.queues {
        parts.add("queue", &queue.name, &queue_body(queue));
    }
    for group in &resources.log_groups {
        let kept = group.retention_days.map(|days| format!("kept for {days} days"));
        parts.add("log group", &group.name, &kept.unwrap_or_default());
    }
    for role in &resources.roles {
        parts.add("role", &role.name, &policies(role));
    }
    for external in &resources.externals {
        let name = format!("{} ({})", external.name, external.kind);
        parts.add("external", &name, external.arn.source());
    }
    if !flow.tags.is_empty() {
        let tags: String =
            flow.tags.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        parts.add("tags", "", &tags);
    }
    parts.0
}

fn target_name(rule: &Rule, target: &Target) -> String {
    let role = target.role.as_ref().map(|role| format!(" as {}", role.name())).unwrap_or_default();
    format!("{} of {} is {}{role}", target.id, rule.name, target.to.to)
}

fn target_body(target: &Target) -> String {
    let mut body = match &target.input {
        TargetInput::Event => "the whole event".to_owned(),
        TargetInput::Constant(text) => text.source().to_owned(),
        TargetInput::Path(path) => format!("{} of the event", path.as_str()),
        TargetInput::Transformer(transformer) => {
            let paths = transformer.input_paths.iter();
            let paths = paths.map(|(name, path)| format!("<{name}> is {path}\n"));
            paths.collect::<String>() + transformer.input_template.source()
        }
    };
    if let Some(policy) = target.retry_policy {
        if let Some(attempts) = policy.maximum_retry_attempts {
            body.push_str(&format!("\nat most {attempts} attempts more"));
        }
        if let Some(age) = policy.maximum_event_age_in_seconds {
            body.push_str(&format!("\nfor at most {age} seconds"));
        }
    }
    if let Some(queue) = &target.dead_letter_queue {
        body.push_str(&format!("\ndead letters to {}", queue.name()));
    }
    body
}

fn logging(logging: &Logging) -> String {
    format!(", logs to {}", logging.log_group.name())
}

fn subscriptions(topic: &Topic) -> String {
    let lines = topic.subscriptions.iter().map(|subscription| {
        let endpoint = match &subscription.endpoint {
            SubscriptionEndpoint::Resource(reference) => reference.to.to_string(),
            SubscriptionEndpoint::Address(address) => address.source().to_owned(),
        };
        let queue = subscription.dead_letter_queue.as_ref().map(Reference::name);
        let queue = queue.map(|queue| format!(", dead letters to {queue}")).unwrap_or_default();
        format!("{} to {endpoint}{queue}\n", subscription.protocol)
    });
    lines.collect()
}

fn queue_body(queue: &Queue) -> String {
    let policy = queue.policy.as_ref().map(|policy| format!("{}\n", policy.source()));
    let redrive = queue.redrive_policy.as_ref().map(|redrive| {
        let to = redrive.dead_letter_queue.name();
        format!("dead letters to {to} after {} receives\n", redrive.max_receive_count)
    });
    policy.unwrap_or_default() + &redrive.unwrap_or_default()
}

fn policies(role: &Role) -> String {
    let inline = role.policies.iter();
    let inline = inline.map(|policy| format!("{}\n{}\n", policy.name, policy.document.source()));
    let managed = role.managed_policies.iter().map(|arn| format!("{arn}\n"));
    inline.chain(managed).collect()
}
