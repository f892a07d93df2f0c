//! The verdict on conjunctions of conditions, which one event may be asked about many times.

use super::{Budget, Candidates, Condition, EventError, Holding, Sighting, Sightings, consistent};
use crate::value::Scalar;

/// An event and what was found in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadEvent<'e> {
    pub(crate) text: &'e [u8],
    pub(crate) sightings: &'e Sightings,
}

impl<'e> ReadEvent<'e> {
    pub(crate) fn scalar(self, sighting: &Sighting) -> Scalar<'e> {
        Scalar::read(self.text, sighting.lexeme, sighting.span.clone())
    }
}

/// How the shared conditions that were looked at hold of one event, by their numbers. The memory serves
/// one event after the other.
#[derive(Debug, Default)]
pub(crate) struct Holdings {
    known: Vec<(u64, Holding)>,
    event: u64,
}

impl Holdings {
    /// Forgets the last event; the next one is asked about so many conditions.
    pub(crate) fn begin(&mut self, conditions: usize) {
        self.event += 1;
        if self.known.len() < conditions {
            self.known.resize(conditions, (0, Holding::default()));
        }
    }
}

/// Judges one event by conditions that are known by their numbers.
#[derive(Debug)]
pub(crate) struct Judge<'j> {
    pub(crate) conditions: &'j [Condition],
    pub(crate) event: ReadEvent<'j>,
    pub(crate) holdings: &'j mut Holdings,
    pub(crate) budget: Budget,
}

impl Judge<'_> {
    /// Whether conditions hold together; they are given in the order of their paths.
    ///
    /// # Errors
    /// The event leaves more choices than there was a budget for.
    pub(crate) fn hold(&mut self, numbers: &[usize]) -> Result<bool, EventError> {
        let (mut alone, mut in_arrays) = (true, 0);
        for number in numbers {
            let holding = self.holding(*number);
            if !holding.possibly {
                return Ok(false);
            }
            alone &= holding.alone;
            in_arrays += usize::from(holding.in_arrays);
        }
        if in_arrays < 2 {
            // No two of them can contradict each other.
            return Ok(alone);
        }
        let candidates: Vec<Candidates> = numbers
            .iter()
            .filter_map(|number| self.conditions.get(*number))
            .map(|condition| {
                let values = self.event.sightings.values(condition.path);
                condition.candidates(values.map(|s| (self.event.scalar(s), s.membership)))
            })
            .collect();
        consistent(&candidates, self.event.sightings.memberships(), &mut self.budget)
            .map_err(|error| EventError::undecided(self.event.text, error))
    }

    fn holding(&mut self, number: usize) -> Holding {
        let Some(condition) = self.conditions.get(number) else { return Holding::default() };
        if !condition.is_shared {
            return condition.holding(self.event);
        }
        let event = self.holdings.event;
        match self.holdings.known.get_mut(number) {
            Some((known, holding)) if *known == event => *holding,
            Some(unknown) => {
                *unknown = (event, condition.holding(self.event));
                unknown.1
            }
            None => condition.holding(self.event),
        }
    }
}
