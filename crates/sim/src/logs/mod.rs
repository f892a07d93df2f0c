//! Amazon CloudWatch Logs: log groups and how long they keep.
//!
//! Owns which groups exist. No service writes log events here, and the record says so where one
//! was told to.

mod group;
mod service;
mod tags;

pub(crate) use service::Logs;
