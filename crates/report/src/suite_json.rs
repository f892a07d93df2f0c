//! A suite's outcome as JSON: the model as it is, versioned by its own `version`.

use std::io::Write;

use firedrill_record::SuiteReport;

use crate::escape::escape_json;

/// Writes the report as indented JSON with a line break at its end.
///
/// An error is one of the writer.
pub fn write_suite_json(suite: &SuiteReport, mut writer: impl Write) -> std::io::Result<()> {
    let json = serde_json::to_string_pretty(suite)?;
    writeln!(writer, "{}", escape_json(&json))
}
