//! The error of an input transformer that PutTargets refuses.

use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use thiserror::Error;

use super::InputPathError;
use crate::json::{Location, source_description};

/// An input transformer is not valid.
///
/// As a diagnostic it points into the template where the fault is there.
#[derive(Debug, Clone, Error)]
#[error("{}", .details.fault)]
pub struct InputTransformerError {
    /// Boxed, as errors are rare and moved often.
    details: Box<Details>,
}

#[derive(Debug, Clone)]
struct Details {
    fault: InputTransformerFault,
    span: Option<Range<usize>>,
    template: NamedSource<String>,
}

/// What is wrong with an input transformer ("InputTransformer" in the API reference).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the texts tell what each variant means")]
pub enum InputTransformerFault {
    #[error("the template has a placeholder `{name}` that is neither an input path nor predefined")]
    Placeholder { name: String },
    /// The template with its placeholders taken out is no JSON; `source` describes the place.
    #[error("the template is neither JSON nor quoted text: {fault}")]
    Template { fault: String, place: String },
    #[error("a template has from 1 to 8192 characters")]
    TemplateLength,
    #[error("there are {0} input paths, and at most 100 are allowed")]
    TooManyPaths(usize),
    #[error("input path name `{0}` is not made of 1 to 256 letters, digits, `_` and `-`")]
    PathName(String),
    #[error("input path name `{0}` starts with `AWS.`, which is kept for predefined variables")]
    ReservedPathName(String),
    #[error("input path `{name}`: {error}")]
    Path { name: String, error: InputPathError },
}

impl InputTransformerError {
    pub(super) fn new(fault: InputTransformerFault) -> Self {
        let template = NamedSource::new("input template", String::new());
        Self { details: Box::new(Details { fault, span: None, template }) }
    }

    pub(super) fn in_template(
        fault: InputTransformerFault,
        span: Range<usize>,
        template: &str,
    ) -> Self {
        let template = NamedSource::new("input template", template.to_owned());
        Self { details: Box::new(Details { fault, span: Some(span), template }) }
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &InputTransformerFault {
        &self.details.fault
    }

    /// Where in the template it is wrong, in bytes.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        self.details.span.clone()
    }

    /// The service's name for the error.
    #[must_use]
    pub fn service_code(&self) -> &'static str {
        "ValidationException"
    }

    /// The service's message for a target. The texts for the placeholder and the template are known;
    /// the others are the constraints of the API.
    #[must_use]
    pub fn message(&self, target_id: &str) -> String {
        match &self.details.fault {
            InputTransformerFault::Placeholder { name } => {
                format!("InputTemplate for target {target_id} contains invalid placeholder {name}.")
            }
            InputTransformerFault::Template { place, .. } => {
                format!("Invalid InputTemplate for target {target_id} : {place}.")
            }
            other => format!("InputTransformer for target {target_id} is not valid: {other}."),
        }
    }

    pub(super) fn place(template: &str, position: usize) -> String {
        source_description(template, Location::of(template, position))
            .trim_start_matches(" at ")
            .to_owned()
    }
}

impl PartialEq for InputTransformerError {
    fn eq(&self, other: &Self) -> bool {
        (&self.details.fault, &self.details.span) == (&other.details.fault, &other.details.span)
    }
}

impl Diagnostic for InputTransformerError {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(match self.details.fault {
            InputTransformerFault::Placeholder { .. } => "firedrill::transformer::placeholder",
            InputTransformerFault::Template { .. } => "firedrill::transformer::template",
            InputTransformerFault::Path { .. } => "firedrill::transformer::path",
            _ => "firedrill::transformer::limit",
        }))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let help = match self.details.fault {
            InputTransformerFault::Placeholder { .. } => {
                "add an input path with this name; predefined are `aws.events.rule-arn`, \
                 `aws.events.rule-name`, `aws.events.event.ingestion-time`, `aws.events.event.json` \
                 and `aws.events.event`"
            }
            InputTransformerFault::Template { .. } => {
                "put text into double quotes, one string a line; a placeholder cannot be a key"
            }
            _ => return None,
        };
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.details.span.is_some().then_some(&self.details.template as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.details.span.clone()?;
        let label = LabeledSpan::new_with_span(Some("here".to_owned()), span);
        Some(Box::new(std::iter::once(label)))
    }
}
