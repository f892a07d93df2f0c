//! The names of resources, each its own type so that one cannot stand for another.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! arn {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is; whether such a resource exists is not looked at.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The ARN as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// What follows the last `/` or, where there is none, the last `:`.
            #[must_use]
            pub fn last_part(&self) -> &str {
                self.0.rsplit(['/', ':']).next().unwrap_or_default()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    )*};
}

arn! {
    /// `arn:aws:ecs:REGION:ACCOUNT:cluster/NAME`.
    ClusterArn;
    /// `arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID`.
    TaskArn;
    /// `arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY:REVISION`.
    TaskDefinitionArn;
    /// `arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME`.
    EcsServiceArn;
    /// `arn:aws:ecs:REGION:ACCOUNT:container-instance/CLUSTER/ID`.
    ContainerInstanceArn;
    /// `arn:aws:events:REGION:ACCOUNT:rule/NAME`.
    RuleArn;
    /// `arn:aws:states:REGION:ACCOUNT:stateMachine:NAME`.
    StateMachineArn;
    /// `arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME`.
    ExecutionArn;
    /// `arn:aws:sns:REGION:ACCOUNT:NAME`.
    TopicArn;
    /// `arn:aws:sns:REGION:ACCOUNT:TOPIC:UUID`.
    SubscriptionArn;
    /// `arn:aws:sqs:REGION:ACCOUNT:NAME`.
    QueueArn;
    /// `arn:aws:iam::ACCOUNT:role/PATH/NAME`.
    RoleArn;
}
