//! TestState: what a state shows step by step, and which requests are refused in which words.

#![cfg(test)]

mod asking;
mod data_flow;
mod maps;
mod refusals;
