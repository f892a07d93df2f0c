//! Payload templates: JSON with paths and intrinsic calls in it.
//!
//! Owns which members of a template are computed (those whose key ends in `.$`), how, and in which
//! order they come. Refuses to know which field of a state a template is.

use std::borrow::Cow;
use std::collections::HashMap;

use firedrill_seed::SeededRandom;
use serde_json::Value;

use crate::hash_order::in_hash_order;
use crate::intrinsic::{IntrinsicCall, Surroundings};
use crate::json::{Node, NodeKind};
use crate::jsonata::JsonataTemplate;
use crate::path::JsonPath;

/// A template of either query language.
#[derive(Debug, Clone)]
pub(crate) enum Template {
    Path(PathTemplate),
    Jsonata(JsonataTemplate),
}

/// A payload template of JSONPath.
#[derive(Debug, Clone)]
pub(crate) enum PathTemplate {
    /// JSON in which nothing is computed.
    Literal(Value),
    Object(Vec<TemplateMember>),
    Array(Vec<PathTemplate>),
    Path {
        field: String,
        path: JsonPath,
    },
    Call(IntrinsicCall),
}

/// A member of a template in which something is computed.
#[derive(Debug, Clone)]
pub(crate) struct TemplateMember {
    name: String,
    template: PathTemplate,
    /// Where it comes among the members of the result. What is written out keeps its order, and
    /// what is computed comes after it in that of a hash map. Recorded.
    place: usize,
}

/// A member of a template that cannot be computed.
pub(crate) struct InvalidMember<'n> {
    pub(crate) key: &'n str,
    pub(crate) node: &'n Node,
    pub(crate) location: String,
}

impl PathTemplate {
    /// Reads a template, and every member that is neither a path nor a call.
    pub(crate) fn read<'n>(
        node: &'n Node,
        location: &str,
        invalid: &mut Vec<InvalidMember<'n>>,
    ) -> Self {
        match &node.kind {
            NodeKind::Object(members) => {
                let mut templates = Vec::with_capacity(members.len());
                let mut computed = Vec::new();
                for member in members {
                    match member.key.strip_suffix(".$") {
                        Some(name) => match Self::computed(&member.key, &member.value) {
                            Some(template) => {
                                computed.push((name.to_owned(), templates.len()));
                                templates.push((name.to_owned(), template));
                            }
                            None => invalid.push(InvalidMember {
                                key: &member.key,
                                node: &member.value,
                                location: location.to_owned(),
                            }),
                        },
                        None => {
                            let location = format!("{location}/{}", member.key);
                            let template = Self::read(&member.value, &location, invalid);
                            templates.push((member.key.clone(), template));
                        }
                    }
                }
                Self::object(templates, computed)
            }
            NodeKind::Array(items) => {
                let templates: Vec<_> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| Self::read(item, &format!("{location}[{index}]"), invalid))
                    .collect();
                Self::array(templates)
            }
            _ => Self::Literal(node.to_value()),
        }
    }

    /// An object of these members, of which some are computed: their names, and where they are.
    fn object(members: Vec<(String, Self)>, computed: Vec<(String, usize)>) -> Self {
        if members.iter().all(|(_, template)| template.is_literal()) {
            let literal = |(name, template)| match template {
                Self::Literal(value) => Some((name, value)),
                _ => None,
            };
            return Self::Literal(Value::Object(members.into_iter().filter_map(literal).collect()));
        }
        let written_out = members.len() - computed.len();
        let places: HashMap<_, _> = in_hash_order(computed)
            .into_iter()
            .enumerate()
            .map(|(place, (_, at))| (at, written_out + place))
            .collect();
        let mut next = 0..;
        let member = |(at, (name, template))| {
            let place = places.get(&at).copied().or_else(|| next.next()).unwrap_or_default();
            TemplateMember { name, template, place }
        };
        Self::Object(members.into_iter().enumerate().map(member).collect())
    }

    fn array(items: Vec<Self>) -> Self {
        if items.iter().any(|template| !template.is_literal()) {
            return Self::Array(items);
        }
        let literal = |template| match template {
            Self::Literal(value) => Some(value),
            _ => None,
        };
        Self::Literal(Value::Array(items.into_iter().filter_map(literal).collect()))
    }

    fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }

    fn computed(key: &str, node: &Node) -> Option<Self> {
        let text = node.as_str()?;
        if text.trim_start().starts_with("States.") {
            return IntrinsicCall::parse(text).ok().map(Self::Call);
        }
        let path = JsonPath::parse(text).ok()?;
        Some(Self::Path { field: key.to_owned(), path })
    }

    /// The value of the template, or what the service says is wrong with it.
    pub(crate) fn evaluate(
        &self,
        surroundings: &Surroundings<'_>,
        random: &mut SeededRandom,
    ) -> Result<Value, String> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Object(members) => {
                let mut evaluated = Vec::with_capacity(members.len());
                for TemplateMember { name, template, place } in members {
                    let value = template.evaluate(surroundings, random)?;
                    evaluated.push((*place, name.clone(), value));
                }
                evaluated.sort_by_key(|(place, ..)| *place);
                let members = evaluated.into_iter().map(|(_, name, value)| (name, value));
                Ok(Value::Object(members.collect()))
            }
            Self::Array(items) => items
                .iter()
                .map(|item| item.evaluate(surroundings, random))
                .collect::<Result<_, _>>()
                .map(Value::Array),
            Self::Path { field, path } => path
                .evaluate(&surroundings.roots)
                .map(Cow::into_owned)
                .map_err(|_| path_not_found(path, field, surroundings.data_text)),
            Self::Call(call) => call.evaluate(surroundings, random).map_err(|error| {
                format!("The function '{}' had the following error: {error}", call.source())
            }),
        }
    }
}

/// What the service says of a path in a template, `ErrorPath` or `CausePath` that finds nothing.
pub(crate) fn path_not_found(path: &JsonPath, field: &str, data_text: &str) -> String {
    format!(
        "The JSONPath '{path}' specified for the field '{field}' could not be found in the input '{data_text}'"
    )
}
