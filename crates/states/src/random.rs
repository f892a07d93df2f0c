//! Randomness that repeats: a generator fed by the seed of an execution.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// SplitMix64: small, seedable with any number, and the same on every machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SeededRandom(u64);

impl SeededRandom {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number of `0..bound`, or 0 if there is none.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// A number from 0 up to, and without, 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        // 32 bits are finer than any delay that is counted in milliseconds.
        let bits = u32::try_from(self.next_u64() >> 32).unwrap_or_default();
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        self.uuid_of_version(4)
    }

    /// A UUID that looks like one of version 3, which the service makes of the name of something.
    pub(crate) fn name_uuid(&mut self) -> String {
        self.uuid_of_version(3)
    }

    fn uuid_of_version(&mut self, version: u128) -> String {
        let mut bits = (u128::from(self.next_u64()) << 64) | u128::from(self.next_u64());
        bits = bits & !(0xF << 76) | (version << 76);
        bits = bits & !(0x3 << 62) | (0x2 << 62);
        let digits = format!("{bits:032x}");
        let mut uuid = String::with_capacity(36);
        for (position, digit) in digits.chars().enumerate() {
            if matches!(position, 8 | 12 | 16 | 20) {
                uuid.push('-');
            }
            // Writing to a String cannot fail.
            let _ = uuid.write_char(digit);
        }
        uuid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let (mut one, mut other) = (SeededRandom::new(7), SeededRandom::new(7));
        assert_eq!(one.uuid(), other.uuid());
        assert_ne!(one.uuid(), SeededRandom::new(8).uuid());
    }

    #[test]
    fn a_uuid_says_version_4_and_its_variant() {
        let uuid = SeededRandom::new(1).uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(uuid.chars().nth(14), Some('4'));
        assert!(matches!(uuid.chars().nth(19), Some('8' | '9' | 'a' | 'b')));
    }

    #[test]
    fn below_stays_below() {
        let mut random = SeededRandom::new(3);
        assert!((0..1000).map(|_| random.below(10)).all(|number| number < 10));
        assert_eq!(random.below(0), 0);
    }
}
