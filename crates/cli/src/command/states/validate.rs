//! `firedrill states validate`: what is wrong with definitions.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_states::{DefinitionDiagnostic, DiagnosticSeverity, WorkflowType, validate};
use miette::Report;
use serde_json::{Value, json};

use super::definition_request::DefinitionRequest;
use super::states_file;
use super::workflow_type::WorkflowTypeArgument;
use crate::arguments::Format;
use crate::batch::{self, BatchRequest};
use crate::context::{json_line, write_message, write_result};
use crate::excerpt::WholeText;
use crate::failure::{IoFailure, render_in};
use crate::input::Inputs;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The version of the form that `--format json` writes.
const FORM_VERSION: u32 = 1;

/// Arguments of `states validate`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Definitions, or `-` for standard input.
    #[arg(value_name = "FILE", required_unless_present = "batch")]
    pub definitions: Vec<Utf8PathBuf>,
    /// The type of the workflows.
    #[command(flatten)]
    pub workflow_type: WorkflowTypeArgument,
    /// Answer JSON lines of `{"id", "definition", "type"?}` with `{"id", "result": "OK"|"FAIL",
    /// "diagnostics": [{"severity", "code", "message", "location"}]}`.
    #[arg(long, conflicts_with = "definitions")]
    pub batch: bool,
}

/// A definition and what is wrong with it.
struct Validated {
    file: Utf8PathBuf,
    text: Arc<str>,
    diagnostics: Vec<DefinitionDiagnostic>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    if args.batch {
        return batch::run(answer);
    }
    let mut inputs = Inputs::default();
    let mut code = FiredrillExitCode::Done;
    let mut validated = Vec::new();
    for file in &args.definitions {
        match Validated::read(&mut inputs, file, args.workflow_type.get()) {
            Ok(definition) => validated.push(definition),
            // One that cannot be read does not end the others.
            Err(error) => {
                write_message(&error.render(context));
                code = code.graver(error.exit_code());
            }
        }
    }
    let shown = match context.format {
        Format::Text => validated.iter().map(|validated| validated.text(context)).collect(),
        Format::Json => {
            let definitions: Vec<_> = validated.iter().map(Validated::json).collect();
            json_line(&json!({ "version": FORM_VERSION, "definitions": definitions }))
        }
    };
    write_result(&shown).map_err(|error| IoFailure::new("write the diagnostics", &error))?;
    if validated.iter().any(|validated| refuses(&validated.diagnostics)) {
        code = code.graver(FiredrillExitCode::InvalidInput);
    }
    Ok(code)
}

impl Validated {
    fn read(
        inputs: &mut Inputs,
        file: &Utf8Path,
        workflow_type: WorkflowType,
    ) -> Result<Self, ExpectedError> {
        let text = states_file::read(inputs, file)?;
        let diagnostics = validate(&text, workflow_type);
        Ok(Self { file: file.to_owned(), text: Arc::from(text), diagnostics })
    }

    fn text(&self, context: &Context) -> String {
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            let refuses = diagnostic.code.severity() == DiagnosticSeverity::Error;
            if context.quiet && !refuses {
                continue;
            }
            let source = WholeText::new(&self.file, Arc::clone(&self.text));
            let report = Report::new(diagnostic.clone()).with_source_code(source);
            text.push_str(&render_in(report.as_ref(), Format::Text, context.color));
            text.push('\n');
        }
        text.push_str(&format!("{}: {}\n", self.file, counts(&self.diagnostics)));
        text
    }

    fn json(&self) -> Value {
        let diagnostics: Vec<_> = self
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let mut json = json(diagnostic);
                if let Some(members) = json.as_object_mut() {
                    let (line, column) = self.place(diagnostic.span.start);
                    members.insert("line".to_owned(), line.into());
                    members.insert("column".to_owned(), column.into());
                    members.insert("offset".to_owned(), diagnostic.span.start.into());
                    members.insert("length".to_owned(), diagnostic.span.len().into());
                    members.insert("help".to_owned(), diagnostic.help.clone().into());
                }
                json
            })
            .collect();
        json!({
            "file": self.file.as_str(),
            "result": result(&self.diagnostics),
            "diagnostics": diagnostics,
        })
    }

    /// The line and the character of it, both from 1.
    fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

fn counts(diagnostics: &[DefinitionDiagnostic]) -> String {
    let count = |severity: DiagnosticSeverity, noun: &str| {
        let count = diagnostics.iter().filter(|d| d.code.severity() == severity).count();
        match count {
            0 => None,
            1 => Some(format!("1 {noun}")),
            _ => Some(format!("{count} {noun}s")),
        }
    };
    let counts: Vec<_> =
        [count(DiagnosticSeverity::Error, "error"), count(DiagnosticSeverity::Warning, "warning")]
            .into_iter()
            .flatten()
            .collect();
    if counts.is_empty() { "nothing wrong".to_owned() } else { counts.join(", ") }
}

fn refuses(diagnostics: &[DefinitionDiagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.code.severity() == DiagnosticSeverity::Error)
}

fn result(diagnostics: &[DefinitionDiagnostic]) -> &'static str {
    if refuses(diagnostics) { "FAIL" } else { "OK" }
}

/// A diagnostic in the form of the API.
fn json(diagnostic: &DefinitionDiagnostic) -> Value {
    let mut json = json!({
        "severity": diagnostic.code.severity().as_str(),
        "code": diagnostic.code.as_str(),
        "message": diagnostic.message,
    });
    if let (Some(members), Some(location)) = (json.as_object_mut(), &diagnostic.location) {
        members.insert("location".to_owned(), location.as_str().into());
    }
    json
}

fn answer(request: &BatchRequest) -> Result<Value, Value> {
    request.check_members(&["definition", "type"])?;
    let DefinitionRequest { definition, workflow_type } = DefinitionRequest::read(request)?;
    let diagnostics = validate(&definition, workflow_type);
    let listed: Vec<_> = diagnostics.iter().map(json).collect();
    Ok(json!({ "result": result(&diagnostics), "diagnostics": listed }))
}
