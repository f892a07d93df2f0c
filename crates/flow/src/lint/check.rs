//! Running the lints over a flow.

use std::sync::{Arc, OnceLock};

use firedrill_eventbridge::{EventPattern, InputTransformer, PatternLint, PatternWarning};

use super::corpus::{Sighting, corpus};
use super::fields::FindingFields;
use super::matching::Screening;
use super::{machine, pattern, transformer};
use crate::load::INPUT_PATHS_LIMIT;
use crate::{Flow, FlowError, InFile, read_text, read_transformer};

/// What every flow is judged by. It is the same each time, and made once.
static FINDINGS: OnceLock<Findings> = OnceLock::new();

struct Findings {
    corpus: Vec<Sighting>,
    fields: FindingFields,
}

/// All warnings about a flow, in the order of its files: the pattern's own, then what it lets
/// through, the input paths, the template, and the state machine.
///
/// # Errors
/// A file that has gone or changed since the flow was loaded.
pub fn lint(flow: &Flow) -> Result<Vec<InFile>, FlowError> {
    let Findings { corpus, fields } = FINDINGS.get_or_init(|| {
        let corpus = corpus();
        Findings { fields: FindingFields::of(&corpus), corpus }
    });
    let path = flow.dir.join(&flow.manifest.rule.pattern);
    let text = Arc::new(flow.pattern.clone());
    let event_pattern =
        EventPattern::parse(&text).map_err(|error| InFile::new(&path, Arc::clone(&text), error))?;
    let mut warnings: Vec<InFile> = Vec::new();
    for warning in event_pattern.lint() {
        if !is_substituted(flow, &warning) {
            warnings.push(InFile::new(&path, Arc::clone(&text), warning));
        }
    }
    let screening = Screening::of(&event_pattern, corpus);
    for warning in pattern::check(&event_pattern, fields, &screening) {
        warnings.push(InFile::new(&path, Arc::clone(&text), warning));
    }

    let input_transformer = flow
        .input_template
        .as_ref()
        .map(|template| {
            check_target(flow, template, &event_pattern, fields, &screening, &mut warnings)
        })
        .transpose()?;
    let path = flow.dir.join(&flow.manifest.state_machine.definition);
    let text = Arc::new(flow.definition.clone());
    for warning in machine::check(&text, input_transformer.as_ref(), &screening) {
        warnings.push(InFile::new(&path, Arc::clone(&text), warning));
    }
    Ok(warnings)
}

/// Warnings about the input paths and the template, and the two as they are deployed.
fn check_target(
    flow: &Flow,
    template: &str,
    event_pattern: &EventPattern,
    fields: &FindingFields,
    screening: &Screening<'_>,
    warnings: &mut Vec<InFile>,
) -> Result<InputTransformer, FlowError> {
    let target = &flow.manifest.target;
    let template_path = flow.dir.join(target.input_template.as_deref().unwrap_or_default());
    let template = Arc::new(template.to_owned());
    let input_transformer = read_transformer(&flow.input_paths, &template_path, &template)?;
    if let Some(file) = &target.input_paths {
        let path = flow.dir.join(file);
        let text = Arc::new(read_text(&path, "a file of input paths", INPUT_PATHS_LIMIT)?);
        for warning in
            transformer::check_paths(event_pattern, &input_transformer, &text, fields, screening)
        {
            warnings.push(InFile::new(&path, Arc::clone(&text), warning));
        }
    }
    if let Some(warning) = transformer::check_template(&input_transformer, screening) {
        warnings.push(InFile::new(&template_path, template, warning));
    }
    Ok(input_transformer)
}

/// Whether a warning is about `${NAME}` with a name that the deployment replaces.
fn is_substituted(flow: &Flow, warning: &PatternWarning) -> bool {
    let written = flow.pattern.get(warning.span()).unwrap_or_default();
    warning.lint() == PatternLint::TemplateSyntax
        && flow.manifest.substitutions.keys().any(|name| written.contains(&format!("${{{name}}}")))
}
