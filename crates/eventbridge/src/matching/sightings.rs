//! What an event has at the paths someone asks about, found but not yet read.

use std::ops::Range;

use super::{Membership, Memberships, Whole};
use crate::json::Lexeme;

/// One scalar at a path: what it is and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Sighting {
    pub(crate) lexeme: Lexeme,
    /// Where it stands in the event; of a string, what is between its quotes.
    pub(crate) span: Range<usize>,
    pub(crate) membership: Membership,
    /// The next one at the same path.
    next: Option<usize>,
}

/// The sightings of one event. Their memory serves one event after the other.
#[derive(Debug, Default)]
pub(crate) struct Sightings {
    values: Vec<Sighting>,
    wholes: Vec<(usize, Whole)>,
    /// The paths that have values, in the order of the event.
    paths: Vec<usize>,
    /// By the number of the path; true of this event only if its number is that of the event.
    chains: Vec<Chain>,
    memberships: Memberships,
    event: u64,
}

/// The sightings at one path.
#[derive(Debug, Clone, Copy, Default)]
struct Chain {
    event: u64,
    first: usize,
    last: usize,
}

impl Sightings {
    /// Forgets the last event; the next one is asked about so many paths.
    pub(crate) fn begin(&mut self, paths: usize) {
        self.values.clear();
        self.wholes.clear();
        self.paths.clear();
        self.memberships.clear();
        self.event += 1;
        if self.chains.len() < paths {
            self.chains.resize(paths, Chain::default());
        }
    }

    /// Adds a value at the path with this number.
    pub(crate) fn add_value(
        &mut self,
        path: usize,
        lexeme: Lexeme,
        span: Range<usize>,
        membership: Membership,
    ) {
        let Some(chain) = self.chains.get_mut(path) else { return };
        let position = self.values.len();
        if chain.event == self.event {
            if let Some(last) = self.values.get_mut(chain.last) {
                last.next = Some(position);
            }
            chain.last = position;
        } else {
            *chain = Chain { event: self.event, first: position, last: position };
            self.paths.push(path);
        }
        self.values.push(Sighting { lexeme, span, membership, next: None });
    }

    /// Adds an object or an empty array at a path: neither is a value.
    pub(crate) fn add_whole(&mut self, path: usize, whole: Whole) {
        self.wholes.push((path, whole));
    }

    /// The values at a path, in the order of the event.
    pub(crate) fn values(&self, path: usize) -> impl Iterator<Item = &Sighting> {
        let chain = self.chains.get(path).filter(|chain| chain.event == self.event);
        let mut next = chain.map(|chain| chain.first);
        std::iter::from_fn(move || {
            let sighting = self.values.get(next?)?;
            next = sighting.next;
            Some(sighting)
        })
    }

    /// The paths that have values.
    pub(crate) fn paths(&self) -> &[usize] {
        &self.paths
    }

    /// The objects and empty arrays, each with the number of its path.
    pub(crate) fn wholes(&self) -> &[(usize, Whole)] {
        &self.wholes
    }

    /// The array elements that the values lie in.
    pub(crate) fn memberships(&self) -> &Memberships {
        &self.memberships
    }

    pub(super) fn memberships_mut(&mut self) -> &mut Memberships {
        &mut self.memberships
    }
}
