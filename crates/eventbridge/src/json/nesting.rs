//! The objects and arrays that a reader is inside of.

use super::{JsonFault, Lexeme, MAX_NESTING};

/// An object or an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Object,
    Array,
}

/// The open objects and arrays, innermost last: how many there are, and which of them are objects.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    objects: [u64; MAX_NESTING.div_ceil(64)],
}

impl Nesting {
    /// Enters the container that a lexeme opens.
    #[inline]
    pub(super) fn enter(&mut self, lexeme: Lexeme) -> Result<(), JsonFault> {
        let depth = self.depth;
        let Some(word) = self.objects.get_mut(depth / 64).filter(|_| depth < MAX_NESTING) else {
            return Err(JsonFault::Nesting(depth + 1));
        };
        let bit = 1 << (depth % 64);
        if lexeme == Lexeme::Object {
            *word |= bit;
        } else {
            *word &= !bit;
        }
        self.depth += 1;
        Ok(())
    }

    /// Leaves the innermost container.
    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The innermost container, or none when all were left.
    #[inline]
    pub(super) fn innermost(&self) -> Option<Container> {
        let last = self.depth.checked_sub(1)?;
        let is_object = self.objects.get(last / 64)? >> (last % 64) & 1 == 1;
        Some(if is_object { Container::Object } else { Container::Array })
    }
}
