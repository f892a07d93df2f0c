//! Seeded numbers and ids: the same seed gives the same ones on every machine.
//!
//! A [`Seed`] has named streams, each a [`SeededRandom`] of its own: how much is drawn from one
//! moves no other, and two parts of a program that are given the same seed do not repeat each
//! other's ids.
//!
//! The crate owns the generator and the forms of made-up ids (UUIDs, digits, letters). It refuses
//! to know what an id is for, and it is not for secrets.
//!
//! ```
//! use firedrill_seed::Seed;
//!
//! let seed = Seed::new(7);
//! let (mut ids, mut jitter) = (seed.stream("ids"), seed.stream("jitter"));
//! let id = ids.uuid();
//! jitter.fraction();
//! assert_eq!(seed.stream("ids").uuid(), id);
//! assert_ne!(seed.stream("jitter").uuid(), id);
//! ```

mod id;
mod random;
mod stream;

pub use random::SeededRandom;
pub use stream::Seed;
