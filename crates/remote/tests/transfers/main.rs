//! Distributed Map states whose items come from Amazon S3 and whose results go there.
#![cfg(test)]

#[path = "../ended/mod.rs"]
mod ended;
#[path = "../execution/mod.rs"]
mod execution;
#[path = "../loopback/mod.rs"]
mod loopback;
mod reading;
#[path = "../stopped_clock/mod.rs"]
mod stopped_clock;
mod store;
mod writing;
