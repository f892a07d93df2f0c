//! Memory that matching uses again for the next event.

use super::walk::{Frame, walk};
use super::{Budget, Condition, EventError, Holdings, Judge, PathTrie, ReadEvent, Sightings};
use crate::index::Marks;

/// Memory for matching that is kept from one event to the next.
///
/// Matching with it allocates nothing in the common case, once it has seen a few events. One value
/// serves any number of patterns and indexes, one after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) reading: Reading,
    pub(crate) marks: Marks,
}

impl Scratch {
    /// Memory that has seen no event yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// Memory for reading an event and judging it.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    frames: Vec<Frame>,
    sightings: Sightings,
    holdings: Holdings,
}

impl Reading {
    /// Reads an event, so that it can be judged by conditions on the paths of the trie.
    pub(crate) fn read<'j>(
        &'j mut self,
        event: &'j [u8],
        trie: &PathTrie,
        conditions: &'j [Condition],
    ) -> Result<Judge<'j>, EventError> {
        self.sightings.begin(trie.len());
        self.holdings.begin(conditions.len());
        walk(event, trie, &mut self.frames, &mut self.sightings)?;
        let event = ReadEvent { text: event, sightings: &self.sightings };
        Ok(Judge { conditions, event, holdings: &mut self.holdings, budget: Budget::default() })
    }
}
