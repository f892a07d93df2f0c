//! The streams of a seed.

use serde::{Deserialize, Serialize};

use crate::random::{SeededRandom, mixed};

/// A seed, of which there are as many independent sequences as names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(u64);

impl Seed {
    /// Takes any number.
    #[must_use]
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// The sequence of this name, from its beginning.
    #[must_use]
    pub fn stream(self, name: &str) -> SeededRandom {
        // Mixed before and after, since seeds and names are often alike but for one bit.
        SeededRandom::new(mixed(mixed(self.0).wrapping_add(fnv_1a(name))))
    }
}

/// The 64-bit FNV-1a hash (Fowler, Noll and Vo), which is the same on every machine.
fn fnv_1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv_1a(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn what_one_stream_draws_moves_no_other() {
        let seed = Seed::new(7);
        let (mut ids, mut jitter) = (seed.stream("ids"), seed.stream("jitter"));
        let alone: Vec<_> = (0..4).map(|_| ids.next_u64()).collect();
        let mut ids = seed.stream("ids");
        let among: Vec<_> = (0..4)
            .map(|_| {
                jitter.next_u64();
                ids.next_u64()
            })
            .collect();
        assert_eq!(alone, among);
    }

    #[test]
    fn seeds_and_names_that_are_nearly_alike_share_no_numbers() {
        let mut seen = HashSet::new();
        for number in 0..16 {
            for name in ["ids", "idt", "jitter", "findings", ""] {
                let mut stream = Seed::new(number).stream(name);
                for _ in 0..64 {
                    assert!(seen.insert(stream.next_u64()), "{number} {name}");
                }
            }
        }
    }
}
