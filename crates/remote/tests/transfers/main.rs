//! Distributed Map states whose items come from Amazon S3 and whose results go there.
#![cfg(test)]

#[path = "../execution/mod.rs"]
mod execution;
mod reading;
mod store;
mod writing;
