//! The order of a hash map of Java, in which the service hands on what a template computes.
//!
//! Owns that order. Refuses to know what is put into it.

/// The places that a map has before it grows, and how full it may be.
const FEWEST_PLACES: usize = 16;

/// Puts members that are added to a `java.util.HashMap` one after the other into the order in which
/// it lists them. Of members in one place the map lists the older first, as long as there are not
/// very many.
pub(crate) fn in_hash_order<T>(mut members: Vec<(String, T)>) -> Vec<(String, T)> {
    let places = places(members.len());
    members.sort_by_key(|(name, _)| place(name, places));
    members
}

/// The places of a map of so many members: it doubles them when more than three quarters are taken.
fn places(members: usize) -> usize {
    let mut places = FEWEST_PLACES;
    while members > places / 4 * 3 {
        places *= 2;
    }
    places
}

/// The place of a name in a map of so many places, a power of two.
fn place(name: &str, places: usize) -> usize {
    let hash = name
        .encode_utf16()
        .fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    let spread = hash ^ (hash >> 16);
    usize::try_from(spread).unwrap_or_default() & (places - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(names: &[&str]) -> Vec<String> {
        let members = names.iter().map(|name| ((*name).to_owned(), ())).collect();
        in_hash_order(members).into_iter().map(|(name, ())| name).collect()
    }

    #[test]
    fn members_are_listed_by_their_places() {
        // "a" to "e" have the places 1 to 5, "p" and "q" 0 and 1.
        assert_eq!(ordered(&["e", "q", "a", "p", "c"]), ["p", "q", "a", "c", "e"]);
        assert_eq!(
            ordered(&["TopicArn", "Message", "Subject"]),
            ["TopicArn", "Message", "Subject"]
        );
        assert_eq!(place("", 16), 0);
    }

    #[test]
    fn a_map_grows_when_three_quarters_are_taken() {
        assert_eq!(
            [places(0), places(12), places(13), places(24), places(25)],
            [16, 16, 32, 32, 64]
        );
        let letters = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "p"];
        assert_eq!(ordered(&letters)[0], "p");
        // With one more, "p" has a place behind the others.
        assert_eq!(ordered(&[&letters[..], &["q"]].concat())[11], "p");
    }
}
