//! When a failed task is tried again.

use firedrill_seed::SeededRandom;
use jiff::SignedDuration;

use super::failure::Failure;
use super::visit::Visit;
use crate::definition::{ErrorHandling, JitterStrategy, Retrier};

/// The longest delay between two attempts, beyond any that can be asked for.
const LONGEST_SECONDS: f64 = 31_622_400.0;

impl Visit {
    /// How long to wait before the next attempt; none if no retrier is for this failure, or the
    /// one that is has no attempts left.
    ///
    /// "Retrying after an error" of the developer guide: the first retrier that names the error
    /// decides; each counts its own attempts; the delay grows by `BackoffRate`, is held below
    /// `MaxDelaySeconds`, and with full jitter is any part of that.
    pub(super) fn retry_after(
        &mut self,
        handling: &ErrorHandling,
        failure: &Failure,
        jitter: &mut SeededRandom,
    ) -> Option<SignedDuration> {
        let (place, retrier) = handling.retrier_for(failure)?;
        let count = handling.retriers.len();
        if self.retrier_uses.len() < count {
            self.retrier_uses.resize(count, 0);
        }
        let uses = self.retrier_uses.get_mut(place)?;
        if *uses >= retrier.max_attempts {
            return None;
        }
        let delay = delay_seconds(retrier, *uses);
        *uses += 1;
        self.retry_count += 1;
        let delay = match retrier.jitter {
            JitterStrategy::None => delay,
            JitterStrategy::Full => delay * jitter.fraction(),
        };
        SignedDuration::try_from_secs_f64(delay).ok()
    }
}

/// How long to wait after a retrier was used so often, before jitter.
pub(crate) fn delay_seconds(retrier: &Retrier, uses: u64) -> f64 {
    let exponent = i32::try_from(uses).unwrap_or(i32::MAX);
    let interval = u32::try_from(retrier.interval_seconds).map_or(LONGEST_SECONDS, f64::from);
    let most = retrier.max_delay_seconds.and_then(|most| u32::try_from(most).ok());
    let most = most.map_or(LONGEST_SECONDS, f64::from);
    (interval * retrier.backoff_rate.powi(exponent)).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::ErrorEquals;

    #[test]
    fn delays_grow_to_their_limit() {
        let mut retrier = Retrier {
            error_equals: ErrorEquals(vec!["States.ALL".to_owned()]),
            interval_seconds: 1,
            max_attempts: 9,
            backoff_rate: 2.0,
            max_delay_seconds: None,
            jitter: JitterStrategy::None,
        };
        let delays =
            |retrier: &Retrier| (0..6).map(|uses| delay_seconds(retrier, uses)).collect::<Vec<_>>();
        assert_eq!(delays(&retrier), [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]);
        retrier.max_delay_seconds = Some(5);
        assert_eq!(delays(&retrier), [1.0, 2.0, 4.0, 5.0, 5.0, 5.0]);
        retrier.max_delay_seconds = None;
        retrier.backoff_rate = f64::MAX;
        assert!(delay_seconds(&retrier, u64::MAX) <= LONGEST_SECONDS);
    }
}
