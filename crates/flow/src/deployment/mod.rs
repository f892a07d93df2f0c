//! Bringing a flow into being and taking it away again, through the AWS SDK.
//!
//! This module owns the calls, their order and the journal of what they made. It refuses to know
//! which backend answers.

mod deploy;
mod destroy;
mod error;
mod events;
mod journal;
mod known;
mod machines;
mod messaging;
mod patience;

pub use deploy::{Deployment, deploy};
pub use destroy::destroy;
pub use error::{DeployError, DestroyError, StepError, refusal};
pub use journal::{Journal, Made};
