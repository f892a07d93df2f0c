//! The embedded backend: the simulated account, in this process or over HTTP on loopback.
//!
//! Owns how the runner's words become commands of the admin API. It prepares a flow by deploying it
//! into an account that is cloned for each scenario.

mod account;
mod environment;
mod link;

pub use account::Embedded;
pub use environment::{EmbeddedEnvironment, PreparedAccount, START};

/// How requests reach the embedded account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transport {
    /// Within the process: the same bytes, and no socket.
    #[default]
    Memory,
    /// Over HTTP on loopback.
    Http,
}
