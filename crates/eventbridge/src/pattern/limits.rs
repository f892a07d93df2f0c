//! The limits of the service.

/// How large a pattern may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Characters of the text: 4096 in PutRule and TestEventPattern ("Amazon EventBridge quotas";
    /// the quota of an account for rules is 2048 unless it was raised).
    pub characters: usize,
    /// Combinations that `$or` expands to: the quotas say 1000; the service's text is not known.
    pub combinations: usize,
    /// Leaves of one combination, as event-ruler has it.
    pub paths: usize,
    /// The wildcard complexity from which on a rule is refused. 9 is known to be accepted (three
    /// times `*:stack/NAME/*` on one field) and 10 to be refused (`*:*:*:*:*:event-bus/*`).
    pub complexity: usize,
    /// Objects within objects. The limit is ours: the engine's is its stack.
    pub nesting: usize,
}

impl Limits {
    /// The limits of the service.
    pub const SERVICE: Self =
        Self { characters: 4096, combinations: 1000, paths: 256, complexity: 10, nesting: 200 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::SERVICE
    }
}
