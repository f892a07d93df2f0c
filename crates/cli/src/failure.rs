//! What a user can cause: a diagnostic and the exit code that goes with it.

use std::borrow::Cow;
use std::io;

use firedrill_flow::FlowError;
use firedrill_report::{escape_json, escape_lines};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, JSONReportHandler};

use crate::arguments::Format;
use crate::context::Context;
use crate::excerpt::Excerpted;
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

    /// The command line asks for what does not go together.
    pub fn usage(diagnostic: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self { code: FiredrillExitCode::Usage, diagnostic: Box::new(diagnostic) }
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
    render_in(diagnostic, context.format, context.error_color)
}

/// A diagnostic in one form, with colours or without.
///
/// It may quote names and files of strangers. One that holds characters that act on a terminal is
/// shown without colours, so that every such character is theirs and is made visible.
#[must_use]
pub(crate) fn render_in(diagnostic: &dyn Diagnostic, format: Format, color: bool) -> String {
    let excerpted;
    let diagnostic: &dyn Diagnostic = match format {
        Format::Json => diagnostic,
        Format::Text => {
            excerpted = Excerpted::of(diagnostic);
            &excerpted
        }
    };
    let plain = rendered(diagnostic, format, false);
    let safe = match format {
        Format::Json => escape_json(&plain),
        Format::Text => escape_lines(&plain),
    };
    if color && matches!(safe, Cow::Borrowed(_)) {
        return rendered(diagnostic, format, true);
    }
    safe.into_owned()
}

fn rendered(diagnostic: &dyn Diagnostic, format: Format, color: bool) -> String {
    let mut text = String::new();
    let written = match format {
        Format::Json => JSONReportHandler::new().render_report(&mut text, diagnostic),
        Format::Text => {
            let theme =
                if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
            GraphicalReportHandler::new_themed(theme)
                .with_width(100)
                .render_report(&mut text, diagnostic)
        }
    };
    if written.is_err() {
        text = diagnostic.to_string();
    }
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
