//! A simulated AWS account as one deterministic discrete-event machine.
//!
//! The account is a value: a queue of events ordered by time and sequence, the state of each
//! service, and one seeded generator of ids. It is cloned to try the same deployment twice, asked
//! with [`Account::call`] and moved with [`Account::advance_to`]. Nothing in it waits, reads a
//! clock or opens a socket, so the same seed and the same calls write the same record.
//!
//! It refuses to know wire formats, sockets and who drives it.
//!
//! ```
//! use firedrill_api::Value;
//! use firedrill_sim::{Account, AccountSettings, Call, Delays};
//!
//! let mut account = Account::new(AccountSettings {
//!     account_id: "111122223333".to_owned(),
//!     region: "ap-northeast-1".to_owned(),
//!     seed: 7,
//!     start: "2026-01-01T00:00:00Z".parse()?,
//!     delays: Delays::default(),
//! });
//! let now = account.now();
//! let input = Value::Structure(vec![("Name".to_owned(), Value::from("notice"))]);
//! let topic = account.call(Call::by_client("sns", "CreateTopic", input), now)?;
//! let arn = "arn:aws:sns:ap-northeast-1:111122223333:notice";
//! assert_eq!(topic.get("TopicArn").and_then(Value::as_str), Some(arn));
//! assert_eq!(account.hops().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
mod call;
mod check;

mod context;
mod delay;
mod ecs;
mod error;
mod events;
mod fault;
mod guardduty;
mod iam;
mod ids;
mod journal;
mod logs;
mod machine;
mod members;
mod names;
pub mod operation;
mod page;
mod placement;
mod queue;
mod service;
mod services;
mod sns;
mod spelling;
mod sqs;
mod states;
mod stimulus;
mod sts;

pub use account::{Account, AccountSettings};
pub use call::{Answer, Call, RequestRefusal};
pub use delay::{Delay, Delays};
pub use error::{CallError, NotModelled, ServiceError};
pub use events::{EnvelopeError, check_event};
pub use fault::{Fault, FaultLeft};
pub use firedrill_finding::LaunchType;
pub use guardduty::{FindingSource, FindingSourceError};
pub use names::{
    ClusterArn, ContainerInstanceArn, EcsServiceArn, ExecutionArn, QueueArn, RoleArn, RuleArn,
    StateMachineArn, SubscriptionArn, TaskArn, TaskDefinitionArn, TopicArn,
};
pub use placement::TaskPlacement;
pub use services::SERVED;
pub use stimulus::{Delivery, Stimulus, StimulusError};
