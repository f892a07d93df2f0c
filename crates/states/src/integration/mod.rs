//! What Step Functions makes of a call: of a task an operation and its input, and of the service's
//! answer the result of the task or its failure.
//!
//! Owns the names and texts in which the two kinds of integrations word an answer. Refuses to know
//! who performs the call, and what the service does with it.

mod dialect;
mod service_call;

pub use dialect::{CallRefusal, Dialect};
pub use service_call::{ServiceCall, ServiceCallError, UncallableTaskError};
