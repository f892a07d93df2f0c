//! Branches, each filed under one of its conditions.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::bucket::CROWD;
use super::{Bucket, Key, PathTable};
use crate::matching::Condition;

/// Where to find the branches that may hold of an event.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Its number among the directories of the index.
    number: usize,
    branches: usize,
    /// By the number of the path.
    tables: HashMap<usize, PathTable, FixedState>,
    /// By the number of a path that must have no value, or only such as lie in arrays.
    absent: HashMap<usize, Bucket, FixedState>,
}

impl Directory {
    pub(super) fn new(number: usize) -> Self {
        Self { number, ..Self::default() }
    }

    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// How many branches there are.
    pub(super) fn len(&self) -> usize {
        self.branches
    }

    /// The tables, by the number of their path.
    pub(super) fn tables(&self) -> &HashMap<usize, PathTable, FixedState> {
        &self.tables
    }

    /// The buckets to visit where a path has no value.
    pub(super) fn absent(&self) -> &HashMap<usize, Bucket, FixedState> {
        &self.absent
    }

    /// Files a branch under the one of its conditions that makes for the least work.
    pub(super) fn add(
        &mut self,
        branch: usize,
        numbers: &[usize],
        conditions: &[Condition],
        directories: &mut usize,
    ) {
        self.branches += 1;
        let is_last = numbers.len() < 2;
        let filings = numbers
            .iter()
            .filter_map(|number| Some((*number, self.filing(conditions.get(*number)?, is_last))));
        let Some((chosen, filing)) = filings.min_by_key(|(_, filing)| filing.cost) else { return };
        let others: Vec<usize> =
            numbers.iter().copied().filter(|number| *number != chosen).collect();
        for key in filing.keys {
            self.bucket(filing.path, key).add(branch, &others, conditions, directories);
        }
    }

    /// How a branch would be filed under a condition, which may be the last one.
    fn filing(&self, condition: &Condition, is_last: bool) -> Filing {
        let keys = Vec::with_capacity(condition.tests().len());
        let mut filing = Filing { path: condition.path, keys, cost: 0 };
        for test in condition.tests() {
            let priced = Key::of(test)
                .into_iter()
                .map(|key| (self.cost(condition.path, &key, is_last), key));
            if let Some((cost, key)) = priced.min_by_key(|(cost, _)| *cost) {
                filing.cost = filing.cost.max(cost);
                if !filing.keys.contains(&key) {
                    filing.keys.push(key);
                }
            }
        }
        filing
    }

    /// What it costs to file one more branch under a key, in branches that are judged in vain.
    ///
    /// A crowd of branches that want the same value costs no more than its first members: the
    /// others are told apart by their other conditions, if they have any. So where all keys are
    /// crowded, all branches are filed under the same path, and are met once.
    fn cost(&self, path: usize, key: &Key, is_last: bool) -> usize {
        let table = self.tables.get(&path);
        let bucket = match key {
            Key::Absent => self.absent.get(&path),
            key => table.and_then(|table| table.get(key)),
        };
        let load = bucket.map_or(0, Bucket::len);
        let looking_up = table.map_or(key.cost(), |table| table.cost(key));
        looking_up + if key.is_one_value() && !is_last { load.min(CROWD) } else { load }
    }

    fn bucket(&mut self, path: usize, key: Key) -> &mut Bucket {
        match key {
            Key::Absent => self.absent.entry(path).or_default(),
            key => self.tables.entry(path).or_default().get_or_insert(key),
        }
    }
}

/// A way to file a branch.
struct Filing {
    path: usize,
    /// One key for each test of the condition.
    keys: Vec<Key>,
    /// The work when the most expensive of the keys is met.
    cost: usize,
}
