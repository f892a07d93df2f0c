//! The pattern of a rule, ready to be matched.

use std::str::FromStr;

use crate::explain::{Explanation, explain};
use crate::lint::{PatternWarning, lint};
use crate::matching::{Candidates, Condition, EventError, Fields, PathTrie, Scratch};
use crate::pattern::{
    Branch, EventPatternError, Leaf, Limits, PatternFault, PatternObject, complexities, expand,
    parse_tree,
};

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
    /// The leaves as matching sees them.
    conditions: Vec<Condition>,
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
        let too_complex = complexities(&leaves, &branches, limits.complexity)
            .into_iter()
            .find(|field| field.complexity >= limits.complexity);
        if let Some(leaf) = too_complex.and_then(|field| leaves.get(field.leaf)) {
            let fault = PatternFault::TooComplex;
            return Err(EventPatternError::unplaced(source, fault, leaf.span.clone()));
        }
        let mut trie = PathTrie::default();
        let conditions = leaves
            .iter()
            .map(|leaf| Condition::new(trie.add(&leaf.path), leaf.tests().cloned()))
            .map(|condition| if branches.len() > 1 { condition.shared() } else { condition })
            .collect();
        Ok(Self { source: source.to_owned(), object, leaves, branches, trie, conditions })
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

    /// Whether the pattern matches an event, given as JSON text. The whole event is checked, however
    /// early the verdict is known.
    ///
    /// # Errors
    /// The event is no JSON object, or not valid JSON up to the end of its first object. What
    /// TestEventPattern demands of an event besides is told by [`check_event`](crate::check_event).
    /// An event with many arrays of the same name may leave so many choices that
    /// [no verdict](crate::EventFault::Undecided) is found.
    pub fn matches(&self, event: &(impl AsRef<[u8]> + ?Sized)) -> Result<bool, EventError> {
        self.matches_with(event, &mut Scratch::new())
    }

    /// Whether the pattern matches an event, as [`EventPattern::matches`] says, in memory that was
    /// used before: for those who match many events.
    ///
    /// # Errors
    /// As those of [`EventPattern::matches`].
    pub fn matches_with(
        &self,
        event: &(impl AsRef<[u8]> + ?Sized),
        scratch: &mut Scratch,
    ) -> Result<bool, EventError> {
        let mut judge = scratch.reading.read(event.as_ref(), &self.trie, &self.conditions)?;
        for branch in &self.branches {
            if judge.hold(&branch.leaves)? {
                return Ok(true);
            }
        }
        Ok(false)
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

    pub(crate) fn condition(&self, leaf: usize) -> Option<&Condition> {
        self.conditions.get(leaf)
    }

    /// How a leaf can hold, given the fields of an event.
    pub(crate) fn candidates(&self, leaf: usize, fields: &Fields<'_>) -> Candidates {
        let Some(condition) = self.condition(leaf) else { return Candidates::default() };
        let values = fields.values(condition.path);
        condition.candidates(values.iter().map(|value| (&value.scalar, value.membership)))
    }
}

impl FromStr for EventPattern {
    type Err = EventPatternError;

    fn from_str(source: &str) -> Result<Self, Self::Err> {
        Self::parse(source)
    }
}
