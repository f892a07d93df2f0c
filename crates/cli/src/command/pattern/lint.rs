//! `firedrill pattern lint`: warnings about patterns.

use std::sync::Arc;

use camino::Utf8Path;
use firedrill_flow::InFile;

use super::guardduty;
use crate::context::write_message;
use crate::input::Inputs;
use crate::lint_report::{DenyArgument, LintReport};
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `pattern lint`.
#[derive(Debug, Clone, clap::Args)]
pub struct LintArgs {
    /// The patterns: files, `-` for standard input, or the JSON itself.
    #[arg(long = "pattern", value_name = "PATTERN", required = true, num_args = 1..)]
    pub patterns: Vec<String>,
    /// What counts as a no.
    #[command(flatten)]
    pub deny: DenyArgument,
}

/// Warns about each pattern; one that cannot be read does not end the others.
pub(super) fn run(args: &LintArgs, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let mut inputs = Inputs::default();
    let mut report = LintReport::default();
    let mut code = FiredrillExitCode::Done;
    for given in &args.patterns {
        let pattern = match inputs.pattern(given) {
            Ok(pattern) => pattern,
            Err(error) => {
                write_message(&error.render(context));
                code = code.graver(error.exit_code());
                continue;
            }
        };
        let path = Utf8Path::new(&pattern.origin);
        let text = Arc::new(pattern.pattern.source().to_owned());
        let warnings = pattern.pattern.lint();
        let warnings =
            warnings.into_iter().map(|warning| InFile::new(path, Arc::clone(&text), warning));
        let misspelt = guardduty::misspelt_source(&pattern.pattern)
            .map(|warning| InFile::new(path, Arc::clone(&text), warning));
        report.add(warnings.chain(misspelt).collect());
        if guardduty::is_about_findings(&pattern.pattern) {
            report.remark(guardduty::NOT_LOOKED_AT);
        }
    }
    report.write("pattern", context)?;
    Ok(code.graver(report.exit_code(args.deny)))
}
