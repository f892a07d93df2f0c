//! In which elements of which arrays a value lies.

/// The array elements that a value lies in: an entry of [`Memberships`], or none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Membership(u32);

/// One array element and the element around it.
#[derive(Debug, Clone, Copy)]
struct Element {
    around: Membership,
    array: u32,
    index: u32,
}

/// All array elements that were entered in an event.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memberships {
    elements: Vec<Element>,
    arrays: u32,
}

impl Memberships {
    /// Lying in no array.
    pub(crate) const NONE: Membership = Membership(0);

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.elements.clear();
        self.arrays = 0;
    }

    /// Whether no array element was entered.
    pub(crate) fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// A new array; its number.
    pub(crate) fn open_array(&mut self) -> u32 {
        self.arrays += 1;
        self.arrays
    }

    /// Enters an element of an array.
    pub(crate) fn enter(&mut self, around: Membership, array: u32, index: u32) -> Membership {
        self.elements.push(Element { around, array, index });
        Membership(u32::try_from(self.elements.len()).unwrap_or(u32::MAX))
    }

    /// The array that an element belongs to, and the element around that array.
    pub(crate) fn array_around(&self, membership: Membership) -> Option<(Membership, u32)> {
        let element = self.element(membership)?;
        Some((element.around, element.array))
    }

    /// The arrays and indices that a value lies in, from the inside out.
    pub(crate) fn elements(&self, membership: Membership) -> impl Iterator<Item = (u32, u32)> {
        let mut next = membership;
        std::iter::from_fn(move || {
            let element = self.element(next)?;
            next = element.around;
            Some((element.array, element.index))
        })
    }

    fn element(&self, membership: Membership) -> Option<&Element> {
        let position = usize::try_from(membership.0).ok()?.checked_sub(1)?;
        self.elements.get(position)
    }
}
