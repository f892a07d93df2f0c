//! Integrations that Step Functions customised, on an endpoint that answers as it is told to.
#![cfg(test)]

#[path = "../ended/mod.rs"]
mod ended;
#[path = "../execution/mod.rs"]
mod execution;
mod jobs;
#[path = "../loopback/mod.rs"]
mod loopback;
mod mocked;
mod request_response;
mod stage;
mod stopped;
