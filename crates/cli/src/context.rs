//! What a command gets from the process: where it writes and how, read once.

use std::io::{self, IsTerminal, Write};

use firedrill_report::{Theme, escape_json};
use serde_json::Value;

use crate::arguments::{Color, CommonArguments, Format};

/// The surroundings of a command.
#[derive(Debug, Clone)]
pub struct Context {
    /// The form of results.
    pub format: Format,
    /// Whether results are coloured.
    pub color: bool,
    /// Whether diagnostics are coloured.
    pub error_color: bool,
    /// Whether progress can be drawn on standard error.
    pub progress: bool,
    /// Whether to say less.
    pub quiet: bool,
    /// Whether to say more.
    pub verbose: bool,
}

impl Context {
    /// Reads the surroundings.
    #[must_use]
    pub fn read(arguments: &CommonArguments) -> Self {
        // https://no-color.org: any value that is not empty turns colours off.
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colored = |terminal: bool| match arguments.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !no_color,
        };
        let error_terminal = io::stderr().is_terminal();
        Self {
            format: arguments.format,
            color: colored(io::stdout().is_terminal()),
            error_color: colored(error_terminal),
            progress: error_terminal && !arguments.quiet,
            quiet: arguments.quiet,
            verbose: arguments.verbose,
        }
    }

    /// The look of results.
    #[must_use]
    pub fn theme(&self) -> Theme {
        if self.color { Theme::colour() } else { Theme::plain() }
    }
}

/// A result for tools, on a line of its own.
pub(crate) fn json_line(result: &Value) -> String {
    format!("{}\n", escape_json(&result.to_string()))
}

/// Writes a result to standard output.
///
/// # Errors
/// What the system says; a reader that went away is no error.
pub(crate) fn write_result(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes a line of progress or a diagnostic to standard error.
pub(crate) fn write_message(text: &str) {
    // There is nowhere left to say that standard error is gone.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
