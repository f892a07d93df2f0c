//! An account under test, and typed calls to it.

use std::time::Duration;

use firedrill_sim::{Account, AccountSettings, CallError, Delays};
use jiff::Timestamp;

/// Where the clock of every account under test starts.
pub(crate) const START: &str = "2026-01-01T00:00:00Z";

/// An empty account in Tokyo with the default delays.
pub(crate) fn account() -> Account {
    account_with(Delays::default())
}

/// An empty account with these delays.
pub(crate) fn account_with(delays: Delays) -> Account {
    Account::new(AccountSettings {
        account_id: "111122223333".into(),
        region: "ap-northeast-1".into(),
        seed: 7,
        start: START.parse().unwrap(),
        delays,
    })
}

/// Moves the clock on.
pub(crate) fn pass(account: &mut Account, seconds: f64) {
    account.advance_to(account.now() + Duration::from_secs_f64(seconds));
}

/// How many seconds have passed since the start.
pub(crate) fn seconds_since_start(at: Timestamp) -> f64 {
    at.duration_since(START.parse().unwrap()).as_secs_f64()
}

/// How a call was refused.
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, CallError>) -> String {
    result.unwrap_err().to_string()
}

/// The policy of a queue that lets a service send to it.
pub(crate) fn queue_policy(queue: &str, service: &str) -> String {
    let statement = serde_json::json!({
        "Effect": "Allow",
        "Principal": { "Service": service },
        "Action": "sqs:SendMessage",
        "Resource": queue,
    });
    serde_json::json!({ "Statement": [statement] }).to_string()
}

/// Functions that perform an operation with a typed request and answer its typed response.
macro_rules! operations {
    ($service:literal: $($function:ident = $name:literal, $request:ty => $response:ty;)*) => {$(
        pub(crate) fn $function(
            account: &mut firedrill_sim::Account,
            request: $request,
        ) -> Result<$response, firedrill_sim::CallError> {
            let call = firedrill_sim::Call::by_client($service, $name, request.into_value());
            let now = account.now();
            let response = account.call(call, now)?;
            Ok(<$response>::from_value(response).unwrap())
        }
    )*};
}

pub(crate) use operations;
