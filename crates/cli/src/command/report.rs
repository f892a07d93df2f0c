//! `firedrill report`: a stored report again, in any form.

use camino::Utf8PathBuf;
use firedrill_record::{ReadError, SuiteReport};
use firedrill_report::ReportForm;

use crate::command::run::{detail, exit_code, shown_form};
use crate::context::write_result;
use crate::failure::IoFailure;
use crate::input::Inputs;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// What a stored report may weigh.
const REPORT_LIMIT: usize = 1024 * 1024 * 1024;

/// Arguments of `report`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// A report that `run --report json=FILE` or `run --format json` wrote; `-` for standard input.
    #[arg(value_name = "FILE")]
    pub file: Utf8PathBuf,
    /// The form: `text`, `json` or `junit`; that of `--format` when absent.
    #[arg(long, value_name = "FORM")]
    pub form: Option<ReportForm>,
}

/// The file is no report that can be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("cannot read `{file}`: {reason}")]
#[diagnostic(code(firedrill::report::unreadable))]
struct UnreadableReport {
    file: Utf8PathBuf,
    reason: ReadError,
    #[help]
    help: &'static str,
}

/// Shows the report, and ends as the run that wrote it ended.
pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let json = Inputs::default().read(args.file.as_str(), "a report", REPORT_LIMIT)?.text;
    let suite = SuiteReport::read(&json).map_err(|reason| {
        let help = match &reason {
            ReadError::Version { .. } => "read it with that release, or run the scenarios again",
            _ => "give a file that `firedrill run --report json=FILE` wrote",
        };
        ExpectedError::invalid(UnreadableReport { file: args.file.clone(), reason, help })
    })?;
    let form = args.form.unwrap_or_else(|| shown_form(context));
    let mut shown = Vec::new();
    form.write(&suite, detail(context), &context.theme(), &mut shown)
        .map_err(|error| IoFailure::new("write the report", &error))?;
    write_result(&String::from_utf8_lossy(&shown))
        .map_err(|error| IoFailure::new("write the report", &error))?;
    Ok(exit_code(suite.counts()))
}
