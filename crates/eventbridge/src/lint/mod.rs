//! Lint: what is valid in a pattern and will still surprise whoever wrote it.
//!
//! Every lint is one function over a parsed pattern; it has a code, and a page of its own in
//! `docs/lints/`. This module owns what can be told from the pattern alone, and from the envelope
//! that every event of a bus has. It refuses to know what any service puts into `detail`, and to
//! forbid anything: whether a warning counts is for its reader to say.

mod address;
mod alternatives;
mod anything_but;
mod check;
mod duplicate;
mod engine;
mod envelope;
mod impossible;
mod limits;
mod listed_types;
mod number;
mod object_leaf;
mod operand;
mod or;
mod pattern_lint;
mod template_syntax;
mod warning;
mod wildcard;

pub(crate) use check::lint;
pub use pattern_lint::PatternLint;
pub use warning::PatternWarning;
