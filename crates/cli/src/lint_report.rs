//! Warnings as they are written to standard output, and what they mean for the exit code.

use clap::ValueEnum;
use firedrill_flow::InFile;
use miette::{Diagnostic, Severity, SourceCode};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::context::{json_line, write_result};
use crate::failure::{IoFailure, render_in};
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The version of the JSON that is written.
const LINT_VERSION: u32 = 1;

/// What counts as a no.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct DenyArgument {
    /// End with 1 if there is a warning, or any advice as well.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
}

/// What is not let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings.
    Warnings,
    /// Warnings and advice.
    Advice,
}

/// The warnings about several inputs.
#[derive(Debug, Default)]
pub(crate) struct LintReport {
    warnings: Vec<InFile>,
    inputs: usize,
    /// What was not looked at.
    remarks: Vec<&'static str>,
}

impl LintReport {
    /// Adds the warnings about one more input.
    pub(crate) fn add(&mut self, mut warnings: Vec<InFile>) {
        self.warnings.append(&mut warnings);
        self.inputs += 1;
    }

    /// Adds, once, what was not looked at.
    pub(crate) fn remark(&mut self, remark: &'static str) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Writes all warnings, and how many there are.
    pub(crate) fn write(&self, what: &str, context: &Context) -> Result<(), ExpectedError> {
        let text = match context.format {
            Format::Json => json_line(&self.json()),
            Format::Text => self.text(what, context),
        };
        write_result(&text).map_err(|error| IoFailure::new("write the warnings", &error))?;
        Ok(())
    }

    /// 1 if there is what is denied.
    pub(crate) fn exit_code(&self, deny: DenyArgument) -> FiredrillExitCode {
        let denied = match deny.deny {
            None => false,
            Some(Deny::Warnings) => self.count(Severity::Warning) > 0,
            Some(Deny::Advice) => !self.warnings.is_empty(),
        };
        if denied { FiredrillExitCode::AnswerIsNo } else { FiredrillExitCode::Done }
    }

    fn count(&self, severity: Severity) -> usize {
        self.warnings.iter().filter(|warning| warning.severity() == Some(severity)).count()
    }

    fn text(&self, what: &str, context: &Context) -> String {
        let mut text = String::new();
        for warning in &self.warnings {
            text.push_str(&render_in(warning, Format::Text, context.color));
            text.push('\n');
        }
        if context.quiet {
            return text;
        }
        if !self.warnings.is_empty() {
            text.push_str("each code has its page in docs/lints\n");
        }
        let counted = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            count => format!("{count} {word}s"),
        };
        let advice = self.count(Severity::Advice);
        text.push_str(&format!(
            "{}: {}, {advice} {}\n",
            counted(self.inputs, what),
            counted(self.count(Severity::Warning), "warning"),
            if advice == 1 { "piece of advice" } else { "pieces of advice" },
        ));
        for remark in &self.remarks {
            text.push_str(remark);
            text.push('\n');
        }
        text
    }

    fn json(&self) -> Value {
        let warnings: Vec<Value> = self.warnings.iter().map(warning_json).collect();
        json!({ "version": LINT_VERSION, "warnings": warnings, "remarks": self.remarks })
    }
}

/// One warning; lines and columns are counted from 1, columns in characters.
fn warning_json(warning: &InFile) -> Value {
    let code = warning.code().map(|code| code.to_string()).unwrap_or_default();
    let severity = match warning.severity() {
        Some(Severity::Advice) => "advice",
        _ => "warning",
    };
    let page = code.rsplit("::").next().map(|name| format!("docs/lints/{name}.md"));
    let labels: Vec<Value> =
        warning.labels().into_iter().flatten().map(|label| label_json(warning, &label)).collect();
    json!({
        "code": code,
        "severity": severity,
        "message": warning.to_string(),
        "help": warning.help().map(|help| help.to_string()),
        "file": warning.file(),
        "labels": labels,
        "page": page,
    })
}

fn label_json(warning: &InFile, label: &miette::LabeledSpan) -> Value {
    let place = warning
        .source_code()
        .and_then(|source: &dyn SourceCode| source.read_span(label.inner(), 0, 0).ok())
        .map(|contents| (contents.line() + 1, contents.column() + 1));
    json!({
        "label": label.label(),
        "start": label.offset(),
        "end": label.offset() + label.len(),
        "line": place.map(|(line, _)| line),
        "column": place.map(|(_, column)| column),
    })
}
