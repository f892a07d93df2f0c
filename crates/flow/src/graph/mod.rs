//! A flow as a graph: its resources, and the references from one to another.
//!
//! This module owns what a resource is and what it needs. It refuses to know how `flow.toml` spells
//! it and which calls make it.

mod events;
mod machine;
mod messaging;
mod node;
mod order;
mod resource;
mod resources;
mod role;
mod source;
mod substituted_text;

pub use events::{
    EventBus, RetryPolicy, Rule, RulePattern, Target, TargetInput, TargetTransformer,
};
pub use machine::{Definition, LogGroup, Logging, StateMachine};
pub use messaging::{
    Queue, RedrivePolicy, Subscription, SubscriptionEndpoint, SubscriptionProtocol, Topic,
};
pub(crate) use node::Node;
pub(crate) use order::in_order;
pub use resource::{Attribute, Reference, ResourceId, ResourceKind};
pub use resources::Resources;
pub use role::{External, InlinePolicy, Role};
pub use source::{Place, SourceFile};
pub use substituted_text::{SubstitutedText, Substitution};
