//! `firedrill flow show`: what a flow consists of.

use firedrill_flow::{Flow, Role};
use firedrill_report::{escape, escape_lines};
use serde_json::{Value, json};

use crate::arguments::{FlowArgument, Format};
use crate::context::{json_line, write_result};
use crate::failure::IoFailure;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The version of the JSON that the command writes.
const FLOW_VERSION: u32 = 1;

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

fn text_of(flow: &Flow) -> String {
    let manifest = &flow.manifest;
    let mut text = format!("{} in {}\n", escape(&manifest.name), escape(&manifest.region));
    let mut part = |heading: &str, name: &str, body: &str| {
        text.push_str(&format!("\n{heading:<8} {}\n", escape(name)));
        for line in escape_lines(body).lines() {
            text.push_str(&format!("  {line}\n"));
        }
    };
    part("rule", &format!("{} on bus {}", manifest.rule.name, manifest.rule.bus), &flow.pattern);
    let paths = flow.input_paths.iter().map(|(name, path)| format!("<{name}> is {path}\n"));
    let input = match &flow.input_template {
        Some(template) => paths.collect::<String>() + template,
        None => "the whole event".to_owned(),
    };
    part("target", &manifest.target.id, &input);
    let machine = &manifest.state_machine;
    part("machine", &format!("{} ({})", machine.name, machine.kind), &flow.definition);
    for role in [flow.target_role(), flow.machine_role()] {
        part("role", &role.name, &policies(role));
    }
    part("topic", &manifest.topic.name, "");
    text
}

fn policies(role: &Role) -> String {
    role.policies.iter().map(|policy| format!("{}\n{}\n", policy.name, policy.document)).collect()
}

fn json_of(flow: &Flow) -> Value {
    let manifest = &flow.manifest;
    let paths: serde_json::Map<String, Value> =
        flow.input_paths.iter().map(|(name, path)| (name.clone(), path.as_str().into())).collect();
    let roles = [flow.target_role(), flow.machine_role()].map(|role| {
        let policies: Vec<Value> = role
            .policies
            .iter()
            .map(|policy| json!({ "name": policy.name, "document": policy.document }))
            .collect();
        json!({ "name": role.name, "trust": role.trust, "policies": policies })
    });
    json!({
        "version": FLOW_VERSION,
        "name": manifest.name,
        "region": manifest.region,
        "rule": {
            "name": manifest.rule.name,
            "bus": manifest.rule.bus,
            "eventPattern": flow.pattern,
        },
        "target": {
            "id": manifest.target.id,
            "inputPathsMap": paths,
            "inputTemplate": flow.input_template,
        },
        "stateMachine": {
            "name": manifest.state_machine.name,
            "type": manifest.state_machine.kind,
            "definition": flow.definition,
        },
        "roles": roles,
        "topic": manifest.topic.name,
    })
}
