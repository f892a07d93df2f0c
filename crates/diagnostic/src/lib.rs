//! What diagnostics share: the frame of a lint's warning, and "did you mean".
//!
//! The crate owns how a [`Warning`] shows itself to `miette` and when one name is near enough to
//! another to be offered for it. It refuses to know any lint, and what is written in the texts that
//! are warned about.

mod nearest;
mod visible;
mod warning;

pub use nearest::nearest;
pub use warning::{Lint, Warning};
