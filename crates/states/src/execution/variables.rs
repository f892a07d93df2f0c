//! Variables as a state sees them: those of its own scope, and those of the scopes around it.

use serde_json::{Map, Value};

use super::failure::Failure;
use crate::definition::State;
use crate::payload::json_bytes;

/// The most bytes of the values that one `Assign` may give, and so of one variable, as "Service
/// quotas" of the developer guide gives it.
const ASSIGN_LIMIT_BYTES: usize = 256 * 1024;

/// The most bytes of all variables, as the same page gives it. Here those count that a state sees;
/// whether those of other branches count as well is not known.
pub(super) const VARIABLES_LIMIT_BYTES: usize = 10 * 1024 * 1024;

/// The variables of a chain of scopes.
///
/// "Passing data between states with variables" of the developer guide: a branch or iteration
/// reads what the scopes around it assigned, and cannot assign it; a child execution of a
/// distributed Map state sees only its own.
#[derive(Debug, Clone)]
pub(crate) struct Variables<'a> {
    own: Option<&'a Map<String, Value>>,
    outer: Vec<&'a Map<String, Value>>,
}

impl<'a> Variables<'a> {
    /// The variables of scopes, the innermost first.
    pub(crate) fn new(scopes: impl IntoIterator<Item = &'a Map<String, Value>>) -> Self {
        let mut scopes = scopes.into_iter();
        Self { own: scopes.next(), outer: scopes.collect() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.own.into_iter().chain(self.outer.iter().copied()).find_map(|scope| scope.get(name))
    }

    /// Whether a scope around the innermost one has a variable of this name.
    pub(super) fn is_outer(&self, name: &str) -> bool {
        self.outer.iter().any(|scope| scope.contains_key(name))
    }
}

/// How many bytes an `Assign` of a state gives, if it may give so many.
pub(super) fn assigned_bytes(
    state: &State,
    assigned: &Map<String, Value>,
) -> Result<usize, Failure> {
    let bytes = assigned.values().map(json_bytes).sum();
    if bytes > ASSIGN_LIMIT_BYTES {
        return Err(Failure::variable_limit(&state.name));
    }
    Ok(bytes)
}
