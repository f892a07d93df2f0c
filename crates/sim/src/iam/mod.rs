//! AWS IAM: roles and their inline policies, stored and given back.
//!
//! Owns which roles exist and whom their trust policy names. It refuses to decide whether a call
//! is allowed: permissions are stored and not enforced, and the record says so.

mod document;
mod policy;
mod role;
mod roles;
mod service;
mod tags;

pub(crate) use roles::Roles;
pub(crate) use service::Iam;
