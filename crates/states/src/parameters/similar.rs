//! The parameter that AWS offers for one that it does not know.

/// How alike two names must be, of 1, for the one to be offered for the other.
///
/// Recorded: `Bucket` (0.58) is offered for `Bogus`, and of the members of a message attribute of
/// Amazon SQS none is, though `BinaryListValues` is like it by 0.51. The measure and the bound are
/// ours, and give what is recorded.
const LIKE_ENOUGH: f64 = 0.55;

/// No parameter has a longer name; what is longer was not meant to be one.
const LONGEST: usize = 128;

/// The parameter that the message of the service names.
pub(super) fn offered<'k>(
    name: &str,
    known: impl Iterator<Item = &'k String>,
) -> Option<&'k String> {
    if name.len() > LONGEST {
        return None;
    }
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_offered_if_it_is_alike() {
        let of = |name: &str, known: &[&str]| {
            let known: Vec<_> = known.iter().map(|&known| known.to_owned()).collect();
            offered(name, known.iter()).cloned()
        };
        let of_put = ["Bucket", "ContentType", "Key"];
        assert_eq!(of("Bogus", &of_put).as_deref(), Some("Bucket"));
        assert_eq!(of("contentType", &of_put).as_deref(), Some("ContentType"));
        let of_attribute = ["BinaryListValues", "DataType"];
        assert_eq!(of("Bogus", &of_attribute), None);
        assert_eq!(of(&"DataType".repeat(17), &of_attribute), None);
    }
}
