//! Executions from start to end, driven as a driver drives them.
#![cfg(test)]

mod driving;
mod fan_out;
mod generated;
mod map_run;
mod tasks;
mod waiting_tasks;
