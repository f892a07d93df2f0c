//! Variables as a state sees them: those of its own scope, and those of the scopes around it.

use serde_json::{Map, Value};

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
