//! The admin API: what a test may do to the account that no client of AWS can.
//!
//! A [command](AdminCommand) is a value with an answer of its own type.
//! [`Port::admin`](crate::Port::admin) has it done in this process; over HTTP the same command is a
//! `POST` to [`PREFIX`] and its name, with its members as a JSON body, which [`request`] writes and
//! [`answer`] reads.
//!
//! ```
//! use firedrill_endpoint::Port;
//! use firedrill_endpoint::admin::Advance;
//! # use firedrill_sim::{Account, AccountSettings, Delays};
//! # let account = Account::new(AccountSettings {
//! #     account_id: "111122223333".to_owned(),
//! #     region: "eu-west-1".to_owned(),
//! #     seed: 1,
//! #     start: "2026-01-01T00:00:00Z".parse()?,
//! #     delays: Delays::default(),
//! # });
//! let port = Port::new(account);
//! let limit = "2026-01-01T01:00:00Z".parse()?;
//! let advanced = port.admin(Advance { to: Some(limit), until: None })?;
//! assert_eq!(advanced.now, limit);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clock;
mod command;
mod error;
mod fault;
mod health;
mod inject;
mod place_task;
mod record;
mod story;

pub use clock::{Advance, Advanced, Condition};
pub use command::{AdminCommand, Done, PREFIX, answer, request};
pub use error::AdminError;
pub use fault::AddFault;
pub use health::Health;
pub use inject::{Inject, Injected};
pub use place_task::PlaceTask;
pub use record::{ReadRecord, RecordPart};
pub use story::BeginStory;

pub(crate) use command::handle_json;
