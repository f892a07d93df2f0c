//! The one source of ids and of chance in an account.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// A seeded generator; the same seed gives the same ids in the same order on every machine.
///
/// The sequence is `SplitMix64`, which is short enough to be read and has no state to warm up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ids {
    state: u64,
}

impl Ids {
    /// A generator that starts from `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    pub(crate) fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A UUID of version 4: request ids, message ids, event ids, execution names.
    pub(crate) fn uuid(&mut self) -> String {
        let high = (self.next_u64() & 0xffff_ffff_ffff_0fff) | 0x4000;
        let low = (self.next_u64() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff,
        )
    }

    /// Thirty-two hexadecimal digits: ids of ECS tasks, container instances and findings.
    pub(crate) fn hex32(&mut self) -> String {
        format!("{:016x}{:016x}", self.next_u64(), self.next_u64())
    }

    /// `length` letters and digits, upper case first: receipt handles, role ids.
    pub(crate) fn alphanumeric(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let bits = self.next_u64();
            for shift in (0..60).step_by(5).take(length - text.len()) {
                let letter = usize::try_from((bits >> shift) & 31).ok();
                let letter = letter.and_then(|at| ALPHABET.get(at)).copied().unwrap_or(b'A');
                text.push(char::from(letter));
            }
        }
        text
    }

    /// `length` decimal digits: sequence numbers and container ids.
    pub(crate) fn digits(&mut self, length: usize) -> String {
        let mut text = String::with_capacity(length);
        for _ in 0..length {
            // Writing to a String cannot fail.
            let _ = write!(text, "{}", self.next_u64() % 10);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_seed_gives_others() {
        let three = |seed| {
            let mut ids = Ids::new(seed);
            [ids.uuid(), ids.hex32(), ids.alphanumeric(21)]
        };
        assert_eq!(three(7), three(7));
        assert_ne!(three(7), three(8));
    }

    #[test]
    fn ids_have_the_form_that_aws_gives_them() {
        let mut ids = Ids::new(0);
        for _ in 0..100 {
            let uuid = ids.uuid();
            assert_eq!(uuid.len(), 36);
            let parts: Vec<_> = uuid.split('-').collect();
            assert!(parts[2].starts_with('4'), "{uuid}");
            assert!(parts[3].starts_with(['8', '9', 'a', 'b']), "{uuid}");
            let hex = ids.hex32();
            assert_eq!(hex.len(), 32);
            assert!(hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
        assert_eq!(ids.alphanumeric(40).len(), 40);
        assert_eq!(ids.digits(12).len(), 12);
    }
}
