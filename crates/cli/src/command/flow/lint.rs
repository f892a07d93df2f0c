//! `firedrill flow lint`: warnings about a flow.

use firedrill_flow::{Flow, lint};

use crate::arguments::FlowArgument;
use crate::lint_report::{DenyArgument, LintReport};
use crate::{Context, ExpectedError, FiredrillExitCode};

/// Arguments of `flow lint`.
#[derive(Debug, Clone, clap::Args)]
pub struct LintArgs {
    /// The flow.
    #[command(flatten)]
    pub flow: FlowArgument,
    /// What counts as a no.
    #[command(flatten)]
    pub deny: DenyArgument,
}

pub(super) fn run(args: &LintArgs, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let flow = Flow::load(&args.flow.flow)?;
    let mut report = LintReport::default();
    report.add(lint(&flow));
    report.write("flow", context)?;
    Ok(report.exit_code(args.deny))
}
