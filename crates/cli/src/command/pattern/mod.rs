//! `firedrill pattern`: event patterns against events, and against what people get wrong.

mod explain;
mod guardduty;
mod lint;
mod matching;

use clap::Subcommand;

use crate::{Context, ExpectedError, FiredrillExitCode};

/// What to do with event patterns.
#[derive(Debug, Clone, Subcommand)]
pub enum PatternCommand {
    /// Say whether a pattern matches an event: 0 for yes, 1 for no.
    Match(matching::MatchArgs),
    /// Say why a pattern matches an event or does not, field by field.
    Explain(explain::ExplainArgs),
    /// Warn of what is valid in a pattern and will surprise.
    Lint(lint::LintArgs),
}

pub(super) fn run(
    command: &PatternCommand,
    context: &Context,
) -> Result<FiredrillExitCode, ExpectedError> {
    match command {
        PatternCommand::Match(args) => matching::run(args, context),
        PatternCommand::Explain(args) => explain::run(args, context),
        PatternCommand::Lint(args) => lint::run(args, context),
    }
}
