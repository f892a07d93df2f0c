//! Array consistency: values for all leaves that lie in the same elements.
//!
//! A match may not take one value from one element of an array and another value from another
//! element of it. Whether there is a choice of values without such a contradiction is searched with
//! backtracking, in the order of the paths: `exists: false` holds if its path has no value that is
//! consistent with the values chosen before it, so that order is part of the meaning.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Membership, Memberships};

/// How the alternatives of one leaf can hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Candidates {
    /// Where the values lie that an alternative accepts.
    pub(crate) accepted: Vec<Membership>,
    /// If `exists: false` is an alternative: where all values of the path lie.
    pub(crate) absent_among: Option<Vec<Membership>>,
}

impl Candidates {
    /// Whether the leaf can hold if nothing else is asked.
    pub(crate) fn holds_alone(&self) -> bool {
        !self.accepted.is_empty() || self.absent_among.as_ref().is_some_and(Vec::is_empty)
    }

    /// All memberships that bear on the leaf.
    fn memberships(&self) -> impl Iterator<Item = Membership> {
        let absent = self.absent_among.iter().flatten();
        self.accepted.iter().chain(absent).copied()
    }
}

/// The elements chosen so far: the index in each array.
type Chosen = BTreeMap<u32, u32>;

/// Whether the leaves, in the order of their paths, can hold together.
pub(crate) fn consistent(leaves: &[Candidates], memberships: &Memberships) -> bool {
    if memberships.is_empty() {
        return leaves.iter().all(Candidates::holds_alone);
    }
    // A leaf that cannot hold even alone: no search is needed.
    if leaves.iter().any(|leaf| leaf.accepted.is_empty() && leaf.absent_among.is_none()) {
        return false;
    }
    let relevant = relevant_arrays(leaves, memberships);
    let mut search = Search { leaves, memberships, relevant, reached: HashSet::new() };
    search.run()
}

/// For each leaf, the arrays that it or a later leaf has values in.
fn relevant_arrays(leaves: &[Candidates], memberships: &Memberships) -> Vec<BTreeSet<u32>> {
    let mut later = BTreeSet::new();
    let mut relevant: Vec<BTreeSet<u32>> = leaves
        .iter()
        .rev()
        .map(|leaf| {
            for membership in leaf.memberships() {
                later.extend(memberships.elements(membership).map(|(array, _)| array));
            }
            later.clone()
        })
        .collect();
    relevant.reverse();
    relevant
}

struct Search<'s> {
    leaves: &'s [Candidates],
    memberships: &'s Memberships,
    relevant: Vec<BTreeSet<u32>>,
    /// Leaves that were reached, with what was chosen of the arrays that bear on them.
    reached: HashSet<(usize, Vec<(u32, u32)>)>,
}

impl Search<'_> {
    /// Depth first, with a stack of our own: there may be hundreds of leaves.
    fn run(&mut self) -> bool {
        let mut waiting = vec![(0, Chosen::new())];
        while let Some((position, chosen)) = waiting.pop() {
            let Some(leaf) = self.leaves.get(position) else { return true };
            let key = self.relevant.get(position).map_or_else(Vec::new, |arrays| {
                chosen
                    .iter()
                    .filter(|(array, _)| arrays.contains(array))
                    .map(|(array, index)| (*array, *index))
                    .collect()
            });
            // Reached before: it has failed, or what it leads to is waiting already.
            if !self.reached.insert((position, key)) {
                continue;
            }
            let mut tried = HashSet::new();
            for membership in leaf.accepted.iter().rev() {
                if tried.insert(*membership)
                    && let Some(extended) = self.extend(&chosen, *membership)
                {
                    waiting.push((position + 1, extended));
                }
            }
            if let Some(present) = &leaf.absent_among
                && present.iter().all(|membership| !self.agrees(&chosen, *membership))
            {
                waiting.push((position + 1, chosen));
            }
        }
        false
    }

    fn agrees(&self, chosen: &Chosen, membership: Membership) -> bool {
        self.memberships
            .elements(membership)
            .all(|(array, index)| chosen.get(&array).is_none_or(|chosen| *chosen == index))
    }

    fn extend(&self, chosen: &Chosen, membership: Membership) -> Option<Chosen> {
        if !self.agrees(chosen, membership) {
            return None;
        }
        let mut extended = chosen.clone();
        extended.extend(self.memberships.elements(membership));
        Some(extended)
    }
}
