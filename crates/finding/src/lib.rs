//! GuardDuty findings: catalogue of types, model, seeded generator, and EventBridge envelope.
//!
//! This crate owns what a finding looks like, how one is told and how one is made; it refuses to know who consumes
//! it. It reads no clock and draws no random numbers but those of a given seed.
//!
//! ```
//! use firedrill_finding::{
//!     FindingGenerator, FindingRequest, FindingTimes, FindingType, LaunchType, TaskFacts,
//! };
//!
//! let task = TaskFacts::new(
//!     "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef".parse()?,
//!     "arn:aws:ecs:eu-west-1:111122223333:cluster/prod".parse()?,
//!     "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1".parse()?,
//!     LaunchType::Fargate,
//!     "service:web",
//!     "2026-01-01T00:00:00Z".parse()?,
//! );
//! let request = FindingRequest::on_task(FindingType::named("Execution:Runtime/ReverseShell")?, task);
//! let times = FindingTimes::once("2026-01-01T01:00:00Z".parse()?, "2026-01-01T01:02:30Z".parse()?);
//!
//! let mut generator = FindingGenerator::new(7);
//! let finding = generator.finding(&request, times)?;
//! let event = generator.event(finding, "2026-01-01T01:03:30Z".parse()?);
//! assert!(event.to_json()?.contains(r#""resourceType":"ECSCluster""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod catalogue;
mod document;
mod event;
mod facts;
mod generator;
mod id;
mod instant;
mod member;
pub mod model;
mod request;
mod severity;
mod spelling;
mod wrap;

pub use catalogue::{FindingType, FindingTypeError, ResourceKind};
pub use document::{Document, DocumentError, DocumentList, split_documents};
pub use event::FindingEvent;
pub use facts::{FindingFacts, FindingFactsError, FindingForm};
pub use firedrill_arn::{
    AccountId, ClusterArn, EcsArnError, IdentifierError, Region, TaskArn, TaskDefinitionArn,
};
pub use generator::{FindingError, FindingGenerator};
pub use id::{DetectorId, FindingId};
pub use instant::{EpochSeconds, IsoInstant, IsoSecond, RuntimeInstant};
pub use member::{Member, NoValue};
pub use model::Finding;
pub use request::{
    AffectedResource, ClusterFacts, ContainerFacts, FindingRequest, FindingTimes, InstanceFacts,
    LaunchType, PodFacts, TaskFacts,
};
pub use severity::{Severity, SeverityBand, SeverityError};
pub use spelling::spell_as_event;
pub use wrap::{WrapFindingError, wrap_finding};
