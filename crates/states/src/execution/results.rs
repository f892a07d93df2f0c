//! The results of a Map Run, as its `ResultWriter` has them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::journal::Journal;
use crate::definition::{Transformation, timestamp};
use crate::payload::Payload;

/// What is known of a child execution that ended, in the members of "ResultWriter (Map)" of the
/// developer guide.
pub(super) fn record(
    journal: &Journal,
    result: &Result<Payload, Failure>,
    now: Timestamp,
) -> Value {
    let context = &journal.context;
    let included = json!({ "Included": true });
    let mut record = Map::new();
    let mut member = |name: &str, value: Value| record.insert(name.to_owned(), value);
    member("ExecutionArn", json!(context.arn));
    member("Input", json!(&**context.input.text()));
    member("InputDetails", included.clone());
    member("Name", json!(context.name));
    let status = match result {
        Ok(output) => {
            member("Output", json!(&**output.text()));
            member("OutputDetails", included);
            "SUCCEEDED"
        }
        Err(failure) => {
            if let Some(error) = &failure.error {
                member("Error", json!(&**error));
            }
            if let Some(cause) = &failure.cause {
                member("Cause", json!(&**cause));
            }
            "FAILED"
        }
    };
    member("RedriveCount", json!(journal.redrive_count));
    member("StartDate", json!(timestamp::written(journal.started)));
    member("StateMachineArn", json!(context.state_machine_arn));
    member("Status", json!(status));
    member("StopDate", json!(timestamp::written(now)));
    Value::Object(record)
}

impl Transformation {
    /// The results of child executions that succeeded, from their outputs and their records.
    pub(super) fn apply(self, outputs: Vec<Value>, records: Vec<Value>) -> Vec<Value> {
        match self {
            Self::None => records,
            Self::Compact => outputs,
            Self::Flatten => outputs
                .into_iter()
                .flat_map(|output| match output {
                    Value::Array(items) => items,
                    other => vec![other],
                })
                .collect(),
        }
    }
}

/// The text of a file of results.
pub(super) fn file(results: &[Value], by_lines: bool) -> String {
    if by_lines {
        results.iter().map(|result| format!("{result}\n")).collect()
    } else {
        json!(results).to_string()
    }
}
