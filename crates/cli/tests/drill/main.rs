//! The binary as its users run it.
#![cfg(test)]

mod bad_input;
mod command;
mod determinism;
mod diagnostics;
mod documentation;
mod endpoint;
mod endpoint_aborted;
mod fitted;
mod patterns;
mod report;
mod states;
mod states_diff;
mod states_tools;
mod stories;
