//! How long the choice between arrays may take.

use thiserror::Error;

/// How much work the choices of one event may cost, in demands that are looked at within an element:
/// a fraction of a second. Events of AWS cost nothing, as they leave no choice.
const WORK: usize = 1_000_000;

/// What is left of the work that the choices of one event may cost.
///
/// Which of several arrays of one name a match takes its values from is a question whose answer can
/// take time without bound (it can say any formula in conjunctive form), and a verdict that nobody
/// waits for is none.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    left: usize,
}

/// The work was not enough for a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "its fields lie in so many combinations of arrays of the same name that the search for one that \
     matches was given up"
)]
pub(crate) struct BudgetSpentError;

impl Default for Budget {
    fn default() -> Self {
        Self { left: WORK }
    }
}

impl Budget {
    /// Takes some work off.
    pub(super) fn spend(&mut self, work: usize) -> Result<(), BudgetSpentError> {
        self.left = self.left.checked_sub(work).ok_or(BudgetSpentError)?;
        Ok(())
    }
}
