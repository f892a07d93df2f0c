//! Loading a flow: from `flow.toml` and the files that it names to a graph in which every text is
//! parsed and every reference leads somewhere.

mod builder;
mod error;
mod folder;
mod input_paths;
mod load;
mod machines;
mod messaging;
mod rules;
mod substitutions;

pub use error::FlowError;
pub use input_paths::{read_input_paths, read_transformer};
