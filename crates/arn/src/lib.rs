//! Amazon resource names, and the identifiers that they are made of.
//!
//! An [`Arn`] is the six parts of any ARN, borrowed from its text. [`ClusterArn`], [`TaskArn`] and
//! [`TaskDefinitionArn`] are the ARNs of Amazon ECS that a finding names, checked and owned.
//!
//! The crate owns where an ARN is cut and which partition a region lies in. It refuses to know which
//! resources there are, and what a service says to a name that it does not take.
//!
//! ```
//! use firedrill_arn::Arn;
//!
//! let arn = Arn::parse("arn:aws:states:eu-west-1:111122223333:stateMachine:stop-task")?;
//! assert_eq!((arn.service, arn.account), ("states", "111122223333"));
//! assert_eq!(arn.kind_and_name(), Some(("stateMachine", "stop-task")));
//! assert_eq!(arn.to_string(), "arn:aws:states:eu-west-1:111122223333:stateMachine:stop-task");
//! # Ok::<(), firedrill_arn::ArnError>(())
//! ```

mod arn;
mod ecs;
mod id;
mod identifier;

pub use arn::{Arn, ArnError, partition};
pub use ecs::{ClusterArn, EcsArnError, TaskArn, TaskDefinitionArn};
pub use id::{AccountId, Region};
pub use identifier::IdentifierError;
