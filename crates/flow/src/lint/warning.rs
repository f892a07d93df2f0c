//! One warning about a flow, to be placed in the file that it is about.

use firedrill_diagnostic::Warning;

use super::FlowLint;

/// Something in a flow that will surprise.
pub(super) type FlowWarning = Warning<FlowLint>;

/// A warning with what to do about it, which every lint of flows knows.
pub(super) fn warn(lint: FlowLint, message: String, help: impl Into<String>) -> FlowWarning {
    Warning::of_whole(lint, message).with_help(help)
}
