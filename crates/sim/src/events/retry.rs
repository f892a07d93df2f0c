//! Whether and when a call of a target that failed is repeated.

use std::time::Duration;

use super::invocation::Invocation;
use crate::context::Context;
use crate::delay::Delay;
use crate::error::ServiceError;

/// What follows a failed call.
pub(super) enum Retry {
    /// Another, after this pause.
    After(Duration),
    /// Why no more, where it is a limit of the retry policy that is reached.
    Never(Option<&'static str>),
}

/// Whether and when a failed call is repeated: EventBridge repeats what a target answers with a
/// status of 5xx or 429, and throttling ("How EventBridge retries delivering events").
pub(super) fn retry(invocation: &Invocation, error: &ServiceError, context: &Context<'_>) -> Retry {
    let policy = invocation.target.retry;
    if error.status < 500 && error.status != 429 && !is_throttling(error) {
        return Retry::Never(None);
    }
    if invocation.failures >= policy.maximum_retries {
        return Retry::Never(Some("MaximumRetryAttempts"));
    }
    let doubled = 2u32.saturating_pow(invocation.failures.min(12));
    let pause = context.delay(Delay::Redelivery).saturating_mul(doubled);
    let age = context.now().duration_since(invocation.ingested).unsigned_abs();
    if age.saturating_add(pause) > policy.maximum_age {
        return Retry::Never(Some("MaximumEventAgeInSeconds"));
    }
    Retry::After(pause)
}

/// Whether the target asks for patience.
pub(super) fn is_throttling(error: &ServiceError) -> bool {
    error.code.contains("Throttl") || error.code == "ExecutionLimitExceeded"
}
