//! `firedrill version`: the version, and those of the forms that it reads and writes.

use serde_json::json;

use crate::arguments::Format;
use crate::context::write_result;
use crate::failure::IoFailure;
use crate::{Context, ExpectedError, FiredrillExitCode};

pub(super) fn run(context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let version = env!("CARGO_PKG_VERSION");
    let (record, suite) = (firedrill_record::RECORD_VERSION, firedrill_record::SUITE_VERSION);
    let text = match context.format {
        Format::Json => {
            format!("{}\n", json!({ "firedrill": version, "record": record, "suite": suite }))
        }
        Format::Text => {
            format!(
                "firedrill {version}\nrun record, version {record}\nsuite report, version {suite}\n"
            )
        }
    };
    write_result(&text).map_err(|error| IoFailure::new("write the version", &error))?;
    Ok(FiredrillExitCode::Done)
}
