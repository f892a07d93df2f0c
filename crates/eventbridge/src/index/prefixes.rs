//! All keys that a text starts with.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Bucket;

/// Buckets by a text with which values start.
#[derive(Debug, Default)]
pub(super) struct Prefixes(BTreeMap<Box<[u8]>, Bucket>);

impl Prefixes {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, prefix: &[u8]) -> Option<&Bucket> {
        self.0.get(prefix)
    }

    pub(super) fn get_or_insert(&mut self, prefix: Box<[u8]>) -> &mut Bucket {
        self.0.entry(prefix).or_default()
    }

    /// Visits the buckets of all prefixes of a text, the longest first.
    pub(super) fn visit<'b>(&'b self, text: &[u8], visit: &mut impl FnMut(&'b Bucket)) {
        let mut rest = text;
        loop {
            let up_to_rest = (Bound::Unbounded, Bound::Included(rest));
            let Some((key, bucket)) = self.0.range::<[u8], _>(up_to_rest).next_back() else {
                return;
            };
            // The greatest key that is not greater than the text. All keys that the text starts
            // with are prefixes of what the two have in common.
            let mut common = key.iter().zip(rest).take_while(|(one, other)| one == other).count();
            if common == key.len() {
                visit(bucket);
                match common.checked_sub(1) {
                    Some(shorter) => common = shorter,
                    None => return,
                }
            }
            rest = rest.get(..common).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_prefixes_are_visited() {
        let keys = ["", "a", "ab", "abc", "abd", "b", "abcde", "abcdf", "\u{ff}"];
        let mut prefixes = Prefixes::default();
        for (number, key) in keys.iter().enumerate() {
            prefixes.get_or_insert(key.as_bytes().into()).push(number);
        }
        for text in ["", "a", "abcdefg", "abcdz", "abd", "x", "b", "\u{ff}\u{ff}", "ac"] {
            let mut visited: Vec<usize> = Vec::new();
            prefixes.visit(text.as_bytes(), &mut |bucket| visited.extend(bucket.branches()));
            let mut expected: Vec<usize> =
                (0..keys.len()).filter(|number| text.starts_with(keys[*number])).collect();
            expected.sort_by_key(|number| std::cmp::Reverse(keys[*number].len()));
            assert_eq!(visited, expected, "{text}");
        }
    }
}
