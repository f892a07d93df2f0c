//! The values that an event has at the paths someone asks about, read.

use super::{EventError, Membership, Memberships, PathTrie, Sightings, Whole, walk};
use crate::value::Scalar;

/// One value at a path.
#[derive(Debug, Clone)]
pub(crate) struct FieldValue<'e> {
    pub(crate) scalar: Scalar<'e>,
    pub(crate) membership: Membership,
}

/// What an event has at each path of a [`PathTrie`], by the number of the path.
///
/// It is for those who explain. A verdict is found in the [`Sightings`] themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields<'e> {
    values: Vec<Vec<FieldValue<'e>>>,
    wholes: Vec<Vec<Whole>>,
    pub(crate) memberships: Memberships,
}

impl<'e> Fields<'e> {
    /// Reads an event.
    pub(crate) fn read(event: &'e str, trie: &PathTrie) -> Result<Self, EventError> {
        let mut sightings = Sightings::default();
        sightings.begin(trie.len());
        walk(event.as_bytes(), trie, &mut Vec::new(), &mut sightings)?;
        let read = |path| {
            let values = sightings.values(path).map(|sighting| FieldValue {
                scalar: Scalar::read(event.as_bytes(), sighting.lexeme, sighting.span.clone()),
                membership: sighting.membership,
            });
            values.collect()
        };
        let mut wholes = vec![Vec::new(); trie.len()];
        for (path, whole) in sightings.wholes() {
            if let Some(of_path) = wholes.get_mut(*path) {
                of_path.push(*whole);
            }
        }
        let values = (0..trie.len()).map(read).collect();
        Ok(Self { values, wholes, memberships: sightings.memberships().clone() })
    }

    /// The values at a path, in the order of the event.
    pub(crate) fn values(&self, path: usize) -> &[FieldValue<'e>] {
        self.values.get(path).map_or(&[], Vec::as_slice)
    }

    /// The objects and empty arrays at a path: what stands there but is no value.
    pub(crate) fn wholes(&self, path: usize) -> &[Whole] {
        self.wholes.get(path).map_or(&[], Vec::as_slice)
    }
}
