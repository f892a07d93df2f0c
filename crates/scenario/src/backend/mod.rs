//! Backends: who answers the flow's calls, who moves the clock, and what of it can be seen.
//!
//! An [`Environment`] prepares a flow once and begins a [`Backend`] for each scenario. The runner is
//! written against these traits alone and speaks their language: an [`Injection`], a
//! [fault](crate::file::Fault), a [`Condition`], a [`PlacedTask`]. What differs between backends is
//! said by [`Capabilities`], against which a scenario file is checked before anything runs, and by
//! the description that every record prints.
//!
//! ```
//! use firedrill_record::HopType;
//! use firedrill_scenario::backend::{EmbeddedEnvironment, Environment, Transport};
//!
//! let environment = EmbeddedEnvironment::new(1, Transport::Memory);
//! let capabilities = environment.capabilities();
//! assert!(capabilities.described.faults);
//! assert!(capabilities.described.observes.of(HopType::TaskStatus).is_complete());
//! ```

mod capabilities;
mod config;
mod deployment;
mod embedded;
mod environment;
mod error;
mod language;
mod loopback;
mod recorded;

pub use capabilities::Capabilities;
pub(crate) use deployment::clients;
pub use embedded::{Embedded, EmbeddedEnvironment, PreparedAccount, START, Transport};
pub use environment::{Backend, Environment, Inputs, Observed, Place, Prepared, UnusedFault};
pub use error::BackendError;
pub use language::{Condition, Delivery, Injection, PlacedTask};
pub use recorded::{PreparedRecord, Recorded, RecordedEnvironment};
