//! The paths that patterns ask about, as a tree of their steps.

use std::cmp::Ordering;

use crate::pattern::FieldPath;

/// A place in a [`PathTrie`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(usize);

/// The steps from one place, the shortest first: most names of an event have another length than
/// all of them, and few bytes are compared.
#[derive(Debug, Clone, Default)]
struct Branching {
    steps: Vec<Step>,
    /// The lengths of the steps.
    lengths: Lengths,
    /// The lengths of those that other steps follow.
    lengths_onward: Lengths,
    /// The number of the path that ends here.
    path: Option<usize>,
}

#[derive(Debug, Clone)]
struct Step {
    name: Box<[u8]>,
    to: Place,
}

/// The steps of many paths.
///
/// The names of an event are split at their dots, too, so that it does not matter which dots of a
/// path stood within a name.
#[derive(Debug, Clone)]
pub(crate) struct PathTrie {
    places: Vec<Branching>,
    paths: usize,
    /// Whether some path has an empty step that is not at its end. event-ruler walks into a field
    /// with an empty name only then, as it splits paths as Java does, which drops such ends.
    has_empty_step: bool,
}

impl Default for PathTrie {
    fn default() -> Self {
        Self { places: vec![Branching::default()], paths: 0, has_empty_step: false }
    }
}

impl PathTrie {
    /// The place of a whole event.
    pub(crate) const ROOT: Place = Place(0);

    /// Adds a path; its number, which is the old one if the path is known.
    pub(crate) fn add(&mut self, path: &FieldPath) -> usize {
        let mut place = Self::ROOT;
        let mut steps = path.steps().peekable();
        while let Some(step) = steps.next() {
            let next = Place(self.places.len());
            let Some(branching) = self.places.get_mut(place.0) else { break };
            let leads_on = steps.peek().is_some();
            place = branching.step_or_insert(step.as_bytes(), leads_on, next);
            if place == next {
                self.places.push(Branching::default());
            }
        }
        self.has_empty_step |= has_empty_step(path.as_str());
        let number = self.paths;
        let Some(branching) = self.places.get_mut(place.0) else { return number };
        if let Some(known) = branching.path {
            return known;
        }
        branching.path = Some(number);
        self.paths += 1;
        number
    }

    /// Whether fields with an empty name are entered.
    pub(crate) fn has_empty_step(&self) -> bool {
        self.has_empty_step
    }

    /// How many paths there are.
    pub(crate) fn len(&self) -> usize {
        self.paths
    }

    /// The place of a field within a place, given its name; nothing if no path leads there.
    #[inline]
    pub(crate) fn enter(&self, place: Place, name: &[u8]) -> Option<Place> {
        let branching = self.places.get(place.0)?;
        if branching.lengths.may_have(name.len()) {
            if name.is_empty() && !self.has_empty_step {
                return None;
            }
            if let found @ Some(_) = branching.step(name) {
                return found;
            }
        }
        if branching.lengths_onward.any_ends_at_dot(name) {
            let mut steps = name.split(|byte| *byte == b'.');
            return steps.try_fold(place, |place, step| self.places.get(place.0)?.step(step));
        }
        None
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

impl Branching {
    fn step(&self, name: &[u8]) -> Option<Place> {
        let position = self.position(name).ok()?;
        self.steps.get(position).map(|step| step.to)
    }

    fn step_or_insert(&mut self, name: &[u8], leads_on: bool, to: Place) -> Place {
        self.lengths.add(name.len());
        if leads_on {
            self.lengths_onward.add(name.len());
        }
        match self.position(name) {
            Ok(known) => self.steps.get(known).map_or(to, |step| step.to),
            Err(position) => {
                self.steps.insert(position, Step { name: name.into(), to });
                to
            }
        }
    }

    fn position(&self, name: &[u8]) -> Result<usize, usize> {
        self.steps.binary_search_by(|step| match step.name.len().cmp(&name.len()) {
            Ordering::Equal => step.name.as_ref().cmp(name),
            by_length => by_length,
        })
    }
}

/// A set of lengths; those of 63 and more are not told apart.
#[derive(Debug, Clone, Copy, Default)]
struct Lengths(u64);

impl Lengths {
    const LONGEST: usize = 63;

    fn add(&mut self, length: usize) {
        self.0 |= 1 << length.min(Self::LONGEST);
    }

    fn may_have(self, length: usize) -> bool {
        self.0 >> length.min(Self::LONGEST) & 1 == 1
    }

    /// Whether a dot of a name may end a step with one of these lengths.
    fn any_ends_at_dot(self, name: &[u8]) -> bool {
        let mut lengths = self.0;
        while lengths != 0 {
            let length = lengths.trailing_zeros() as usize;
            let ends = match length {
                Self::LONGEST => name.len() > length && name.contains(&b'.'),
                _ => name.get(length) == Some(&b'.'),
            };
            if ends {
                return true;
            }
            lengths &= lengths - 1;
        }
        false
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
        let place =
            names.iter().try_fold(PathTrie::ROOT, |place, name| trie.enter(place, name.as_bytes()));
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
    fn names_are_found_among_many_and_whatever_their_length() {
        let long = "n".repeat(70);
        let names: Vec<String> =
            (0..200).map(|n| format!("n{n}")).chain([long.clone(), format!("{long}.x")]).collect();
        let trie = trie(&names.iter().map(String::as_str).collect::<Vec<_>>());
        for (position, name) in names.iter().enumerate() {
            assert_eq!(number(&trie, &[name]), Some(position));
        }
        assert_eq!(number(&trie, &["n200"]), None);
        assert_eq!(number(&trie, &["n1.x"]), None);
        assert_eq!(number(&trie, &[&format!("{long}n")]), None);
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
