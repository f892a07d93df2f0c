//! Integrations that Step Functions customised, on an endpoint that answers as it is told to.
#![cfg(test)]

#[path = "../execution/mod.rs"]
mod execution;
mod jobs;
mod mocked;
mod request_response;
mod stage;
mod stopped;
