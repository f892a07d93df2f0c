//! Workloads for matching events, and the engines that are compared on them.
//!
//! This package owns what is measured: the events, the rules, and how each engine is asked. How to
//! run it is said in its README.

mod engines;
mod events;
mod workloads;

pub use engines::{Engine, IndexEngine, PatternEngine, QuaminaEngine, SonicEngine};
pub use events::guardduty_events;
pub use workloads::{Rules, Workload, ecs_rules, workloads};
