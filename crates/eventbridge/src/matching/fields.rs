//! The values that an event has at the paths someone asks about.

use super::{EventError, Membership, Memberships, PathTrie, Visitor, Whole, walk};
use crate::value::Scalar;

/// One value at a path.
#[derive(Debug, Clone)]
pub(crate) struct FieldValue<'e> {
    pub(crate) scalar: Scalar<'e>,
    pub(crate) membership: Membership,
}

/// What an event has at each path of a [`PathTrie`], by the number of the path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields<'e> {
    values: Vec<Vec<FieldValue<'e>>>,
    wholes: Vec<Vec<Whole>>,
    pub(crate) memberships: Memberships,
}

impl<'e> Fields<'e> {
    /// Reads an event.
    pub(crate) fn read(event: &'e str, trie: &PathTrie) -> Result<Self, EventError> {
        let mut fields = Self {
            values: vec![Vec::new(); trie.len()],
            wholes: vec![Vec::new(); trie.len()],
            memberships: Memberships::default(),
        };
        let mut memberships = Memberships::default();
        walk(event, trie, &mut memberships, &mut fields)?;
        fields.memberships = memberships;
        Ok(fields)
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

impl<'e> Visitor<'e> for Fields<'e> {
    fn scalar(&mut self, path: usize, scalar: Scalar<'e>, membership: Membership) {
        if let Some(values) = self.values.get_mut(path) {
            values.push(FieldValue { scalar, membership });
        }
    }

    fn whole(&mut self, path: usize, whole: Whole) {
        if let Some(wholes) = self.wholes.get_mut(path) {
            wholes.push(whole);
        }
    }
}
