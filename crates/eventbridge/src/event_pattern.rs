//! The pattern of a rule, ready to be matched.

use std::str::FromStr;

use crate::explain::{Explanation, explain};
use crate::lint::{PatternWarning, lint};
use crate::matching::{Candidates, EventError, Fields, PathTrie, consistent};
use crate::pattern::{
    Branch, EventPatternError, Leaf, Limits, PatternFault, PatternObject, complexity_of, expand,
    parse_tree,
};
use crate::value::{Sight, ValueTest};

/// An event pattern, as PutRule and TestEventPattern take it.
///
/// ```
/// use firedrill_eventbridge::EventPattern;
///
/// let pattern = EventPattern::parse(r#"{"detail": {"severity": [{"numeric": [">=", 7]}]}}"#)?;
/// assert!(pattern.matches(r#"{"detail": {"severity": 8.0}}"#)?);
/// assert!(!pattern.matches(r#"{"detail": {"severity": "8"}}"#)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct EventPattern {
    source: String,
    object: PatternObject,
    leaves: Vec<Leaf>,
    branches: Vec<Branch>,
    trie: PathTrie,
    /// What matching needs to know of each leaf.
    asked: Vec<Asked>,
}

/// What matching needs to know of a leaf besides its alternatives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// The number of its path.
    pub(crate) path: usize,
    pub(crate) sight: Sight,
    /// Whether one alternative is `exists: false`.
    pub(crate) may_be_absent: bool,
}

impl EventPattern {
    /// Parses a pattern within the limits of the service.
    ///
    /// # Errors
    /// What the service answers to a pattern that is not valid.
    pub fn parse(source: &str) -> Result<Self, EventPatternError> {
        Self::parse_within(source, &Limits::SERVICE)
    }

    /// Parses a pattern within other limits.
    ///
    /// # Errors
    /// What the service answers to a pattern that is not valid.
    pub fn parse_within(source: &str, limits: &Limits) -> Result<Self, EventPatternError> {
        let (object, leaves) = parse_tree(source, limits)?;
        let branches = expand(&object, &leaves, limits)
            .map_err(|fault| EventPatternError::unplaced(source, fault, object.span.clone()))?;
        for leaf in &leaves {
            let tests = leaf.alternatives.iter().map(|alternative| &alternative.test);
            if complexity_of(tests, limits.complexity) >= limits.complexity {
                let fault = PatternFault::TooComplex;
                return Err(EventPatternError::unplaced(source, fault, leaf.span.clone()));
            }
        }
        let mut trie = PathTrie::default();
        let asked = leaves.iter().map(|leaf| Asked::of(leaf, &mut trie)).collect();
        Ok(Self { source: source.to_owned(), object, leaves, branches, trie, asked })
    }

    /// The text of the pattern.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The pattern as a tree, with the place of everything in it.
    #[must_use]
    pub fn object(&self) -> &PatternObject {
        &self.object
    }

    /// The leaves of the tree in the order of the text.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The conjunctions that the pattern stands for: one, unless it has `$or`.
    #[must_use]
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// Whether the pattern matches an event, given as JSON text.
    ///
    /// # Errors
    /// The event is no JSON object, or not valid JSON up to the end of its first object. What
    /// TestEventPattern demands of an event besides is told by [`check_event`](crate::check_event).
    pub fn matches(&self, event: &str) -> Result<bool, EventError> {
        let fields = Fields::read(event, &self.trie)?;
        let mut candidates: Vec<Option<Candidates>> = vec![None; self.leaves.len()];
        Ok(self.branches.iter().any(|branch| {
            let mut of_branch = Vec::with_capacity(branch.leaves.len());
            for leaf in &branch.leaves {
                let Some(known) = candidates.get_mut(*leaf) else { return false };
                let known = known.get_or_insert_with(|| self.candidates(*leaf, &fields));
                if known.accepted.is_empty() && known.absent_among.is_none() {
                    return false;
                }
                of_branch.push(known.clone());
            }
            consistent(&of_branch, &fields.memberships)
        }))
    }

    /// Whether the pattern matches an event, and why.
    ///
    /// # Errors
    /// As those of [`EventPattern::matches`].
    pub fn explain(&self, event: &str) -> Result<Explanation, EventError> {
        explain(self, event)
    }

    /// What in the pattern is valid and will still surprise, in the order of the text.
    ///
    /// ```
    /// use firedrill_eventbridge::{EventPattern, PatternLint};
    ///
    /// let pattern = EventPattern::parse(r#"{"source": ["aws.ecs"], "detail_type": ["X"]}"#)?;
    /// let warnings = pattern.lint();
    /// assert_eq!(warnings[0].lint(), PatternLint::UnknownEnvelopeField);
    /// assert_eq!(warnings[0].advice(), Some("did you mean `detail-type`?"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn lint(&self) -> Vec<PatternWarning> {
        lint(self)
    }

    pub(crate) fn trie(&self) -> &PathTrie {
        &self.trie
    }

    pub(crate) fn asked(&self, leaf: usize) -> Option<Asked> {
        self.asked.get(leaf).copied()
    }

    /// How a leaf can hold, given the fields of an event.
    pub(crate) fn candidates(&self, leaf: usize, fields: &Fields<'_>) -> Candidates {
        let (Some(asked), Some(leaf)) = (self.asked(leaf), self.leaves.get(leaf)) else {
            return Candidates::default();
        };
        let values = fields.values(asked.path);
        let accepted = values
            .iter()
            .filter(|value| {
                asked.sight.show(&value.scalar, |seen| {
                    leaf.alternatives.iter().any(|alternative| alternative.test.accepts(seen))
                })
            })
            .map(|value| value.membership)
            .collect();
        let absent_among =
            asked.may_be_absent.then(|| values.iter().map(|value| value.membership).collect());
        Candidates { accepted, absent_among }
    }
}

impl Asked {
    fn of(leaf: &Leaf, trie: &mut PathTrie) -> Self {
        let tests = || leaf.alternatives.iter().map(|alternative| &alternative.test);
        Self {
            path: trie.add(&leaf.path),
            sight: Sight::of(tests()),
            may_be_absent: tests().any(|test| *test == ValueTest::Absent),
        }
    }
}

impl FromStr for EventPattern {
    type Err = EventPatternError;

    fn from_str(source: &str) -> Result<Self, Self::Err> {
        Self::parse(source)
    }
}
