//! Running the lints over a pattern.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{
    PatternWarning, address, alternatives, anything_but, duplicate, engine, envelope, impossible,
    limits, listed_types, number, object_leaf, or, template_syntax, wildcard,
};
use crate::event_pattern::EventPattern;
use crate::pattern::{Alternative, Leaf};
use crate::value::ValueTest;

/// What the lints have found so far.
#[derive(Debug)]
pub(super) struct Check<'p> {
    pub(super) pattern: &'p EventPattern,
    warnings: Vec<PatternWarning>,
    /// Alternatives that can accept nothing, by the numbers of their leaf and of their own.
    dead: BTreeSet<(usize, usize)>,
}

/// All warnings about a pattern, in the order of the text.
pub(crate) fn lint(pattern: &EventPattern) -> Vec<PatternWarning> {
    let mut check = Check { pattern, warnings: Vec::new(), dead: BTreeSet::new() };
    for lint in [
        duplicate::check,
        or::check,
        engine::check,
        envelope::check,
        object_leaf::check,
        number::check,
        address::check,
        anything_but::check,
        alternatives::check,
        wildcard::check,
        listed_types::check,
        template_syntax::check,
        limits::check,
        // Last, as it draws on what the others found.
        impossible::check,
    ] {
        lint(&mut check);
    }
    let mut warnings = check.warnings;
    warnings.sort_by_key(|warning| (warning.span().start, warning.lint()));
    warnings
}

impl<'p> Check<'p> {
    pub(super) fn warn(&mut self, warning: PatternWarning) {
        self.warnings.push(warning);
    }

    /// Notes that an alternative can accept nothing.
    pub(super) fn kill(&mut self, leaf: usize, alternative: usize) {
        self.dead.insert((leaf, alternative));
    }

    pub(super) fn is_dead(&self, leaf: usize, alternative: usize) -> bool {
        self.dead.contains(&(leaf, alternative))
    }

    /// The leaves with their numbers.
    pub(super) fn leaves(&self) -> impl Iterator<Item = (usize, &'p Leaf)> + use<'p> {
        self.pattern.leaves().iter().enumerate()
    }

    /// What is written at a place.
    pub(super) fn text(&self, span: &Range<usize>) -> &'p str {
        self.pattern.source().get(span.clone()).unwrap_or_default()
    }
}

/// The alternatives of a leaf with their numbers and tests.
pub(super) fn tests(leaf: &Leaf) -> impl Iterator<Item = (usize, &Alternative, &ValueTest)> {
    leaf.alternatives
        .iter()
        .enumerate()
        .map(|(number, alternative)| (number, alternative, &alternative.test))
}
