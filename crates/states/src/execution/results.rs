//! The results of a Map Run, as its `ResultWriter` has them.

use firedrill_api::iso_8601;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::children::ChildEnd;
use super::context::WorkflowType;
use super::journal::Journal;
use super::redriving::RedriveError;
use crate::definition::Transformation;
use crate::definition::error_name::TIMEOUT;
use crate::payload::Payload;

/// What is known of a child execution that ended.
///
/// Recorded: the members are in the order of their names; one that is aborted has a cause and no
/// error; only those of type Standard tell whether they can be redriven, and when they were. That
/// one which took too long is `TIMED_OUT` is from the name that the API has for it.
pub(super) fn record(journal: &Journal, end: &ChildEnd, now: Timestamp) -> Value {
    let context = &journal.context;
    let included = || json!({ "Included": true });
    let mut record = Map::new();
    let mut member = |name: &str, value: Value| record.insert(name.to_owned(), value);
    let (status, error, cause) = match end {
        ChildEnd::Succeeded(_) => (SUCCEEDED, None, None),
        ChildEnd::Failed(failure) => {
            ("FAILED", failure.error.as_deref(), failure.cause.as_deref().map(str::to_owned))
        }
        ChildEnd::TimedOut => ("TIMED_OUT", Some(TIMEOUT), None),
        ChildEnd::Aborted(map_run_arn) => ("ABORTED", None, Some(aborted(map_run_arn))),
    };
    if let Some(cause) = cause {
        member("Cause", json!(cause));
    }
    if let Some(error) = error {
        member("Error", json!(error));
    }
    member("ExecutionArn", json!(context.arn));
    member("Input", json!(&**context.input.text()));
    member("InputDetails", included());
    member("Name", json!(context.name));
    if let ChildEnd::Succeeded(output) = end {
        member("Output", json!(&**output.text()));
    }
    member("OutputDetails", included());
    member("RedriveCount", json!(journal.redrive_count));
    if context.workflow_type == WorkflowType::Standard {
        if let Some(redriven) = journal.redriven {
            member("RedriveDate", json!(iso_8601(redriven)));
        }
        let redrivable = match end {
            ChildEnd::Succeeded(_) => Err(RedriveError::Succeeded),
            _ => journal.redrivable(now),
        };
        match redrivable {
            Ok(()) => {
                member("RedriveStatus", json!("REDRIVABLE_BY_MAP_RUN"));
            }
            Err(reason) => {
                member("RedriveStatus", json!("NOT_REDRIVABLE"));
                member("RedriveStatusReason", json!(reason.to_string()));
            }
        }
    }
    member("StartDate", json!(iso_8601(journal.started)));
    member("StateMachineArn", json!(context.state_machine_arn));
    member("Status", json!(status));
    member("StopDate", json!(iso_8601(now)));
    Value::Object(record)
}

const SUCCEEDED: &str = "SUCCEEDED";

/// The cause of a child execution that is stopped because its Map Run failed.
fn aborted(map_run_arn: &str) -> String {
    format!("The map run execution [{map_run_arn}] which was managing this resource was aborted")
}

/// What is known of a child execution that did not begin.
pub(super) fn pending(input: &Payload) -> Value {
    json!({
        "Input": &**input.text(),
        "InputDetails": { "Included": true },
        "Status": "PENDING",
    })
}

/// Whether a record is of a child execution that succeeded.
pub(super) fn is_of_success(record: &Value) -> bool {
    record.get("Status").and_then(Value::as_str) == Some(SUCCEEDED)
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
