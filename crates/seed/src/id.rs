//! The forms of made-up ids.

use crate::random::SeededRandom;

impl SeededRandom {
    /// A UUID of version 4 (RFC 9562), in lower case.
    pub fn uuid(&mut self) -> String {
        self.uuid_of_version(4)
    }

    /// A UUID that looks like one of version 3, which is made of the name of something.
    pub fn name_uuid(&mut self) -> String {
        self.uuid_of_version(3)
    }

    fn uuid_of_version(&mut self, version: u64) -> String {
        let high = self.next_u64() & 0xffff_ffff_ffff_0fff | version << 12;
        let low = self.next_u64() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff,
        )
    }

    /// So many hexadecimal digits, in lower case.
    pub fn hex(&mut self, digits: usize) -> String {
        self.text(digits, 16, |random| format!("{:016x}", random.next_u64()))
    }

    /// So many decimal digits.
    pub fn digits(&mut self, digits: usize) -> String {
        self.text(digits, 1, |random| random.below(10).to_string())
    }

    /// So many characters of the alphabet of Base32 (RFC 4648): upper-case letters and `2` to `7`.
    pub fn base32(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        self.text(length, 12, |random| {
            let bits = random.next_u64();
            let letter = |shift: usize| {
                let at = usize::try_from(bits >> shift & 31).ok();
                char::from(at.and_then(|at| ALPHABET.get(at)).copied().unwrap_or(b'A'))
            };
            (0..60).step_by(5).map(letter).collect()
        })
    }

    /// A text of `length` from as many pieces of ASCII as it takes.
    fn text(
        &mut self,
        length: usize,
        piece_length: usize,
        mut piece: impl FnMut(&mut Self) -> String,
    ) -> String {
        let mut text = String::with_capacity(length + piece_length);
        while text.len() < length {
            text.push_str(&piece(self));
        }
        text.truncate(length);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_says_its_version_and_its_variant() {
        let mut random = SeededRandom::new(0);
        for (version, uuid) in
            (0..100).flat_map(|_| [("4", random.uuid()), ("3", random.name_uuid())])
        {
            let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(uuid.get(14..15), Some(version), "{uuid}");
            assert!(matches!(uuid.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{uuid}");
        }
    }

    #[test]
    fn texts_have_their_length_and_their_alphabet() {
        let mut random = SeededRandom::new(7);
        for length in [0, 1, 11, 12, 13, 33, 40] {
            let (hex, digits, letters) =
                (random.hex(length), random.digits(length), random.base32(length));
            assert_eq!([hex.len(), digits.len(), letters.len()], [length; 3]);
            assert!(hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{hex}");
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{digits}");
            assert!(
                letters.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b)),
                "{letters}"
            );
        }
    }
}
