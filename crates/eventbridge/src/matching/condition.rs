//! One leaf of a pattern as matching sees it.

use std::borrow::Borrow;

use super::{Candidates, Membership, Memberships, ReadEvent};
use crate::value::{Scalar, Sight, ValueTest};

/// What is asked of the values at one path.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    /// The number of the path.
    pub(crate) path: usize,
    pub(crate) sight: Sight,
    /// Whether one alternative is `exists: false`.
    pub(crate) may_be_absent: bool,
    /// Whether it belongs to several conjunctions, so that how it holds is worth remembering.
    pub(crate) is_shared: bool,
    tests: Box<[ValueTest]>,
}

/// How a condition holds of an event.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Holding {
    /// Whether it holds if nothing else is asked.
    pub(crate) alone: bool,
    /// Whether it can hold beside others.
    pub(crate) possibly: bool,
    /// Whether values that bear on it lie in elements of arrays, so that others bear on it too.
    pub(crate) in_arrays: bool,
}

impl Condition {
    /// The condition that one of the tests accepts a value of the path with this number.
    pub(crate) fn new(path: usize, tests: impl IntoIterator<Item = ValueTest>) -> Self {
        let tests: Box<[ValueTest]> = tests.into_iter().collect();
        let sight = Sight::of(&tests);
        let may_be_absent = tests.contains(&ValueTest::Absent);
        Self { path, sight, may_be_absent, is_shared: false, tests }
    }

    /// The same condition, which belongs to several conjunctions.
    pub(crate) fn shared(self) -> Self {
        Self { is_shared: true, ..self }
    }

    /// The alternatives.
    pub(crate) fn tests(&self) -> &[ValueTest] {
        &self.tests
    }

    /// Whether an alternative accepts a value.
    pub(crate) fn accepts(&self, scalar: &Scalar<'_>) -> bool {
        self.sight.show(scalar, |seen| self.tests.iter().any(|test| test.accepts(seen)))
    }

    /// How the condition holds of an event.
    pub(crate) fn holding(&self, event: ReadEvent<'_>) -> Holding {
        let (mut accepted, mut present, mut in_arrays) = (false, false, false);
        for sighting in event.sightings.values(self.path) {
            let in_array = sighting.membership != Memberships::NONE;
            present = true;
            // Where one more value lies is of no interest if that makes no difference.
            if accepted && (!in_array || in_arrays) {
                continue;
            }
            let accepts = self.accepts(&event.scalar(sighting));
            accepted |= accepts;
            in_arrays |= in_array && (accepts || self.may_be_absent);
        }
        Holding {
            alone: accepted || (self.may_be_absent && !present),
            possibly: accepted || self.may_be_absent,
            in_arrays,
        }
    }

    /// All ways in which the condition can hold, given the values at its path.
    pub(crate) fn candidates<'v>(
        &self,
        values: impl Iterator<Item = (impl Borrow<Scalar<'v>>, Membership)>,
    ) -> Candidates {
        let mut candidates =
            Candidates { accepted: Vec::new(), absent_among: self.may_be_absent.then(Vec::new) };
        for (scalar, membership) in values {
            if self.accepts(scalar.borrow()) {
                candidates.accepted.push(membership);
            }
            if let Some(present) = &mut candidates.absent_among {
                present.push(membership);
            }
        }
        candidates
    }
}
