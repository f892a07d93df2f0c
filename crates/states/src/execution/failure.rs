//! Failures, and which retriers and catchers they are for.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::task::TaskFailure;
use crate::definition::ErrorEquals;
use crate::definition::error_name::{
    ALL, DATA_LIMIT_EXCEEDED, HEARTBEAT_TIMEOUT, ITEM_READER_FAILED, QUERY_EVALUATION,
    RESULT_WRITER_FAILED, RUNTIME, TASK_FAILED, TIMEOUT, TOLERANCE_EXCEEDED,
};
use crate::history::EventId;

/// A state that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// The error name; who fails a task by its token, and a Fail state, may leave it out.
    pub(crate) error: Option<Arc<str>>,
    pub(crate) cause: Option<Arc<str>>,
    /// Whether a heartbeat was late, which history calls a time-out like any other.
    pub(crate) heartbeat: bool,
}

impl Failure {
    pub(crate) fn new(error: &str, cause: Option<&str>) -> Self {
        Self { error: Some(Arc::from(error)), cause: cause.map(Arc::from), heartbeat: false }
    }

    pub(crate) fn runtime(cause: &str) -> Self {
        Self::new(RUNTIME, Some(cause))
    }

    /// An expression of JSONata that cannot be evaluated.
    pub(crate) fn query(cause: &str) -> Self {
        Self::new(QUERY_EVALUATION, Some(cause))
    }

    /// Something that took too long. Recorded: it has no cause.
    pub(crate) fn timeout() -> Self {
        Self::new(TIMEOUT, None)
    }

    /// A heartbeat that came too late. Recorded: the history says `States.Timeout`.
    pub(crate) fn heartbeat_timeout() -> Self {
        Self { heartbeat: true, ..Self::timeout() }
    }

    /// A Map Run of which more items failed than may.
    pub(crate) fn tolerance_exceeded() -> Self {
        let cause = "The specified tolerated failure threshold was exceeded";
        Self::new(TOLERANCE_EXCEEDED, Some(cause))
    }

    /// Items that cannot be read.
    pub(super) fn item_reader(cause: &str) -> Self {
        Self::new(ITEM_READER_FAILED, Some(cause))
    }

    /// Results that cannot be written.
    pub(super) fn result_writer(cause: &str) -> Self {
        Self::new(RESULT_WRITER_FAILED, Some(cause))
    }

    /// Results whose `ResultWriter` does not say where to write them. The words are not the
    /// service's.
    pub(crate) fn no_bucket() -> Self {
        Self::result_writer("The ResultWriter names no Bucket to write to")
    }

    /// A place where the results of a Map Run cannot be written, as was found before it started.
    pub(super) fn unwritable(state: &str, entered: EventId, cause: &str) -> Self {
        Self::runtime(&format!(
            "An error occurred while executing the state '{state}' (entered at the event id #{}). Failed to write a test manifest into the specified output bucket. {cause}",
            entered.0
        ))
    }

    /// A Map Run that was redriven more often than it may be. The words are not the service's.
    pub(super) fn too_many_redrives(most: u32) -> Self {
        Self::runtime(&format!("The Map Run was redriven more than {most} times"))
    }

    /// Whether it is of the interpreter itself, which nothing can catch.
    pub(crate) fn is_runtime(&self) -> bool {
        self.error.as_deref() == Some(RUNTIME)
    }

    /// Whether retriers and catchers see it although the work of the state is done: where a result
    /// cannot be handed on, only a failure of JSONata is for them.
    pub(crate) fn is_handled_after_work(&self) -> bool {
        self.error.as_deref() == Some(QUERY_EVALUATION)
    }

    /// A result that is too large; `source` is what returned it, as the service names it.
    pub(crate) fn data_limit(source: &str) -> Self {
        let cause = format!(
            "The state/task '{source}' returned a result with a size exceeding the maximum number of bytes service limit."
        );
        Self::new(DATA_LIMIT_EXCEEDED, Some(&cause))
    }

    /// Variables that are too large. The words are not the service's.
    pub(super) fn variable_limit(state: &str) -> Self {
        let cause = format!(
            "The state '{state}' assigned variables with a size exceeding the maximum number of bytes service limit."
        );
        Self::new(DATA_LIMIT_EXCEEDED, Some(&cause))
    }

    /// What a catcher puts into the data. Recorded: what is missing is `null`.
    ///
    /// A time-out has no cause in the history; here it has an empty one, which is from memory and
    /// not from a recording.
    pub(crate) fn output(&self) -> Value {
        let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
        let timed_out = self.error.as_deref() == Some(TIMEOUT);
        let cause = self.cause.as_deref().or(timed_out.then_some(""));
        let mut output = Map::new();
        output.insert("Error".to_owned(), text(self.error.as_deref()));
        output.insert("Cause".to_owned(), text(cause));
        Value::Object(output)
    }

    /// Whether a retrier or catcher is for this failure.
    ///
    /// "Handling errors in Step Functions workflows" of the developer guide: `States.TaskFailed`
    /// takes any failure but `States.Timeout`, and `States.Runtime` is never caught. The guide
    /// keeps `States.DataLimitExceeded` from `States.ALL` as well; the service was recorded to
    /// catch it, so it is taken here.
    pub(crate) fn is_for(&self, handler: &ErrorEquals) -> bool {
        if self.is_runtime() {
            return false;
        }
        let error = self.error.as_deref();
        handler.0.iter().any(|name| match name.as_str() {
            ALL => true,
            TASK_FAILED => error != Some(TIMEOUT) && error != Some(DATA_LIMIT_EXCEEDED),
            HEARTBEAT_TIMEOUT if self.heartbeat => true,
            name => error == Some(name),
        })
    }
}

impl From<TaskFailure> for Failure {
    fn from(failure: TaskFailure) -> Self {
        Self {
            error: failure.error.map(Arc::from),
            cause: failure.cause.map(Arc::from),
            heartbeat: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(error: &str, names: &[&str]) -> bool {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Failure::new(error, None).is_for(&ErrorEquals(names))
    }

    #[test]
    fn the_reserved_names_take_what_the_guide_says() {
        assert!(taken("Ecs.InvalidParameterException", &["States.ALL"]));
        assert!(taken("Ecs.InvalidParameterException", &["States.TaskFailed"]));
        assert!(taken("States.Timeout", &["States.ALL"]));
        assert!(!taken("States.Timeout", &["States.TaskFailed"]));
        assert!(taken("States.DataLimitExceeded", &["States.ALL"]));
        assert!(taken("States.DataLimitExceeded", &["States.DataLimitExceeded"]));
        assert!(!taken("States.Runtime", &["States.ALL"]));
        assert!(!taken("States.Runtime", &["States.Runtime"]));
        assert!(taken("Mine", &["Other", "Mine"]));
        assert!(!taken("Mine", &["mine"]));
    }
}
