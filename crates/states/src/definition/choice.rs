//! Choice states: rules and their conditions.

use super::state::{Paths, StateId};
use crate::jsonata::JsonataTemplate;
use crate::path::JsonPath;
use crate::template::Template;

/// What a Choice state chooses from.
#[derive(Debug, Clone)]
pub(crate) struct ChoiceState {
    pub(crate) paths: Paths,
    pub(crate) rules: Vec<ChoiceRule>,
    pub(crate) default: Option<StateId>,
}

/// A rule: if this, then that state.
#[derive(Debug, Clone)]
pub(crate) struct ChoiceRule {
    pub(crate) condition: Condition,
    pub(crate) assign: Option<Template>,
    /// `Output` of JSONata; none for that of the state.
    pub(crate) output: Option<JsonataTemplate>,
    pub(crate) next: StateId,
}

/// The condition of a rule.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    /// `Condition` of JSONata.
    Query(JsonataTemplate),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
    Test {
        variable: JsonPath,
        test: Test,
    },
}

/// What is asked of a variable.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Compare {
        domain: Domain,
        relation: Relation,
        operand: Operand,
    },
    /// `StringMatches`: `*` stands for any characters, `\*` and `\\` for themselves.
    Matches(Vec<Glob>),
    Is(Kind, bool),
}

/// The values between which a comparator compares; any other makes its rule false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    String,
    Numeric,
    Boolean,
    Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    Equals,
    LessThan,
    GreaterThan,
    LessThanEquals,
    GreaterThanEquals,
}

#[derive(Debug, Clone)]
pub(crate) enum Operand {
    Literal(serde_json::Value),
    /// The comparators whose name ends in `Path`.
    Path(JsonPath),
}

/// What `Is…` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Present,
    Numeric,
    String,
    Boolean,
    Timestamp,
}

/// A part of a `StringMatches` pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Glob {
    Text(String),
    Any,
}

impl Test {
    /// The names of all comparators with what they take.
    pub(super) fn comparator(name: &str) -> Option<Comparator> {
        let kind = match name {
            "IsNull" => Some(Kind::Null),
            "IsPresent" => Some(Kind::Present),
            "IsNumeric" => Some(Kind::Numeric),
            "IsString" => Some(Kind::String),
            "IsBoolean" => Some(Kind::Boolean),
            "IsTimestamp" => Some(Kind::Timestamp),
            _ => None,
        };
        if let Some(kind) = kind {
            return Some(Comparator::Is(kind));
        }
        if name == "StringMatches" {
            return Some(Comparator::Matches);
        }
        let (name, path) = match name.strip_suffix("Path") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (domain, relation) = [
            ("String", Domain::String),
            ("Numeric", Domain::Numeric),
            ("Boolean", Domain::Boolean),
            ("Timestamp", Domain::Timestamp),
        ]
        .into_iter()
        .find_map(|(prefix, domain)| Some((domain, name.strip_prefix(prefix)?)))?;
        let relation = match relation {
            "Equals" => Relation::Equals,
            "LessThan" => Relation::LessThan,
            "GreaterThan" => Relation::GreaterThan,
            "LessThanEquals" => Relation::LessThanEquals,
            "GreaterThanEquals" => Relation::GreaterThanEquals,
            _ => return None,
        };
        (domain != Domain::Boolean || relation == Relation::Equals).then_some(Comparator::Compare {
            domain,
            relation,
            path,
        })
    }
}

/// A comparator by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparator {
    Compare { domain: Domain, relation: Relation, path: bool },
    Matches,
    Is(Kind),
}

impl Glob {
    /// Reads a `StringMatches` pattern; none if a backslash escapes nothing that can be escaped.
    pub(super) fn parse(pattern: &str) -> Option<Vec<Self>> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut characters = pattern.chars();
        while let Some(character) = characters.next() {
            match character {
                '*' => {
                    if !text.is_empty() {
                        parts.push(Self::Text(std::mem::take(&mut text)));
                    }
                    parts.push(Self::Any);
                }
                '\\' => match characters.next() {
                    Some(escaped @ ('*' | '\\')) => text.push(escaped),
                    _ => return None,
                },
                _ => text.push(character),
            }
        }
        if !text.is_empty() {
            parts.push(Self::Text(text));
        }
        Some(parts)
    }
}
