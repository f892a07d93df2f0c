//! AWS Step Functions: state machines and their executions.
//!
//! Owns which machines and executions exist, and drives executions on the account's queue: it
//! wakes them, performs the calls of their tasks and gives them the answers. What a definition
//! means is `firedrill_states`'s.

mod driver;
mod error;
mod execution;
mod express;
mod history;
mod mocks;
mod run;
mod service;
mod state_machine;
mod status_event;
mod tags;

pub(crate) use mocks::Mocks;
pub(crate) use service::States;
