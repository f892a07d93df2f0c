//! The hashes that both query languages offer.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// The hash of a text in lower-case hexadecimal; none for an algorithm that is not offered, whose
/// names are `MD5`, `SHA-1`, `SHA-256`, `SHA-384` and `SHA-512`.
pub(crate) fn hexadecimal(text: &str, algorithm: &str) -> Option<String> {
    Some(match algorithm {
        "MD5" => digits(&Md5::digest(text)),
        "SHA-1" => digits(&Sha1::digest(text)),
        "SHA-256" => digits(&Sha256::digest(text)),
        "SHA-384" => digits(&Sha384::digest(text)),
        "SHA-512" => digits(&Sha512::digest(text)),
        _ => return None,
    })
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
