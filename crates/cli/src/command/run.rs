//! `firedrill run`: scenarios on a backend, with a verdict for each.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::str::FromStr;

use camino::Utf8PathBuf;
use clap::ValueEnum;
use firedrill_record::{SuiteReport, VerdictCounts};
use firedrill_report::{Detail, suite_text, write_suite_json, write_suite_junit};
use firedrill_scenario::backend::Transport;
use firedrill_scenario::run::{KeepRecords, SuiteSettings, find_scenarios, run_suite};

use crate::arguments::{FlowArgument, Format, SeedArgument};
use crate::context::{write_message, write_result};
use crate::failure::{IoFailure, render};
use crate::progress::Progress;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `run`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Scenario files, and folders of them.
    #[arg(value_name = "PATH", default_value = "scenarios")]
    pub paths: Vec<Utf8PathBuf>,
    /// The flow of scenarios that name none.
    #[command(flatten)]
    pub flow: FlowArgument,
    /// The seed.
    #[command(flatten)]
    pub seed: SeedArgument,
    /// How requests reach the embedded account.
    #[arg(long, value_enum, default_value_t)]
    pub transport: TransportArgument,
    /// How many scenarios run at once; as many as there are processors when absent.
    #[arg(short, long, value_name = "N", value_parser = at_least_one)]
    pub jobs: Option<NonZeroUsize>,
    /// Also write a report: `json=FILE` or `junit=FILE`.
    #[arg(long = "report", value_name = "FORM=FILE")]
    pub reports: Vec<ReportArgument>,
}

fn at_least_one(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "a whole number of at least 1 is wanted".to_owned())
}

/// How requests reach the embedded account.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum TransportArgument {
    /// Within the process.
    #[default]
    Memory,
    /// Over HTTP on loopback.
    Http,
}

/// A report that is asked for.
#[derive(Debug, Clone)]
pub struct ReportArgument {
    form: ReportForm,
    file: Utf8PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReportForm {
    Json,
    Junit,
}

impl FromStr for ReportArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (form, file) = text.split_once('=').ok_or("write `json=FILE` or `junit=FILE`")?;
        let form = match form {
            "json" => ReportForm::Json,
            "junit" => ReportForm::Junit,
            _ => return Err(format!("there is no report `{form}`; there are `json` and `junit`")),
        };
        if file.is_empty() {
            return Err("the file is missing".to_owned());
        }
        Ok(Self { form, file: file.into() })
    }
}

/// There was nothing to run.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("no scenario was selected: {paths} hold none")]
#[diagnostic(
    code(firedrill::run::nothing_selected),
    help("name scenario files, or folders with `.yaml` files")
)]
struct NothingSelected {
    paths: String,
}

/// The last line of every run, since the embedded account asks trust policies and the policies of
/// queues and topics, and no others: a flow whose roles may do nothing passes as well.
const PERMISSIONS: &str = "permissions were not checked: a role may do whatever it likes here, \
                           whatever its own policies say\n";

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let found = find_scenarios(&args.paths).map_err(ExpectedError::invalid)?;
    if found.is_empty() {
        let paths: Vec<String> = args.paths.iter().map(|path| format!("`{path}`")).collect();
        return Err(ExpectedError::nothing(NothingSelected { paths: paths.join(", ") }));
    }
    let wants_json =
        context.format == Format::Json || args.reports.iter().any(|r| r.form == ReportForm::Json);
    let settings = SuiteSettings {
        flow: args.flow.flow.clone(),
        seed: args.seed.seed,
        jobs: args
            .jobs
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN),
        transport: match args.transport {
            TransportArgument::Memory => Transport::Memory,
            TransportArgument::Http => Transport::Http,
        },
        keep: if wants_json || context.verbose { KeepRecords::All } else { KeepRecords::Needed },
    };
    let progress = std::sync::OnceLock::new();
    let outcome = run_suite(
        found,
        &settings,
        |total| {
            progress.get_or_init(|| Progress::new(total, context));
        },
        || {
            if let Some(progress) = progress.get() {
                progress.advance();
            }
        },
    );
    if let Some(progress) = progress.get() {
        progress.finish();
    }
    for diagnostic in &outcome.diagnostics {
        write_message(&render(diagnostic.as_ref(), context));
    }
    show(&outcome.report, context)?;
    for report in &args.reports {
        write_report(report, &outcome.report)?;
    }
    Ok(exit_code(outcome.report.counts()))
}

fn show(report: &SuiteReport, context: &Context) -> Result<(), ExpectedError> {
    let text = match context.format {
        Format::Text => {
            let detail = if context.quiet {
                Detail::Quiet
            } else if context.verbose {
                Detail::Verbose
            } else {
                Detail::Normal
            };
            suite_text(report, detail, &context.theme()) + PERMISSIONS
        }
        Format::Json => {
            let mut json = Vec::new();
            write_suite_json(report, &mut json)
                .map_err(|error| IoFailure::new("write the report", &error))?;
            String::from_utf8_lossy(&json).into_owned()
        }
    };
    write_result(&text).map_err(|error| IoFailure::new("write the report", &error))?;
    Ok(())
}

fn write_report(wanted: &ReportArgument, report: &SuiteReport) -> Result<(), ExpectedError> {
    let doing = format!("write the report `{}`", wanted.file);
    let failed = |error: &std::io::Error| IoFailure::new(doing.clone(), error);
    let file = File::create(&wanted.file).map_err(|error| failed(&error))?;
    let mut writer = BufWriter::new(file);
    match wanted.form {
        ReportForm::Json => {
            write_suite_json(report, &mut writer).map_err(|error| failed(&error))?
        }
        ReportForm::Junit => write_suite_junit(report, &mut writer)
            .map_err(|error| IoFailure { doing: doing.clone(), reason: error.to_string() })?,
    }
    // Dropping the writer would lose what the last write says.
    writer.flush().map_err(|error| failed(&error))?;
    Ok(())
}

fn exit_code(counts: VerdictCounts) -> FiredrillExitCode {
    let mut code = FiredrillExitCode::Done;
    if counts.failed > 0 {
        code = code.graver(FiredrillExitCode::AnswerIsNo);
    }
    if counts.invalid > 0 {
        code = code.graver(FiredrillExitCode::InvalidInput);
    }
    if counts.unjudged + counts.not_modelled + counts.backend_failed > 0 {
        code = code.graver(FiredrillExitCode::BackendFailed);
    }
    code
}
