//! Where a target's ARN leads: which service is called, and with what.

use crate::context::Context;
use crate::error::{CallError, NotModelled, ServiceError};

/// A resource that a rule can invoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// A state machine, or one version of it: `StartExecution`.
    StateMachine,
    /// A queue, by its name: `SendMessage`.
    Queue {
        /// The name.
        name: String,
    },
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
        let mut parts = arn.splitn(6, ':');
        let (Some("arn"), Some(_), Some(service), Some(region), Some(account), Some(resource)) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
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
            ("sqs", None) => Self::Queue { name: resource.to_owned() },
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

/// The URL of a queue of this account; SQS looks at its path only.
pub(super) fn queue_url(name: &str, context: &Context<'_>) -> String {
    let (region, account) = (context.region(), context.account_id());
    format!("https://sqs.{region}.amazonaws.com/{account}/{name}")
}
