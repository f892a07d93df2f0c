//! The names of errors that the language keeps for itself, from "Handling errors in Step Functions
//! workflows" of the developer guide and the specification.

pub(crate) const ALL: &str = "States.ALL";
pub(crate) const BRANCH_FAILED: &str = "States.BranchFailed";
pub(crate) const DATA_LIMIT_EXCEEDED: &str = "States.DataLimitExceeded";
pub(crate) const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
pub(crate) const ITEM_READER_FAILED: &str = "States.ItemReaderFailed";
pub(crate) const QUERY_EVALUATION: &str = "States.QueryEvaluationError";
pub(crate) const RESULT_WRITER_FAILED: &str = "States.ResultWriterFailed";
/// The error of what the interpreter itself cannot do: a path that finds nothing, an argument that
/// is none, a Choice without a match.
///
/// The developer guide keeps `States.ParameterPathFailure`, `States.IntrinsicFailure` and
/// `States.NoChoiceMatched` "reserved for future use"; older practice knew them. No recording
/// settles the last two, so this one place decides.
pub(crate) const RUNTIME: &str = "States.Runtime";
pub(crate) const TASK_FAILED: &str = "States.TaskFailed";
pub(crate) const TIMEOUT: &str = "States.Timeout";
pub(crate) const TOLERANCE_EXCEEDED: &str = "States.ExceedToleratedFailureThreshold";

/// What all reserved names begin with.
pub(crate) const PREFIX: &str = "States.";

/// All reserved names.
pub(crate) const RESERVED: [&str; 17] = [
    ALL,
    BRANCH_FAILED,
    DATA_LIMIT_EXCEEDED,
    TOLERANCE_EXCEEDED,
    HEARTBEAT_TIMEOUT,
    "States.Http.Socket",
    "States.IntrinsicFailure",
    ITEM_READER_FAILED,
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    QUERY_EVALUATION,
    "States.ResultPathMatchFailure",
    RESULT_WRITER_FAILED,
    RUNTIME,
    TASK_FAILED,
    TIMEOUT,
];
