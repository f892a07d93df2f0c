//! The search for the rules that match one event.

use super::network::Branch;
use super::{Bucket, Directory};
use crate::matching::{EventError, Judge, Memberships};

/// What was met in one event. The memory serves one event after the other.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// By the number of the branch.
    judged: MarkSet,
    /// By the number of the directory.
    entered: MarkSet,
    /// By the number of the rule.
    matched: MarkSet,
    /// The numbers of the rules that match.
    found: Vec<usize>,
}

/// A set of numbers that is emptied at no cost.
#[derive(Debug, Default)]
struct MarkSet {
    marks: Vec<u64>,
    round: u64,
}

impl MarkSet {
    fn begin(&mut self, numbers: usize) {
        self.round += 1;
        if self.marks.len() < numbers {
            self.marks.resize(numbers, 0);
        }
    }

    fn contains(&self, number: usize) -> bool {
        self.marks.get(number) == Some(&self.round)
    }

    /// Adds a number; whether it is new.
    fn insert(&mut self, number: usize) -> bool {
        match self.marks.get_mut(number) {
            Some(mark) if *mark != self.round => {
                *mark = self.round;
                true
            }
            _ => false,
        }
    }
}

impl Marks {
    /// Forgets the last event; the next one is matched with so many rules.
    pub(super) fn begin_event(&mut self, rules: usize) {
        self.matched.begin(rules);
        self.found.clear();
    }

    /// Begins a search among so many branches and directories.
    pub(super) fn begin(&mut self, branches: usize, directories: usize) {
        self.judged.begin(branches);
        self.entered.begin(directories);
    }

    /// The numbers of the rules that match, in their order.
    pub(super) fn found(&mut self) -> &[usize] {
        self.found.sort_unstable();
        &self.found
    }
}

/// Looks for the branches that hold of an event.
#[derive(Debug)]
pub(super) struct Search<'s> {
    pub(super) judge: Judge<'s>,
    pub(super) branches: &'s [Branch],
    pub(super) marks: &'s mut Marks,
}

impl Search<'_> {
    /// Judges the branches of a directory that may hold. It is entered once, however often its key
    /// is met, as an event may repeat a value very often.
    ///
    /// # Errors
    /// A branch on which no verdict was found.
    pub(super) fn directory(&mut self, directory: &Directory) -> Result<(), EventError> {
        if !self.marks.entered.insert(directory.number()) {
            return Ok(());
        }
        let sightings = self.judge.event.sightings;
        if directory.tables().len() < sightings.paths().len() {
            for path in directory.tables().keys() {
                self.path(directory, *path)?;
            }
        } else {
            for path in sightings.paths() {
                self.path(directory, *path)?;
            }
        }
        for (path, bucket) in directory.absent() {
            if sightings.values(*path).all(|value| value.membership != Memberships::NONE) {
                self.bucket(bucket)?;
            }
        }
        Ok(())
    }

    fn path(&mut self, directory: &Directory, path: usize) -> Result<(), EventError> {
        let Some(table) = directory.tables().get(&path) else { return Ok(()) };
        let event = self.judge.event;
        let mut searched = Ok(());
        for sighting in event.sightings.values(path) {
            table.visit(&event.scalar(sighting), &mut |bucket| {
                if searched.is_ok() {
                    searched = self.bucket(bucket);
                }
            });
        }
        searched
    }

    fn bucket(&mut self, bucket: &Bucket) -> Result<(), EventError> {
        for branch in bucket.branches() {
            self.branch(branch)?;
        }
        bucket.deeper().map_or(Ok(()), |deeper| self.directory(deeper))
    }

    fn branch(&mut self, number: usize) -> Result<(), EventError> {
        let Some(branch) = self.branches.get(number) else { return Ok(()) };
        if branch.conditions.is_empty()
            || (branch.has_siblings && self.marks.matched.contains(branch.rule))
            || !self.marks.judged.insert(number)
            || !self.judge.hold(&branch.conditions)?
        {
            return Ok(());
        }
        if branch.has_siblings {
            self.marks.matched.insert(branch.rule);
        }
        self.marks.found.push(branch.rule);
        Ok(())
    }
}
