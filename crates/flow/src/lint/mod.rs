//! Lint: what a flow lets through or leaves out that will surprise whoever relies on it.
//!
//! A flow is judged by the findings there are: those that the generator of `finding` makes, of
//! every type it can make and on every resource, and the members that GuardDuty's model lists. On
//! top come the lints of the pattern itself, of queues that refuse what is sent to them, and those of
//! the state machines. This module owns what is particular to findings and to the references of a
//! flow. It refuses to forbid anything, and to guess about fields whose values belong to an account.

mod check;
mod corpus;
mod fields;
mod flow_lint;
mod machine;
mod matching;
mod paths;
mod pattern;
mod policy_document;
mod queue_policy;
mod sample_arns;
mod transformer;
mod warning;

pub use check::lint;
pub use flow_lint::FlowLint;
