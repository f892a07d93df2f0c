//! The conditions and branches of many rules, and how they are found.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::{Directory, Search};
use crate::event_pattern::EventPattern;
use crate::matching::{Condition, EventError, PathTrie, Scratch};
use crate::pattern::FieldPath;
use crate::value::ValueTest;

/// One conjunction of a rule.
#[derive(Debug)]
pub(super) struct Branch {
    /// The number of the rule.
    pub(super) rule: usize,
    /// Whether the rule has other branches, too.
    pub(super) has_siblings: bool,
    /// The numbers of its conditions, in the order of their paths; none once the rule is gone.
    pub(super) conditions: Box<[usize]>,
}

/// Rules whose conditions are found by the values of one event.
#[derive(Debug, Default)]
pub(super) struct Network {
    trie: PathTrie,
    /// The paths by their numbers.
    paths: Vec<FieldPath>,
    conditions: Vec<Condition>,
    /// The conditions by their path and by how they are written, so that rules share them.
    known: HashMap<(usize, Box<str>), usize, FixedState>,
    branches: Vec<Branch>,
    root: Directory,
    /// How many directories there are beside the root.
    directories: usize,
}

impl Network {
    /// Adds the branches of a rule; their numbers.
    pub(super) fn add(&mut self, rule: usize, pattern: &EventPattern) -> Range<usize> {
        let first = self.branches.len();
        for branch in pattern.branches() {
            let leaves = branch.leaves.iter().filter_map(|index| pattern.leaves().get(*index));
            let conditions = leaves.map(|leaf| {
                let text = pattern.source().get(leaf.span.clone()).unwrap_or_default();
                self.condition(&leaf.path, text, leaf.tests().cloned())
            });
            let conditions = conditions.collect();
            self.add_branch(rule, pattern.branches().len() > 1, conditions);
        }
        first..self.branches.len()
    }

    /// Adds a rule of another network; the numbers of its branches.
    pub(super) fn adopt(
        &mut self,
        rule: usize,
        from: &Moving<'_>,
        branches: Range<usize>,
    ) -> Range<usize> {
        let first = self.branches.len();
        for branch in from.network.branches.get(branches).unwrap_or_default() {
            let conditions = branch
                .conditions
                .iter()
                .filter_map(|number| {
                    let condition = from.network.conditions.get(*number)?;
                    let path = from.network.paths.get(condition.path)?;
                    let text = from.texts.get(*number)?;
                    Some(self.condition(path, text, condition.tests().iter().cloned()))
                })
                .collect();
            self.add_branch(rule, branch.has_siblings, conditions);
        }
        first..self.branches.len()
    }

    /// The number of a condition, which is the old one if it is known.
    fn condition(
        &mut self,
        path: &FieldPath,
        text: &str,
        tests: impl Iterator<Item = ValueTest>,
    ) -> usize {
        let path_number = self.trie.add(path);
        if path_number == self.paths.len() {
            self.paths.push(path.clone());
        }
        match self.known.entry((path_number, text.into())) {
            Entry::Occupied(known) => {
                if let Some(condition) = self.conditions.get_mut(*known.get()) {
                    condition.is_shared = true;
                }
                *known.get()
            }
            Entry::Vacant(unknown) => {
                self.conditions.push(Condition::new(path_number, tests));
                *unknown.insert(self.conditions.len() - 1)
            }
        }
    }

    fn add_branch(&mut self, rule: usize, has_siblings: bool, conditions: Vec<usize>) {
        let number = self.branches.len();
        self.root.add(number, &conditions, &self.conditions, &mut self.directories);
        self.branches.push(Branch { rule, has_siblings, conditions: conditions.into() });
    }

    /// Whether no rule was added.
    pub(super) fn is_empty(&self) -> bool {
        self.branches.is_empty()
    }

    /// Lets branches never hold again.
    pub(super) fn silence(&mut self, branches: Range<usize>) {
        for branch in self.branches.get_mut(branches).unwrap_or_default() {
            branch.conditions = Box::default();
        }
    }

    /// Marks the rules that match an event.
    pub(super) fn find(&self, event: &[u8], scratch: &mut Scratch) -> Result<(), EventError> {
        let Scratch { reading, marks } = scratch;
        let judge = reading.read(event, &self.trie, &self.conditions)?;
        marks.begin(self.branches.len(), self.directories + 1);
        Search { judge, branches: &self.branches, marks }.directory(&self.root)
    }

    /// Prepares rules to be adopted by another network.
    pub(super) fn moving(&self) -> Moving<'_> {
        let mut texts = vec![""; self.conditions.len()];
        for ((_, text), number) in &self.known {
            if let Some(place) = texts.get_mut(*number) {
                *place = text;
            }
        }
        Moving { network: self, texts }
    }
}

/// A network whose rules move to another one.
#[derive(Debug)]
pub(super) struct Moving<'m> {
    network: &'m Network,
    /// How the conditions are written.
    texts: Vec<&'m str>,
}
