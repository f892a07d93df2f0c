//! Where a target's ARN leads: which service is called, and with what.

use firedrill_arn::Arn;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::error::{CallError, NotModelled, ServiceError};

/// A resource that a rule can invoke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Destination {
    /// A state machine, or one version of it: `StartExecution`.
    StateMachine,
    /// A queue: `SendMessage`.
    Queue,
    /// A topic: `Publish`.
    Topic,
    /// Something of a service that the simulator does not serve, such as a Lambda function: a rule
    /// may have it as a target, and an event that reaches it ends there.
    NotServed,
}

impl Destination {
    /// Reads the ARN of a target.
    ///
    /// # Errors
    /// A `ValidationException` for what is no ARN; [`NotModelled`] for another account or another
    /// region, which the simulator does not reach.
    pub(crate) fn of(arn: &str, context: &Context<'_>) -> Result<Self, CallError> {
        let Ok(Arn { service, region, account, resource, .. }) = Arn::parse(arn) else {
            return Err(ServiceError::new(
                "ValidationException",
                format!(
                    "Parameter {arn} is not valid. Reason: Provided Arn is not in correct format."
                ),
            )
            .into());
        };
        let destination = match (service, resource.split_once(':')) {
            ("states", Some(("stateMachine", _))) => Self::StateMachine,
            ("sqs", None) => Self::Queue,
            ("sns", None) => Self::Topic,
            _ => Self::NotServed,
        };
        if (region, account) == (context.region(), context.account_id()) {
            Ok(destination)
        } else {
            Err(NotModelled::new(format!(
                "events:PutTargets target of another account or region `{arn}`"
            ))
            .into())
        }
    }

    /// Whether EventBridge must assume a role to invoke it; queues and topics let the service in
    /// through their own policies.
    pub(crate) fn needs_role(&self) -> bool {
        matches!(self, Self::StateMachine)
    }
}
