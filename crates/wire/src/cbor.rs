//! As much of CBOR (RFC 8949) as a fault needs: a map from texts to texts.

/// The name of the protocol in the header `smithy-protocol` of its requests and answers.
pub(crate) const PROTOCOL: &str = "rpc-v2-cbor";

/// The major type of a text, in the upper three bits of its first byte.
const TEXT: u8 = 3 << 5;

/// The major type of a map.
const MAP: u8 = 5 << 5;

/// Writes a map of definite length.
pub(crate) fn map_of_texts(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    head(MAP, entries.len(), &mut out);
    for text in entries.iter().flat_map(|(key, value)| [key, value]) {
        head(TEXT, text.len(), &mut out);
        out.extend(text.as_bytes());
    }
    out
}

/// Writes a major type with its argument in the shortest form, which is the preferred one
/// (RFC 8949, section 4.1).
fn head(major: u8, argument: usize, out: &mut Vec<u8>) {
    if let Some(argument) = u8::try_from(argument).ok().filter(|argument| *argument < 24) {
        out.push(major | argument);
    } else if let Ok(argument) = u8::try_from(argument) {
        out.extend([major | 24, argument]);
    } else if let Ok(argument) = u16::try_from(argument) {
        out.push(major | 25);
        out.extend(argument.to_be_bytes());
    } else if let Ok(argument) = u32::try_from(argument) {
        out.push(major | 26);
        out.extend(argument.to_be_bytes());
    } else {
        out.push(major | 27);
        // No machine has a text of more bytes than 64 bits count.
        out.extend((argument as u64).to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 8949, appendix A, and the lengths at which the head grows.
    #[test]
    fn heads_are_as_short_as_they_can_be() {
        assert_eq!(map_of_texts(&[]), [0xa0]);
        assert_eq!(map_of_texts(&[("a", "A")]), [0xa1, 0x61, 0x61, 0x61, 0x41]);
        assert_eq!(map_of_texts(&[("", "\u{fc}")]), [0xa1, 0x60, 0x62, 0xc3, 0xbc]);
        for (length, expected) in [
            (23, vec![0x77]),
            (24, vec![0x78, 24]),
            (255, vec![0x78, 255]),
            (256, vec![0x79, 1, 0]),
            (65_535, vec![0x79, 255, 255]),
            (65_536, vec![0x7a, 0, 1, 0, 0]),
        ] {
            let mut out = Vec::new();
            head(TEXT, length, &mut out);
            assert_eq!(out, expected, "{length}");
        }
    }
}
