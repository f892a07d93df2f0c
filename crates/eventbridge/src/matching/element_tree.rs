//! The array elements in which some leaves have values, as a tree.

use std::collections::HashMap;

use super::{Candidates, Membership, Memberships};

/// A place in an [`ElementTree`]: an array element, or the whole event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ElementPlace(usize);

/// An array of an [`ElementTree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ArrayPlace(usize);

/// That a leaf has values somewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Presence {
    /// The position of the leaf.
    pub(super) leaf: usize,
    /// Whether an alternative accepts one of them.
    pub(super) accepted: bool,
}

/// An array element, or the whole event.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// The leaves with values that lie in no array within it, in their order.
    presences: Vec<Presence>,
    /// The arrays directly within it.
    pub(super) arrays: Vec<ArrayPlace>,
}

/// An array.
#[derive(Debug, Default)]
pub(super) struct Array {
    /// The leaves with values anywhere within it, in their order.
    pub(super) presences: Vec<Presence>,
    /// Its elements that hold values.
    pub(super) elements: Vec<ElementPlace>,
}

/// The elements and arrays around the values that bear on some leaves, and no others.
#[derive(Debug, Default)]
pub(super) struct ElementTree {
    elements: Vec<Element>,
    arrays: Vec<Array>,
    known_elements: HashMap<Membership, ElementPlace>,
    known_arrays: HashMap<u32, ArrayPlace>,
}

impl ElementTree {
    /// The whole event.
    pub(super) const ROOT: ElementPlace = ElementPlace(0);

    /// The tree of some leaves, which are known by their positions.
    pub(super) fn new(leaves: &[Candidates], memberships: &Memberships) -> Self {
        let mut tree = Self::default();
        tree.element_at(Memberships::NONE);
        for (leaf, candidates) in leaves.iter().enumerate() {
            // The accepted ones come first, so that a leaf that was added need not be changed.
            for membership in &candidates.accepted {
                tree.add(memberships, *membership, Presence { leaf, accepted: true });
            }
            for membership in candidates.absent_among.iter().flatten() {
                tree.add(memberships, *membership, Presence { leaf, accepted: false });
            }
        }
        tree
    }

    /// What is known of an element.
    pub(super) fn element(&self, place: ElementPlace) -> Option<&Element> {
        self.elements.get(place.0)
    }

    /// What is known of an array.
    pub(super) fn array(&self, place: ArrayPlace) -> Option<&Array> {
        self.arrays.get(place.0)
    }

    /// Adds a value to its element and to all arrays around it that do not know its leaf yet.
    fn add(&mut self, memberships: &Memberships, membership: Membership, presence: Presence) {
        let (mut place, mut is_new) = self.element_at(membership);
        let Some(element) = self.elements.get_mut(place.0) else { return };
        if !add_presence(&mut element.presences, presence) {
            return;
        }
        let mut within = membership;
        while let Some((around, number)) = memberships.array_around(within) {
            let next = ArrayPlace(self.arrays.len());
            let array_place = *self.known_arrays.entry(number).or_insert(next);
            let (outer, outer_is_new) = self.element_at(around);
            if array_place == next {
                self.arrays.push(Array::default());
                if let Some(outer) = self.elements.get_mut(outer.0) {
                    outer.arrays.push(array_place);
                }
            }
            let Some(array) = self.arrays.get_mut(array_place.0) else { return };
            if is_new {
                array.elements.push(place);
            }
            if !add_presence(&mut array.presences, presence) {
                return;
            }
            (within, place, is_new) = (around, outer, outer_is_new);
        }
    }

    /// The place of an element, and whether it is new.
    fn element_at(&mut self, membership: Membership) -> (ElementPlace, bool) {
        let next = ElementPlace(self.elements.len());
        let place = *self.known_elements.entry(membership).or_insert(next);
        if place == next {
            self.elements.push(Element::default());
        }
        (place, place == next)
    }
}

impl Element {
    /// The values of a leaf that lie in no array within it: whether one is accepted, if there are
    /// any.
    pub(super) fn accepts(&self, leaf: usize) -> Option<bool> {
        let position = self.presences.binary_search_by_key(&leaf, |presence| presence.leaf).ok()?;
        self.presences.get(position).map(|presence| presence.accepted)
    }
}

/// Adds a leaf, of which none that follow it were added; whether it was not there yet.
fn add_presence(presences: &mut Vec<Presence>, presence: Presence) -> bool {
    if presences.last().is_some_and(|last| last.leaf == presence.leaf) {
        return false;
    }
    presences.push(presence);
    true
}
