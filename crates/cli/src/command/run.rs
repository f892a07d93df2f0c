//! `firedrill run`: scenarios on a backend, with a verdict for each.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::str::FromStr;

use camino::Utf8PathBuf;
use clap::ValueEnum;
use firedrill_record::{SuiteReport, VerdictCounts};
use firedrill_report::{Detail, ReportForm, ReportFormError, Theme};
use firedrill_scenario::backend::{EmbeddedEnvironment, Transport};
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
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Also write a report: `json=FILE`, `junit=FILE` or `text=FILE`.
    #[arg(long = "report", value_name = "FORM=FILE")]
    pub reports: Vec<ReportArgument>,
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

impl FromStr for ReportArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (form, file) = text.split_once('=').ok_or("write `json=FILE` or `junit=FILE`")?;
        let form = form.parse().map_err(|error: ReportFormError| error.to_string())?;
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

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let files = find_scenarios(&args.paths).map_err(ExpectedError::invalid)?;
    if files.is_empty() {
        let paths: Vec<String> = args.paths.iter().map(|path| format!("`{path}`")).collect();
        return Err(ExpectedError::nothing(NothingSelected { paths: paths.join(", ") }));
    }
    let shown = shown_form(context);
    let mut forms = args.reports.iter().map(|report| report.form).chain([shown]);
    let needs_full = context.verbose || forms.any(ReportForm::needs_full_records);
    let settings = SuiteSettings {
        flow: args.flow.flow.clone(),
        jobs: args
            .jobs
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN),
        keep: if needs_full { KeepRecords::All } else { KeepRecords::Needed },
    };
    let transport = match args.transport {
        TransportArgument::Memory => Transport::Memory,
        TransportArgument::Http => Transport::Http,
    };
    let environment = EmbeddedEnvironment::new(args.seed.seed, transport);
    let progress = std::sync::OnceLock::new();
    let outcome = run_suite(
        &files,
        &settings,
        environment,
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
    let mut text = Vec::new();
    shown
        .write(&outcome.report, detail(context), &context.theme(), &mut text)
        .map_err(|error| IoFailure::new("write the report", &error))?;
    write_result(&String::from_utf8_lossy(&text))
        .map_err(|error| IoFailure::new("write the report", &error))?;
    for report in &args.reports {
        write_report(report, &outcome.report, context)?;
    }
    Ok(exit_code(outcome.report.counts()))
}

/// The form of the report on standard output.
pub(super) fn shown_form(context: &Context) -> ReportForm {
    match context.format {
        Format::Text => ReportForm::Text,
        Format::Json => ReportForm::Json,
    }
}

/// How much a report in text tells.
pub(super) fn detail(context: &Context) -> Detail {
    if context.quiet {
        Detail::Quiet
    } else if context.verbose {
        Detail::Verbose
    } else {
        Detail::Normal
    }
}

fn write_report(
    wanted: &ReportArgument,
    report: &SuiteReport,
    context: &Context,
) -> Result<(), ExpectedError> {
    let doing = format!("write the report `{}`", wanted.file);
    let write = || -> std::io::Result<()> {
        let mut writer = BufWriter::new(File::create(&wanted.file)?);
        wanted.form.write(report, detail(context), &Theme::plain(), &mut writer)?;
        // Dropping the writer would lose what the last write says.
        writer.flush()
    };
    write().map_err(|error| IoFailure::new(doing, &error).into())
}

/// What a suite ends with.
pub(super) fn exit_code(counts: VerdictCounts) -> FiredrillExitCode {
    let mut code = FiredrillExitCode::Done;
    if counts.passed_in_part > 0 {
        code = code.graver(FiredrillExitCode::PassedInPart);
    }
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
