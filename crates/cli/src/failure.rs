//! What a user can cause: a diagnostic and the exit code that goes with it.

use std::io;

use firedrill_flow::FlowError;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, JSONReportHandler};

use crate::arguments::Format;
use crate::context::Context;
use crate::exit_code::FiredrillExitCode;

/// Why a command could not do its work.
#[derive(Debug)]
pub struct ExpectedError {
    code: FiredrillExitCode,
    diagnostic: Box<dyn Diagnostic + Send + Sync>,
}

impl ExpectedError {
    /// An input file is invalid.
    pub fn invalid(diagnostic: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self { code: FiredrillExitCode::InvalidInput, diagnostic: Box::new(diagnostic) }
    }

    /// A backend failed.
    pub fn backend(diagnostic: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self { code: FiredrillExitCode::BackendFailed, diagnostic: Box::new(diagnostic) }
    }

    /// Nothing was selected to run.
    pub fn nothing(diagnostic: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self { code: FiredrillExitCode::NothingToRun, diagnostic: Box::new(diagnostic) }
    }

    /// The exit code.
    #[must_use]
    pub fn exit_code(&self) -> FiredrillExitCode {
        self.code
    }

    /// The diagnostic as it is shown on standard error.
    #[must_use]
    pub fn render(&self, context: &Context) -> String {
        render(self.diagnostic.as_ref(), context)
    }
}

/// A diagnostic as it is shown on standard error.
#[must_use]
pub(crate) fn render(diagnostic: &dyn Diagnostic, context: &Context) -> String {
    match context.format {
        Format::Json => {
            let mut text = String::new();
            let written = JSONReportHandler::new().render_report(&mut text, diagnostic);
            whole_lines(text, written.is_ok(), diagnostic)
        }
        Format::Text => graphical(diagnostic, context.error_color),
    }
}

/// A diagnostic for people, with the lines that it is about.
#[must_use]
pub(crate) fn graphical(diagnostic: &dyn Diagnostic, color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let mut text = String::new();
    let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
    let written = handler.render_report(&mut text, diagnostic);
    whole_lines(text, written.is_ok(), diagnostic)
}

fn whole_lines(text: String, written: bool, diagnostic: &dyn Diagnostic) -> String {
    let mut text = if written { text } else { diagnostic.to_string() };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

impl From<FlowError> for ExpectedError {
    fn from(error: FlowError) -> Self {
        Self::invalid(error)
    }
}

/// Standard output, standard input or a report could not be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("cannot {doing}: {reason}")]
#[diagnostic(code(firedrill::cli::io))]
pub(crate) struct IoFailure {
    /// What was being done.
    pub(crate) doing: String,
    /// What the system says.
    pub(crate) reason: String,
}

impl IoFailure {
    /// Wraps what the system said.
    pub(crate) fn new(doing: impl Into<String>, error: &io::Error) -> Self {
        Self { doing: doing.into(), reason: error.to_string() }
    }
}

impl From<IoFailure> for ExpectedError {
    fn from(failure: IoFailure) -> Self {
        Self::backend(failure)
    }
}
