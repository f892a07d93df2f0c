//! The branches that are filed under one key.

use super::Directory;
use crate::matching::Condition;

/// How many branches are judged one by one, before looking up their other conditions costs less.
pub(super) const CROWD: usize = 6;

/// Branches that may hold when a value has a certain key, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// The first branch, and mostly the only one: it is found without a detour.
    first: Option<usize>,
    more: Vec<usize>,
    /// Further branches, by another condition of each.
    deeper: Option<Box<Directory>>,
}

impl Bucket {
    /// How many branches there are.
    pub(super) fn len(&self) -> usize {
        self.judged() + self.deeper.as_ref().map_or(0, |deeper| deeper.len())
    }

    /// How many branches are judged whenever the bucket is visited.
    fn judged(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }

    /// The branches that are to be judged.
    pub(super) fn branches(&self) -> impl Iterator<Item = usize> {
        self.first.iter().chain(&self.more).copied()
    }

    /// Where to find the other ones.
    pub(super) fn deeper(&self) -> Option<&Directory> {
        self.deeper.as_deref()
    }

    /// Adds a branch that is judged whenever the bucket is visited.
    pub(super) fn push(&mut self, branch: usize) {
        if self.first.is_none() {
            self.first = Some(branch);
        } else {
            self.more.push(branch);
        }
    }

    /// Adds a branch, given those of its conditions that did not lead here. `directories` counts
    /// the directories of the index.
    pub(super) fn add(
        &mut self,
        branch: usize,
        others: &[usize],
        conditions: &[Condition],
        directories: &mut usize,
    ) {
        if self.judged() < CROWD || others.is_empty() {
            self.push(branch);
            return;
        }
        let deeper = self.deeper.get_or_insert_with(|| {
            *directories += 1;
            Box::new(Directory::new(*directories))
        });
        deeper.add(branch, others, conditions, directories);
    }
}
