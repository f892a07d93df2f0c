//! The generator.

use serde::{Deserialize, Serialize};

/// A sequence of numbers that a seed decides.
///
/// It is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// 2014): well spread from any seed, without a state to warm up. Its state is one number, which is
/// how it is serialised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeededRandom {
    state: u64,
}

impl SeededRandom {
    /// The sequence of a seed, for a number that an algorithm of AWS takes as one; a
    /// [`Seed`](crate::Seed) gives the named streams of a program's own.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.state)
    }

    /// A number of `0..bound`, each as likely as any other within one in 2^64; 0 if there is none.
    pub fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// A number of `least..end`; `least` if there is none.
    pub fn between(&mut self, least: u64, end: u64) -> u64 {
        least + self.below(end.saturating_sub(least))
    }

    /// A byte.
    pub fn byte(&mut self) -> u8 {
        let [byte, ..] = self.next_u64().to_be_bytes();
        byte
    }

    /// A number from 0 up to, and without, 1, in steps of 2^-32.
    pub fn fraction(&mut self) -> f64 {
        // 32 bits are finer than any delay that is counted in milliseconds.
        let bits = u32::try_from(self.next_u64() >> 32).unwrap_or_default();
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }
}

/// The output function of SplitMix64: every bit of the result depends on every bit of the input.
pub(crate) fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_the_published_algorithm() {
        let mut random = SeededRandom::new(1_234_567);
        assert_eq!(random.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(random.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_stored_generator_goes_on_where_it_was() {
        let mut random = SeededRandom::new(7);
        random.next_u64();
        let stored = serde_json::to_string(&random).unwrap();
        let mut again: SeededRandom = serde_json::from_str(&stored).unwrap();
        assert_eq!(again.next_u64(), random.next_u64());
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        let mut random = SeededRandom::new(3);
        assert!((0..1000).map(|_| random.below(10)).all(|number| number < 10));
        assert!((0..1000).map(|_| random.between(4, 255)).all(|number| (4..255).contains(&number)));
        assert!((0..1000).map(|_| random.fraction()).all(|number| (0.0..1.0).contains(&number)));
        assert_eq!((random.below(0), random.between(5, 5), random.between(5, 4)), (0, 5, 5));
    }
}
