//! The generator behind `$random(seed)`.

/// The linear congruential generator of `java.util.Random`, whose documentation gives its
/// constants. Users of the service report that `$random(42)` is its first `nextDouble`,
/// 0.7275636800328681.
pub(super) struct JavaRandom(u64);

const MULTIPLIER: u64 = 0x5_DEEC_E66D;
const MASK: u64 = (1 << 48) - 1;

impl JavaRandom {
    pub(super) fn new(seed: i64) -> Self {
        Self((seed.cast_unsigned() ^ MULTIPLIER) & MASK)
    }

    fn next(&mut self, bits: u32) -> u64 {
        self.0 = self.0.wrapping_mul(MULTIPLIER).wrapping_add(0xB) & MASK;
        self.0 >> (48 - bits)
    }

    /// A number from 0 up to, and without, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a double holds exactly")]
    pub(super) fn next_double(&mut self) -> f64 {
        let bits = (self.next(26) << 27) + self.next(27);
        bits as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "the generator gives the same bits everywhere")]
    fn the_numbers_are_those_of_java() {
        for (seed, first) in [(0, 0.730_967_787_376_657), (42, 0.727_563_680_032_868_1)] {
            assert_eq!(JavaRandom::new(seed).next_double(), first);
        }
        assert!((0.0..1.0).contains(&JavaRandom::new(i64::MIN).next_double()));
    }
}
