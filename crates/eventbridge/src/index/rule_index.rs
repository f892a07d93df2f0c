//! The rules of a bus, or of many.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use super::Network;
use crate::event_pattern::EventPattern;
use crate::matching::{EventError, Scratch};

/// Removed rules are cleared away once there are so many, and more than there are others.
const CLEARED: usize = 64;

/// Many rules, all of which are matched with an event at once.
///
/// An event is read once for all rules, and rules that cannot match cost next to nothing. What a
/// rule matches is what its [`EventPattern`] matches.
///
/// ```
/// use firedrill_eventbridge::{EventPattern, RuleIndex};
///
/// let mut index = RuleIndex::new();
/// index.insert("findings", &EventPattern::parse(r#"{"source": ["aws.guardduty"]}"#)?);
/// index.insert("tasks", &EventPattern::parse(r#"{"source": ["aws.ecs"]}"#)?);
/// index.insert("all", &EventPattern::parse(r#"{"source": [{"prefix": "aws."}]}"#)?);
///
/// assert_eq!(index.matching(r#"{"source": "aws.ecs"}"#)?, [&"tasks", &"all"]);
/// index.remove("tasks");
/// assert_eq!(index.matching(r#"{"source": "aws.ecs"}"#)?, [&"all"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RuleIndex<Id> {
    /// The numbers of the rules.
    numbers: HashMap<Id, usize>,
    /// The rules by their numbers, which grow with every rule; gaps are rules that were removed.
    rules: Vec<Option<Rule<Id>>>,
    /// Rules whose paths have no empty step within.
    plain: Network,
    /// The others. For them fields with an empty name are entered; for the first ones they are not,
    /// and no rule may change what another one matches.
    with_empty_steps: Network,
}

#[derive(Debug)]
struct Rule<Id> {
    id: Id,
    has_empty_steps: bool,
    branches: Range<usize>,
}

impl<Id> Default for RuleIndex<Id> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            rules: Vec::new(),
            plain: Network::default(),
            with_empty_steps: Network::default(),
        }
    }
}

impl<Id: Clone + Eq + Hash> RuleIndex<Id> {
    /// An index without rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether there is a rule with this id.
    #[must_use]
    pub fn contains<Q>(&self, id: &Q) -> bool
    where
        Id: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.numbers.contains_key(id)
    }

    /// Adds a rule; whether it took the place of one with the same id.
    pub fn insert(&mut self, id: Id, pattern: &EventPattern) -> bool {
        let replaced = self.remove(&id);
        let number = self.rules.len();
        let has_empty_steps = pattern.trie().has_empty_step();
        let branches = self.network(has_empty_steps).add(number, pattern);
        self.numbers.insert(id.clone(), number);
        self.rules.push(Some(Rule { id, has_empty_steps, branches }));
        replaced
    }

    /// Removes a rule; whether there was one.
    pub fn remove<Q>(&mut self, id: &Q) -> bool
    where
        Id: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let Some(number) = self.numbers.remove(id) else { return false };
        let Some(rule) = self.rules.get_mut(number).and_then(Option::take) else { return false };
        self.network(rule.has_empty_steps).silence(rule.branches);
        let removed = self.rules.len() - self.numbers.len();
        if removed >= CLEARED && removed > self.numbers.len() {
            self.clear_away();
        }
        true
    }

    /// The ids of the rules that match an event, given as JSON text, in the order in which they were
    /// added.
    ///
    /// # Errors
    /// As those of [`EventPattern::matches`].
    pub fn matching(&self, event: &(impl AsRef<[u8]> + ?Sized)) -> Result<Vec<&Id>, EventError> {
        self.matching_with(event, &mut Scratch::new())
    }

    /// The ids of the rules that match an event, as [`RuleIndex::matching`] says, in memory that was
    /// used before: for those who match many events.
    ///
    /// # Errors
    /// As those of [`EventPattern::matches`].
    pub fn matching_with(
        &self,
        event: &(impl AsRef<[u8]> + ?Sized),
        scratch: &mut Scratch,
    ) -> Result<Vec<&Id>, EventError> {
        scratch.marks.begin_event(self.rules.len());
        // An event is checked even if there is no rule.
        self.plain.find(event.as_ref(), scratch)?;
        if !self.with_empty_steps.is_empty() {
            self.with_empty_steps.find(event.as_ref(), scratch)?;
        }
        let found = scratch.marks.found().iter();
        Ok(found.filter_map(|number| Some(&self.rules.get(*number)?.as_ref()?.id)).collect())
    }

    fn network(&mut self, has_empty_steps: bool) -> &mut Network {
        if has_empty_steps { &mut self.with_empty_steps } else { &mut self.plain }
    }

    /// Builds the index anew from the rules that are left.
    fn clear_away(&mut self) {
        let old = std::mem::take(self);
        let (plain, with_empty_steps) = (old.plain.moving(), old.with_empty_steps.moving());
        for rule in old.rules.into_iter().flatten() {
            let Rule { id, has_empty_steps, branches } = rule;
            let number = self.rules.len();
            let from = if has_empty_steps { &with_empty_steps } else { &plain };
            let branches = self.network(has_empty_steps).adopt(number, from, branches);
            self.numbers.insert(id.clone(), number);
            self.rules.push(Some(Rule { id, has_empty_steps, branches }));
        }
    }
}
