//! Failures, and which retriers and catchers they are for.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::task::TaskFailure;
use crate::definition::ErrorEquals;

/// A state that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) error: Arc<str>,
    pub(super) cause: Option<Arc<str>>,
}

/// The error of what the interpreter itself cannot do: a path that finds nothing, an argument that
/// is none, a Choice without a match.
///
/// The developer guide keeps `States.ParameterPathFailure`, `States.IntrinsicFailure` and
/// `States.NoChoiceMatched` "reserved for future use"; older practice knew them. No recording
/// settles the last two, so this one place decides.
pub(super) const RUNTIME: &str = "States.Runtime";
pub(super) const TIMEOUT: &str = "States.Timeout";
const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";

impl Failure {
    pub(super) fn new(error: &str, cause: Option<&str>) -> Self {
        Self { error: Arc::from(error), cause: cause.map(Arc::from) }
    }

    pub(super) fn runtime(cause: &str) -> Self {
        Self::new(RUNTIME, Some(cause))
    }

    /// A result that is too large; `source` is what returned it, as the service names it.
    pub(super) fn data_limit(source: &str) -> Self {
        let cause = format!(
            "The state/task '{source}' returned a result with a size exceeding the maximum number of bytes service limit."
        );
        Self::new(DATA_LIMIT_EXCEEDED, Some(&cause))
    }

    /// What a catcher puts into the data.
    ///
    /// A time-out has no cause in the history; here it has an empty one, which is from memory and
    /// not from a recording.
    pub(super) fn output(&self) -> Value {
        let mut output = Map::new();
        output.insert("Error".to_owned(), Value::from(&*self.error));
        output.insert("Cause".to_owned(), Value::from(self.cause.as_deref().unwrap_or_default()));
        Value::Object(output)
    }

    /// Whether a retrier or catcher is for this failure.
    ///
    /// "Handling errors in Step Functions workflows" of the developer guide: `States.TaskFailed`
    /// takes any failure of a task but `States.Timeout`, and `States.Runtime` is never caught. The
    /// guide keeps `States.DataLimitExceeded` from `States.ALL` as well; the service was recorded
    /// to catch it, so it is taken here.
    pub(super) fn is_for(&self, handler: &ErrorEquals, of_task: bool) -> bool {
        let error = &*self.error;
        if error == RUNTIME {
            return false;
        }
        handler.0.iter().any(|name| match name.as_str() {
            "States.ALL" => true,
            "States.TaskFailed" => of_task && error != TIMEOUT && error != DATA_LIMIT_EXCEEDED,
            name => name == error || (name == TIMEOUT && error == HEARTBEAT_TIMEOUT),
        })
    }
}

impl From<TaskFailure> for Failure {
    fn from(failure: TaskFailure) -> Self {
        Self::new(&failure.error, failure.cause.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(error: &str, names: &[&str]) -> bool {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Failure::new(error, None).is_for(&ErrorEquals(names), true)
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
