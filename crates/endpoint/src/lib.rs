//! The simulated account behind one port.
//!
//! [`Port`] takes the bytes of a request and gives the bytes of an answer. Two things stand in
//! front of it: [`InMemoryClient`], an HTTP client for the AWS SDK that never leaves the process,
//! and [`Server`], an HTTP server on loopback. Both hand over the same bytes, so whatever runs
//! through one runs through the other and writes the same record. Beside the services stands the
//! admin API ([`admin`]): what a test may do to the account that no AWS client can.
//!
//! This crate refuses to know what a service does (that is `sim`) and what the bytes mean (that is
//! `wire`).

pub mod admin;
mod answering;
mod connector;
mod port;
mod server;

pub use answering::Answering;
pub use connector::InMemoryClient;
pub use port::Port;
pub use server::{Server, ServerError};
