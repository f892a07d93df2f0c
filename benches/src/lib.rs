//! Workloads for matching events and running state machines, and the engines that are compared on
//! them.
//!
//! This package owns what is measured: the events and rules, the state machines and the results of
//! their tasks, and how each engine is asked. How to run it is said in its README.

mod engines;
mod events;
mod machines;
mod workloads;

pub use engines::{Engine, IndexEngine, PatternEngine, QuaminaEngine, SonicEngine};
pub use events::guardduty_events;
pub use machines::{MockedMachine, map_over, pass_choice_pass, stop_task};
pub use workloads::{Rules, Workload, ecs_rules, workloads};
