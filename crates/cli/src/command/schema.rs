//! `firedrill schema`: the JSON Schema of a form that Firedrill reads.

use clap::ValueEnum;

use crate::context::write_result;
use crate::failure::IoFailure;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `schema`.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Args {
    /// The form.
    #[arg(value_enum, default_value_t)]
    pub form: Form,
}

/// A form with a schema.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Form {
    /// A scenario file.
    #[default]
    Scenario,
    /// A `flow.toml`.
    Flow,
}

pub(super) fn run(args: Args, _: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let schema = match args.form {
        Form::Scenario => firedrill_scenario::file::schema(),
        Form::Flow => firedrill_flow::schema(),
    };
    write_result(&format!("{schema:#}\n"))
        .map_err(|error| IoFailure::new("write the schema", &error))?;
    Ok(FiredrillExitCode::Done)
}
