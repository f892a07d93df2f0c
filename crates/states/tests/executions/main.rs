//! Executions from start to end, driven as a driver drives them.
#![cfg(test)]

mod choices;
mod deep_data;
mod driving;
mod fan_out;
mod generated;
mod intrinsic_functions;
mod map_run;
mod map_run_redriving;
mod map_run_results;
mod redriving;
mod tasks;
mod unsatisfiable;
mod variable_limits;
mod waiting_tasks;
