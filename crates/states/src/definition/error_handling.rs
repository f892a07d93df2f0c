//! `Retry` and `Catch`.

use super::error_name::ALL;
use super::fields::{Fields, Findings};
use super::known_fields::QueryLanguage;
use super::reader::Reader;
use super::state::{StateId, Transition};
use crate::json::{Node, NodeKind};
use crate::jsonata::JsonataTemplate;
use crate::path::ReferencePath;
use crate::template::Template;

/// The longest `MaxDelaySeconds`, as the developer guide gives it.
const MAX_MAX_DELAY_SECONDS: u64 = 31_622_400;

/// Which errors a retrier or a catcher is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorEquals(pub(crate) Vec<String>);

/// A retrier of a `Retry`.
#[derive(Debug, Clone)]
pub(crate) struct Retrier {
    pub(crate) error_equals: ErrorEquals,
    pub(crate) interval_seconds: u64,
    pub(crate) max_attempts: u64,
    pub(crate) backoff_rate: f64,
    pub(crate) max_delay_seconds: Option<u64>,
    pub(crate) jitter: JitterStrategy,
}

/// `JitterStrategy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JitterStrategy {
    None,
    /// A delay between none and the whole one, evenly spread.
    Full,
}

/// A catcher of a `Catch`.
#[derive(Debug, Clone)]
pub(crate) struct Catcher {
    pub(crate) error_equals: ErrorEquals,
    pub(crate) result_path: Option<ReferencePath>,
    /// `Output` of JSONata.
    pub(crate) output: Option<JsonataTemplate>,
    pub(crate) assign: Option<Template>,
    pub(crate) next: StateId,
}

/// What a state does about failures: `Retry` and `Catch`.
#[derive(Debug, Clone)]
pub(crate) struct ErrorHandling {
    pub(crate) retriers: Vec<Retrier>,
    pub(crate) catchers: Vec<Catcher>,
}

impl Reader {
    pub(super) fn error_handling(&mut self, state: Fields<'_>, location: &str) -> ErrorHandling {
        ErrorHandling {
            retriers: self.handlers(state, location, "Retry", Self::retrier),
            catchers: self.handlers(state, location, "Catch", Self::catcher),
        }
    }

    fn handlers<T>(
        &mut self,
        state: Fields<'_>,
        location: &str,
        field: &str,
        read: fn(&mut Self, Fields<'_>, &str) -> Option<T>,
    ) -> Vec<T> {
        let location = format!("{location}/{field}");
        let Some(items) = state.get(field).and_then(|node| self.findings.array(node, &location))
        else {
            return Vec::new();
        };
        let last = items.len().saturating_sub(1);
        let mut handlers = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let location = format!("{location}[{index}]");
            let Some(fields) = self.findings.object(item, &location) else { continue };
            check_error_equals(&mut self.findings, fields, &location, index == last);
            handlers.extend(read(self, fields, &location));
        }
        handlers
    }

    fn retrier(&mut self, fields: Fields<'_>, location: &str) -> Option<Retrier> {
        self.findings.refuse_unknown(
            fields,
            location,
            &[&[
                "Comment",
                "ErrorEquals",
                "IntervalSeconds",
                "MaxAttempts",
                "BackoffRate",
                "MaxDelaySeconds",
                "JitterStrategy",
            ]],
        );
        let mut integer = |name: &str, minimum, default| match fields.get(name) {
            Some(node) => self.findings.integer(node, &format!("{location}/{name}"), minimum),
            None => default,
        };
        let interval_seconds = integer("IntervalSeconds", 1, Some(1));
        let max_attempts = integer("MaxAttempts", 0, Some(3));
        let max_delay_seconds = integer("MaxDelaySeconds", 1, None);
        if let (Some(node), Some(delay)) = (fields.get("MaxDelaySeconds"), max_delay_seconds) {
            let location = format!("{location}/MaxDelaySeconds");
            if delay >= MAX_MAX_DELAY_SECONDS {
                let message = format!("Maximum value is {}", MAX_MAX_DELAY_SECONDS - 1);
                self.findings.schema(node, &location, message);
            } else if interval_seconds.is_some_and(|interval| delay <= interval) {
                let message = "MaxDelaySeconds should be greater than IntervalSeconds";
                self.findings.schema(node, &location, message);
            }
        }
        let backoff_rate = self.backoff_rate(fields, location);
        let jitter = self.jitter(fields, location);
        Some(Retrier {
            error_equals: error_equals(fields)?,
            interval_seconds: interval_seconds?,
            max_attempts: max_attempts?,
            backoff_rate: backoff_rate?,
            max_delay_seconds,
            jitter,
        })
    }

    fn backoff_rate(&mut self, fields: Fields<'_>, location: &str) -> Option<f64> {
        let Some(node) = fields.get("BackoffRate") else { return Some(2.0) };
        let location = format!("{location}/BackoffRate");
        match &node.kind {
            NodeKind::Number(number) => {
                let rate = number.as_f64().filter(|rate| *rate >= 1.0);
                if rate.is_none() {
                    self.findings.schema(node, &location, "Minimum value is 1.0");
                }
                rate
            }
            _ => {
                self.findings.schema(node, &location, "Expected value of type [NUMBER]");
                None
            }
        }
    }

    fn jitter(&mut self, fields: Fields<'_>, location: &str) -> JitterStrategy {
        match self.findings.one_of(fields, location, "JitterStrategy", &["FULL", "NONE"]) {
            Some("FULL") => JitterStrategy::Full,
            _ => JitterStrategy::None,
        }
    }

    fn catcher(&mut self, fields: Fields<'_>, location: &str) -> Option<Catcher> {
        let own = match self.language {
            QueryLanguage::JsonPath => "ResultPath",
            QueryLanguage::Jsonata => "Output",
        };
        let known: &[&[&str]] = &[&["Comment", "ErrorEquals", "Next", "Assign"], &[own]];
        self.findings.refuse_unknown(fields, location, known);
        let next = match self.next(fields, location) {
            Some(Transition::Next(next)) => Some(next),
            _ => None,
        };
        let assign = self.assign(fields, location);
        let output = self.output(fields, location);
        let result_path = self.result_path(fields, location);
        Some(Catcher {
            error_equals: error_equals(fields)?,
            result_path: result_path?,
            output,
            assign,
            next: next?,
        })
    }
}

fn error_equals(fields: Fields<'_>) -> Option<ErrorEquals> {
    let names = fields.get("ErrorEquals")?.as_array()?;
    names
        .iter()
        .map(|name| name.as_str().map(str::to_owned))
        .collect::<Option<_>>()
        .map(ErrorEquals)
}

/// `States.ALL` stands alone, and in the last retrier or catcher.
fn check_error_equals(findings: &mut Findings, fields: Fields<'_>, location: &str, last: bool) {
    let Some(node) = fields.get("ErrorEquals") else {
        findings.require(fields, location, &["ErrorEquals"]);
        return;
    };
    let location = format!("{location}/ErrorEquals");
    let Some(names) = findings.array(node, &location) else { return };
    if names.is_empty() {
        findings.schema(node, &location, "Minimum number of items is 1");
    }
    for (index, name) in names.iter().enumerate() {
        findings.string(name, &format!("{location}[{index}]"));
    }
    let is_all = |name: &Node| name.as_str() == Some(ALL);
    if names.iter().any(is_all) && (names.len() > 1 || !last) {
        let message = "States.ALL must appear alone and at the end of the list";
        findings.schema(node, &location, message);
    }
}
