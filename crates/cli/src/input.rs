//! Patterns, events and templates that an argument names: a file, standard input, or the JSON
//! itself.

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use camino::Utf8Path;
use firedrill_diagnostic::Lint as _;
use firedrill_eventbridge::{EventError, EventParameterError, EventPattern};
use firedrill_flow::{InFile, read_text};
use firedrill_report::escape;
use miette::Diagnostic;

use crate::context::write_message;
use crate::event_source::EventInput;
use crate::{Context, ExpectedError};

/// A pattern has at most 4,096 characters, and is told so if it has more.
const PATTERN_LIMIT: usize = 64 * 1024;

/// An input cannot be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
enum InputError {
    #[error("standard input was named twice")]
    #[diagnostic(
        code(firedrill::input::standard_input_twice),
        help("put one of the two into a file")
    )]
    StandardInputTwice,
    #[error("cannot read standard input: {0}")]
    #[diagnostic(code(firedrill::input::unreadable))]
    Unreadable(String),
    #[error("standard input is larger than the {limit} bytes that {kind} may have")]
    #[diagnostic(code(firedrill::input::too_large))]
    TooLarge { kind: &'static str, limit: usize },
    #[error("standard input is not UTF-8")]
    #[diagnostic(code(firedrill::input::not_utf8))]
    NotUtf8,
}

/// A text and where it came from.
#[derive(Debug)]
pub(crate) struct InputText {
    /// The file, or what stands for one.
    pub(crate) origin: String,
    pub(crate) text: String,
}

/// A pattern and where it came from.
#[derive(Debug)]
pub(crate) struct InputPattern {
    pub(crate) origin: String,
    pub(crate) pattern: EventPattern,
}

impl InputPattern {
    /// Says where the engine of the service is known to give another verdict than its documentation.
    pub(crate) fn write_doubts(&self, context: &Context) {
        if context.quiet {
            return;
        }
        let warnings = self.pattern.lint().into_iter();
        for warning in warnings.filter(|warning| warning.lint().doubts_the_verdict()) {
            let text = escape(&warning.to_string()).into_owned();
            write_message(&format!("note: {text} ({})\n", warning.lint().code()));
        }
    }
}

/// Reads inputs; standard input can be read once.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    standard_input_was_read: bool,
}

impl Inputs {
    /// The pattern that an argument names.
    pub(crate) fn pattern(&mut self, given: &str) -> Result<InputPattern, ExpectedError> {
        let InputText { origin, text } = if given.trim_start().starts_with('{') {
            InputText { origin: "command line".to_owned(), text: given.to_owned() }
        } else {
            self.read(given, "an event pattern", PATTERN_LIMIT)?
        };
        let text = Arc::new(text);
        let pattern = EventPattern::parse(&text).map_err(|error| {
            ExpectedError::invalid(InFile::new(Utf8Path::new(&origin), Arc::clone(&text), error))
        })?;
        Ok(InputPattern { origin, pattern })
    }

    /// Where the events are that an argument names.
    pub(crate) fn events(&mut self, given: &str) -> Result<EventInput, ExpectedError> {
        if given.trim_start().starts_with(['{', '[']) {
            return Ok(EventInput::CommandLine(given.to_owned()));
        }
        if given == "-" {
            self.take_standard_input()?;
        }
        Ok(EventInput::named(Path::new(given)))
    }

    fn take_standard_input(&mut self) -> Result<(), ExpectedError> {
        if std::mem::replace(&mut self.standard_input_was_read, true) {
            return Err(ExpectedError::usage(InputError::StandardInputTwice));
        }
        Ok(())
    }

    /// The text of a file, or of standard input for `-`.
    pub(crate) fn read(
        &mut self,
        given: &str,
        kind: &'static str,
        limit: usize,
    ) -> Result<InputText, ExpectedError> {
        if given != "-" {
            let text =
                read_text(Utf8Path::new(given), kind, limit).map_err(ExpectedError::invalid)?;
            return Ok(InputText { origin: given.to_owned(), text });
        }
        self.take_standard_input()?;
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(limit as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| ExpectedError::invalid(InputError::Unreadable(error.to_string())))?;
        if bytes.len() > limit {
            return Err(ExpectedError::invalid(InputError::TooLarge { kind, limit }));
        }
        let text =
            String::from_utf8(bytes).map_err(|_| ExpectedError::invalid(InputError::NotUtf8))?;
        Ok(InputText { origin: "standard input".to_owned(), text })
    }
}

/// An event was refused. It is shown without its text, which a stranger may have written.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`{origin}`: {reason}")]
#[diagnostic(code(firedrill::event::refused))]
pub(crate) struct EventRefusal {
    origin: String,
    reason: String,
    #[help]
    help: Option<String>,
}

/// An event was read, and no verdict on it was found.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`{origin}`: {reason}")]
#[diagnostic(code(firedrill::event::undecided))]
struct EventUndecidedError {
    origin: String,
    reason: String,
}

impl EventRefusal {
    /// What stands at `origin` was refused for a reason that may quote it.
    pub(crate) fn new(origin: &str, reason: &str, help: Option<&str>) -> Self {
        let help = help.map(|help| escape(help).into_owned());
        Self { origin: origin.to_owned(), reason: escape(reason).into_owned(), help }
    }

    /// There is no verdict on the event: it is not valid JSON, or no object, or leaves too much to
    /// choose from, which is not modelled.
    pub(crate) fn without_verdict(origin: &str, error: &EventError) -> ExpectedError {
        if error.is_undecided() {
            let (origin, reason) = (origin.to_owned(), escape(&error.to_string()).into_owned());
            return ExpectedError::backend(EventUndecidedError { origin, reason });
        }
        ExpectedError::invalid(Self::new(origin, &error.to_string(), None))
    }

    /// The event lacks what TestEventPattern demands.
    pub(crate) fn incomplete(origin: &str, error: &EventParameterError) -> Self {
        Self::new(origin, &error.to_string(), Some(&error.problem))
    }
}
