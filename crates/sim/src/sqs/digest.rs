//! The MD5 digests that SQS sends back so that a client can check what it sent and received.
//!
//! The form over message attributes is the one of the developer guide, "Calculating the MD5
//! message digest for message attributes".

use md5::{Digest as _, Md5};

/// The value of a message attribute, as the digest sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DigestedValue<'a> {
    /// A `String` or `Number` attribute, custom types included.
    Text(&'a str),
    /// A `Binary` attribute.
    Binary(&'a [u8]),
}

/// The lower-case hexadecimal MD5 of a message body.
pub(super) fn of_body(body: &str) -> String {
    hexadecimal(&Md5::digest(body.as_bytes()))
}

/// The lower-case hexadecimal MD5 of message attributes given as name, data type and value.
///
/// The order in which they are given does not matter: the digest takes them sorted by name.
pub(super) fn of_attributes<'a>(
    attributes: impl IntoIterator<Item = (&'a str, &'a str, DigestedValue<'a>)>,
) -> String {
    let mut sorted: Vec<_> = attributes.into_iter().collect();
    sorted.sort_by_key(|(name, _, _)| *name);
    let mut digest = Md5::new();
    for (name, data_type, value) in sorted {
        update_with_length(&mut digest, name.as_bytes());
        update_with_length(&mut digest, data_type.as_bytes());
        let (transport, bytes) = match value {
            DigestedValue::Text(text) => (1_u8, text.as_bytes()),
            DigestedValue::Binary(bytes) => (2, bytes),
        };
        digest.update([transport]);
        update_with_length(&mut digest, bytes);
    }
    hexadecimal(&digest.finalize())
}

fn update_with_length(digest: &mut Md5, bytes: &[u8]) {
    // A message is limited to a mebibyte, so that no length is ever cut.
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    digest.update(length.to_be_bytes());
    digest.update(bytes);
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // The expected digests were worked out with another implementation of the same form.

    #[test]
    fn a_body_is_digested_as_its_bytes() {
        assert_eq!(of_body("the task stopped"), "9f54a01da9bb59f8cb052e6b6eeb7211");
        assert_eq!(of_body(""), "d41d8cd98f00b204e9800998ecf8427e");
    }

    #[test]
    fn attributes_are_digested_in_the_order_of_their_names() {
        let stage = ("stage", "String", DigestedValue::Text("finding"));
        let attempt = ("attempt", "Number", DigestedValue::Text("3"));
        let digest = "045148742bfc024ca5eacdad38b4ab13";
        assert_eq!(of_attributes([stage, attempt]), digest);
        assert_eq!(of_attributes([attempt, stage]), digest);
    }

    #[test]
    fn a_binary_attribute_is_digested_as_its_bytes() {
        let attributes = [("digest", "Binary", DigestedValue::Binary(&[0x00, 0xff, 0x10]))];
        assert_eq!(of_attributes(attributes), "85a7d04ef49710e2c5a41abb689894f4");
    }
}
