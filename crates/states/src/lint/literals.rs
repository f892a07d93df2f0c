//! Texts that look like paths, intrinsic functions or expressions and are taken word for word.
//!
//! `NO_DOLLAR`, `NO_PATH` and `PASS_RESULT_IS_STATIC` are warnings of AWS's own, listed in
//! "ValidateStateMachineDefinitionDiagnostic" of the API reference; their wording is not recorded,
//! so it is ours.

use super::linter::Warnings;
use crate::definition::{DiagnosticCode, StateType};
use crate::intrinsic::IntrinsicCall;
use crate::json::{Member, Node, NodeKind};
use crate::jsonata::delimited;
use crate::outline::StateOutline;
use crate::path::JsonPath;

/// The payload templates of a state.
const TEMPLATES: [&str; 5] =
    ["Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials"];

/// The fields that have a twin which takes a path.
const TWINS: [&str; 9] = [
    "Seconds",
    "Timestamp",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Error",
    "Cause",
    "MaxConcurrency",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
];

/// What a text looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Path,
    Call,
}

impl Look {
    /// A lone `$` is as likely an amount of money, so only a path into something counts.
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let into =
            |root: &str| text.strip_prefix(root).is_some_and(|rest| rest.starts_with(['.', '[']));
        if (into("$") || into("$$")) && JsonPath::parse(text).is_ok() {
            return Some(Self::Path);
        }
        IntrinsicCall::parse(text).is_ok().then_some(Self::Call)
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Path => "a JSONPath",
            Self::Call => "an intrinsic function",
        }
    }
}

pub(super) fn check(state: &StateOutline<'_>, warnings: &mut Warnings) {
    if state.jsonata {
        expressions(state.node, &state.location, warnings);
        return;
    }
    for field in TEMPLATES {
        if let Some(node) = state.node.get(field) {
            template(node, &format!("{}/{field}", state.location), warnings);
        }
    }
    twins(state.node, &state.location, warnings);
    let rules = state.node.get("Choices").and_then(Node::as_array).unwrap_or_default();
    for (at, rule) in rules.iter().enumerate() {
        comparisons(rule, &format!("{}/Choices[{at}]", state.location), warnings);
    }
    if state.state_type == Some(StateType::Pass)
        && let Some(result) = state.node.get("Result")
    {
        static_result(result, &format!("{}/Result", state.location), warnings);
    }
}

fn template(node: &Node, location: &str, warnings: &mut Warnings) {
    match &node.kind {
        NodeKind::Object(members) => {
            for member in members.iter().filter(|member| !member.key.ends_with(".$")) {
                let location = format!("{location}/{}", member.key);
                match member.value.as_str().and_then(Look::of) {
                    Some(look) => no_dollar(member, look, &location, warnings),
                    None => template(&member.value, &location, warnings),
                }
            }
        }
        NodeKind::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                template(item, &format!("{location}[{at}]"), warnings);
            }
        }
        _ => {}
    }
}

fn no_dollar(member: &Member, look: Look, location: &str, warnings: &mut Warnings) {
    let key = &member.key;
    warnings.warn(
        DiagnosticCode::NoDollar,
        format!("the value of `{key}` looks like {}, but is taken word for word", look.noun()),
        location,
        &member.key_span,
        Some(format!("to have it computed, name the field `{key}.$`")),
    );
}

fn no_path(member: &Member, location: &str, warnings: &mut Warnings) {
    let key = &member.key;
    warnings.warn(
        DiagnosticCode::NoPath,
        format!("the value of `{key}` looks like a path, but is taken word for word"),
        &format!("{location}/{key}"),
        &member.key_span,
        Some(format!("the field that takes a path is `{key}Path`")),
    );
}

fn looks_like_path(member: &Member) -> bool {
    member.value.as_str().and_then(Look::of) == Some(Look::Path)
}

fn twins(node: &Node, location: &str, warnings: &mut Warnings) {
    for member in TWINS.iter().filter_map(|field| node.member(field)) {
        if looks_like_path(member) {
            no_path(member, location, warnings);
        }
    }
}

/// The comparators of a rule: each of these has a twin that ends in `Path`.
fn comparisons(rule: &Node, location: &str, warnings: &mut Warnings) {
    for member in rule.as_object().unwrap_or_default() {
        let key = member.key.as_str();
        match key {
            "And" | "Or" => {
                let items = member.value.as_array().unwrap_or_default();
                for (at, item) in items.iter().enumerate() {
                    comparisons(item, &format!("{location}/{key}[{at}]"), warnings);
                }
            }
            "Not" => comparisons(&member.value, &format!("{location}/Not"), warnings),
            _ if (key.ends_with("Equals") || key.ends_with("Than")) && looks_like_path(member) => {
                no_path(member, location, warnings);
            }
            _ => {}
        }
    }
}

fn static_result(node: &Node, location: &str, warnings: &mut Warnings) {
    match &node.kind {
        NodeKind::String(text) => {
            if let Some(look) = Look::of(text) {
                warnings.warn(
                    DiagnosticCode::PassResultIsStatic,
                    format!("`Result` is taken word for word, and holds {}", look.noun()),
                    location,
                    &node.span,
                    Some("use `Parameters` to compute the result".to_owned()),
                );
            }
        }
        NodeKind::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                static_result(item, &format!("{location}[{at}]"), warnings);
            }
        }
        NodeKind::Object(members) => {
            for member in members {
                static_result(&member.value, &format!("{location}/{}", member.key), warnings);
            }
        }
        _ => {}
    }
}

/// Texts of a JSONata state that have the marks of an expression, but not at their very ends.
fn expressions(node: &Node, location: &str, warnings: &mut Warnings) {
    match &node.kind {
        NodeKind::String(text) => {
            let trimmed = text.trim();
            let (opens, closes) = (trimmed.starts_with("{%"), trimmed.ends_with("%}"));
            if (opens || closes) && delimited(text).is_none() {
                warnings.warn(
                    DiagnosticCode::ExpressionIsLiteral,
                    "the text looks like a JSONata expression, but is taken word for word"
                        .to_owned(),
                    location,
                    &node.span,
                    Some(
                        "an expression begins with `{%` and ends with `%}`, and nothing stands around them"
                            .to_owned(),
                    ),
                );
            }
        }
        NodeKind::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                expressions(item, &format!("{location}[{at}]"), warnings);
            }
        }
        NodeKind::Object(members) => {
            // Nested workflows have states of their own, and comments are for people.
            let own = |member: &&Member| {
                !["States", "Branches", "ItemProcessor", "Iterator", "Comment"]
                    .contains(&member.key.as_str())
            };
            for member in members.iter().filter(own) {
                expressions(&member.value, &format!("{location}/{}", member.key), warnings);
            }
        }
        _ => {}
    }
}
