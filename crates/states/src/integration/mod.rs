//! What Step Functions makes of a call: of a task an operation and its input, and of the service's
//! answer the result of the task or its failure; and what it waits for after that answer. The items
//! that a Map state reads and the results that it writes are moved by such calls too.
//!
//! Owns the names and texts in which the two kinds of integrations word an answer. Refuses to know
//! who performs the call, when, and what the service does with it.

mod customised;
mod dialect;
mod job;
mod lambda;
mod service_call;
mod transfer;
mod uncallable;

pub use dialect::CallRefusal;
pub use job::{Job, JobCall, JobKind};
pub use service_call::{Completion, ServiceCall, ServiceCallError};
pub use uncallable::UncallableTaskError;
