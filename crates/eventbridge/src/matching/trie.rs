//! The paths that patterns ask about, as a tree of their steps.

use std::collections::HashMap;

use crate::pattern::FieldPath;

/// A place in a [`PathTrie`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(usize);

/// What is known of one place.
#[derive(Debug, Clone, Default)]
struct Branching {
    steps: HashMap<Box<str>, usize>,
    /// The number of the path that ends here.
    path: Option<usize>,
}

/// The steps of many paths.
///
/// The names of an event are split at their dots, too, so that it does not matter which dots of a
/// path stood within a name.
#[derive(Debug, Clone)]
pub(crate) struct PathTrie {
    places: Vec<Branching>,
    paths: Vec<FieldPath>,
    /// Whether some path has an empty step that is not at its end. event-ruler walks into a field
    /// with an empty name only then, as it splits paths as Java does, which drops such ends.
    has_empty_step: bool,
}

impl Default for PathTrie {
    fn default() -> Self {
        Self { places: vec![Branching::default()], paths: Vec::new(), has_empty_step: false }
    }
}

impl PathTrie {
    /// The place of a whole event.
    pub(crate) const ROOT: Place = Place(0);

    /// Adds a path; its number, which is the old one if the path is known.
    pub(crate) fn add(&mut self, path: &FieldPath) -> usize {
        let mut place = Self::ROOT.0;
        for step in path.steps() {
            let next = self.places.len();
            let known = self
                .places
                .get_mut(place)
                .map_or(next, |branching| *branching.steps.entry(step.into()).or_insert(next));
            if known == next {
                self.places.push(Branching::default());
            }
            place = known;
        }
        self.has_empty_step |= has_empty_step(path.as_str());
        let number = self.paths.len();
        let Some(branching) = self.places.get_mut(place) else { return number };
        if let Some(known) = branching.path {
            return known;
        }
        branching.path = Some(number);
        self.paths.push(path.clone());
        number
    }

    /// How many paths there are.
    pub(crate) fn len(&self) -> usize {
        self.paths.len()
    }

    /// The place of a field within a place, given its name; nothing if no path leads there.
    pub(crate) fn enter(&self, place: Place, name: &str) -> Option<Place> {
        if name.is_empty() && !self.has_empty_step {
            return None;
        }
        if !name.as_bytes().contains(&b'.') {
            return self.step(place, name);
        }
        name.split('.').try_fold(place, |place, step| self.step(place, step))
    }

    fn step(&self, place: Place, step: &str) -> Option<Place> {
        self.places.get(place.0)?.steps.get(step).copied().map(Place)
    }

    /// The path that ends at a place.
    pub(crate) fn path_at(&self, place: Place) -> Option<usize> {
        self.places.get(place.0)?.path
    }

    /// Whether paths lead on from a place.
    pub(crate) fn leads_on(&self, place: Place) -> bool {
        self.places.get(place.0).is_some_and(|branching| !branching.steps.is_empty())
    }
}

/// Whether Java's `split` finds an empty step: not at the end, unless there is nothing else.
fn has_empty_step(path: &str) -> bool {
    let kept = path.trim_end_matches('.');
    path.is_empty() || (!kept.is_empty() && kept.split('.').any(str::is_empty))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trie(paths: &[&str]) -> PathTrie {
        let mut trie = PathTrie::default();
        for path in paths {
            trie.add(&FieldPath::new([*path]));
        }
        trie
    }

    fn number(trie: &PathTrie, names: &[&str]) -> Option<usize> {
        let place = names.iter().try_fold(PathTrie::ROOT, |place, name| trie.enter(place, name));
        place.and_then(|place| trie.path_at(place))
    }

    #[test]
    fn dots_in_names_and_between_them_are_the_same() {
        let trie = trie(&["a.b.c", "a", "a.b.c"]);
        assert_eq!(trie.len(), 2);
        for names in [["a", "b", "c"].as_slice(), &["a.b", "c"], &["a", "b.c"], &["a.b.c"]] {
            assert_eq!(number(&trie, names), Some(0));
        }
        assert_eq!(number(&trie, &["a"]), Some(1));
        assert_eq!(number(&trie, &["a", "b"]), None);
    }

    #[test]
    fn an_empty_name_is_entered_only_where_java_would_split_one_off() {
        assert_eq!(number(&trie(&["a."]), &["a", ""]), None);
        assert_eq!(number(&trie(&["a."]), &["a."]), Some(0));
        assert_eq!(number(&trie(&[""]), &[""]), Some(0));
        assert_eq!(number(&trie(&[".a"]), &["", "a"]), Some(0));
        assert_eq!(number(&trie(&["a..b"]), &["a", "", "b"]), Some(0));
    }
}
