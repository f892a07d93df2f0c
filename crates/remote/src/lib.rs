//! Calling AWS operations on a real endpoint, such as an emulator's.
//!
//! An [`Endpoint`] performs any operation whose shapes `firedrill_api` knows: it encodes the
//! request, signs it, sends it over plain HTTP and decodes the answer. An [`EndpointDriver`] runs
//! an execution of `firedrill_states` in real time with its tasks performed there.
//!
//! The crate owns sockets, signatures, limits, and when the calls of an execution are made. It refuses
//! to know what a state machine means, which `firedrill_states` decides, and what any service does;
//! and it reads neither environment nor clock: credentials, region and [`Clock`] are handed in. AWS itself is refused by [`EndpointUrl`].

mod call;
mod calling;
mod clock;
mod credentials;
mod driver;
mod driver_error;
mod endpoint;
mod endpoint_url;
mod job_stop;
mod region;
mod signing;
mod watch;

pub use call::{CallError, CallProblem, CallReply};
pub use clock::Clock;
pub use credentials::{Credentials, CredentialsError};
pub use driver::EndpointDriver;
pub use driver_error::EndpointDriverError;
pub use endpoint::{CallLimits, Endpoint};
pub use endpoint_url::{EndpointUrl, EndpointUrlError};
pub use job_stop::{JobStop, JobStopError, JobStopProblem};
pub use region::{Region, RegionError};
