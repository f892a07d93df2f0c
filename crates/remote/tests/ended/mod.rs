//! What came of an execution that is expected to end one way.

use std::sync::Arc;

use firedrill_remote::EndpointDriverError;
use firedrill_states::Outcome;
use serde_json::Value;

/// The output of an execution that succeeded.
pub(crate) fn output(outcome: &Result<Outcome, EndpointDriverError>) -> Value {
    match outcome {
        Ok(Outcome::Succeeded { output }) => output.value().clone(),
        other => panic!("{other:?}"),
    }
}

/// Error and cause of an execution that failed.
pub(crate) fn failure(outcome: &Result<Outcome, EndpointDriverError>) -> (String, String) {
    match outcome {
        Ok(Outcome::Failed { error, cause }) => {
            let text = |text: &Option<Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
            (text(error), text(cause))
        }
        other => panic!("{other:?}"),
    }
}
