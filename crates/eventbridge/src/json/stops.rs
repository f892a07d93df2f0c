//! Where strings may end: the bytes of a text that cannot just stand in a string.

use wide::u8x16;

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// How many of them are compared in one step.
const LANE: usize = 16;

/// Finds the quotes, backslashes and control characters of a text.
///
/// The text is looked at in blocks, so that a block is compared once for all the strings in it.
#[derive(Debug)]
pub(super) struct Stops {
    /// Where the block starts that was looked at last.
    start: usize,
    /// Its stops, a bit for each byte, from the lowest bit on.
    bits: u64,
    /// Not zero if a byte outside of ASCII was seen.
    not_ascii: u32,
}

impl Default for Stops {
    fn default() -> Self {
        // No block was looked at: one that lies beyond every text.
        Self { start: usize::MAX / 2, bits: 0, not_ascii: 0 }
    }
}

impl Stops {
    /// The place of the first stop from a place on, or the end of the text.
    #[inline(always)]
    pub(super) fn find(&mut self, text: &[u8], mut from: usize) -> usize {
        loop {
            // A place before the block is as far away as can be.
            let offset = from.wrapping_sub(self.start);
            if offset < BLOCK {
                let rest = self.bits >> offset;
                if rest != 0 {
                    return from + rest.trailing_zeros() as usize;
                }
                from = self.start + BLOCK;
            }
            if from >= text.len() {
                return text.len();
            }
            self.look_at(text, from);
        }
    }

    /// Whether no byte outside of ASCII was seen.
    pub(super) fn only_ascii_seen(&self) -> bool {
        self.not_ascii == 0
    }

    #[inline(never)]
    fn look_at(&mut self, text: &[u8], start: usize) {
        let rest = text.get(start..).unwrap_or_default();
        match rest.first_chunk::<BLOCK>() {
            Some(block) => self.compare(block),
            None => self.compare(&last_block(rest)),
        }
        self.start = start;
    }

    #[inline(always)]
    fn compare(&mut self, block: &[u8; BLOCK]) {
        let (lanes, _) = block.as_chunks::<LANE>();
        let mut all = u8x16::ZERO;
        self.bits = 0;
        for (position, lane) in lanes.iter().enumerate() {
            let lane = u8x16::new(*lane);
            all |= lane;
            // Turning this bit around puts the quote where the space is, next to the control
            // characters, which stay among themselves.
            let turned = lane ^ u8x16::splat(b'"' ^ b' ');
            let stops = turned.simd_le(u8x16::splat(b' ')) | lane.simd_eq(u8x16::splat(b'\\'));
            self.bits |= u64::from(stops.to_bitmask()) << (position * LANE);
        }
        // The highest bit of each byte.
        self.not_ascii |= all.to_bitmask();
    }
}

/// The end of a text, which spaces make a whole block.
#[cold]
fn last_block(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [b' '; BLOCK];
    for (padded, byte) in block.iter_mut().zip(rest) {
        *padded = *byte;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_found_wherever_they_stand() {
        for length in [0, 1, 15, 63, 64, 65, 127, 128, 200] {
            for stop in [b'"', b'\\', b'\n', 0, 0x1F] {
                let mut text = vec![b'x'; length];
                text.extend([stop, 0x7F, 0x80, 0xFF, b' ', b'"']);
                for from in [0, 1, 64, length] {
                    let mut stops = Stops::default();
                    let expected = match from {
                        _ if from <= length => length,
                        _ if from <= length + 5 => length + 5,
                        _ => text.len(),
                    };
                    assert_eq!(stops.find(&text, from), expected, "{length} {from}");
                    assert_eq!(stops.find(&text, length + 1), length + 5);
                    assert!(!stops.only_ascii_seen());
                }
            }
        }
        let mut stops = Stops::default();
        assert_eq!(stops.find(b"", 0), 0);
        assert_eq!(stops.find(&[b'x'; 100], 70), 100);
        assert!(stops.only_ascii_seen());
    }
}
