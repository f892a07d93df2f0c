//! What became of the jobs whose tasks were aborted.

use std::sync::Arc;

use firedrill_states::integration::JobCall;
use firedrill_wire::ServiceFault;
use miette::Diagnostic;
use thiserror::Error;

use crate::call::{CallError, CallReply};

/// A job that was asked to stop, since its task was aborted. The history does not tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobStop {
    /// The state whose task it was.
    pub state: Arc<str>,
    /// The call that asked, as `ecs:StopTask`.
    pub call: String,
    /// Whether its service took the call.
    pub result: Result<(), JobStopError>,
}

/// A job that may go on although its task was aborted.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("the job of state `{state}` may go on, as it could not be stopped: {problem}")]
#[diagnostic(
    severity(Warning),
    code(firedrill::remote::job_stop),
    help("Step Functions makes no more than one effort to stop the job of an aborted task")
)]
pub struct JobStopError {
    /// The state.
    pub state: Arc<str>,
    /// What went wrong.
    pub problem: Box<JobStopProblem>,
}

/// What went wrong with the call that was to stop a job.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JobStopProblem {
    /// The service refused it.
    #[error("`{call}` was refused: {fault}")]
    Refused {
        /// The call.
        call: String,
        /// What the service says.
        fault: ServiceFault,
    },
    /// No service answered it.
    #[error(transparent)]
    Call(CallError),
}

impl JobStop {
    /// What came of the call that was to stop the job of a state.
    pub(crate) fn by(state: Arc<str>, call: &JobCall, reply: Result<CallReply, CallError>) -> Self {
        let operation = call.operation;
        let call = format!("{}:{}", operation.service().name(), operation.name());
        let problem = match reply {
            Ok(CallReply { result: Ok(_), .. }) => None,
            Ok(CallReply { result: Err(fault), .. }) => {
                Some(JobStopProblem::Refused { call: call.clone(), fault })
            }
            Err(error) => Some(JobStopProblem::Call(error)),
        };
        let failed = |problem| {
            let (state, problem) = (Arc::clone(&state), Box::new(problem));
            Err(JobStopError { state, problem })
        };
        Self { result: problem.map_or(Ok(()), failed), state, call }
    }
}
