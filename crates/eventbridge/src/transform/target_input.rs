//! What a target asks for: at most one of `Input`, `InputPath` and `InputTransformer`.

use miette::Diagnostic;
use thiserror::Error;

use super::{InputPath, InputTransformer, RuleContext, Transformed};

/// What a target receives.
#[derive(Debug, Clone, Default)]
pub enum TargetInput {
    /// The event as it is.
    #[default]
    Event,
    /// `Input`: the same text each time.
    Constant(String),
    /// `InputPath`: a part of the event.
    Path(InputPath),
    /// `InputTransformer`: a text made from the event.
    Transformer(InputTransformer),
}

/// More than one of `Input`, `InputPath` and `InputTransformer` was given.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error(
    "Only one of Input, InputPath, or InputTransformer must be provided for target {target_id}."
)]
#[diagnostic(code(firedrill::target::input))]
pub struct TargetInputError {
    /// The target.
    pub target_id: String,
}

impl TargetInputError {
    /// The service's name for the error.
    #[must_use]
    pub fn service_code(&self) -> &'static str {
        "ValidationException"
    }
}

impl TargetInput {
    /// Takes what is given for a target.
    ///
    /// # Errors
    /// More than one is given.
    pub fn of_target(
        target_id: &str,
        input: Option<String>,
        path: Option<InputPath>,
        transformer: Option<InputTransformer>,
    ) -> Result<Self, TargetInputError> {
        match (input, path, transformer) {
            (None, None, None) => Ok(Self::Event),
            (Some(input), None, None) => Ok(Self::Constant(input)),
            (None, Some(path), None) => Ok(Self::Path(path)),
            (None, None, Some(transformer)) => Ok(Self::Transformer(transformer)),
            _ => Err(TargetInputError { target_id: target_id.to_owned() }),
        }
    }

    /// What the target receives for an event. An event that is not valid JSON is not delivered, nor
    /// is one in which an input path selects nothing; what the service does then is not known.
    #[must_use]
    pub fn apply(&self, event: &str, context: &RuleContext) -> Transformed {
        match self {
            Self::Event => Transformed::Delivered(event.to_owned()),
            Self::Constant(input) => Transformed::Delivered(input.clone()),
            Self::Path(path) => match path.select(event) {
                Ok(Some(selected)) => Transformed::Delivered(selected),
                Ok(None) => Transformed::NotDelivered(format!("`{path}` selects nothing")),
                Err(error) => Transformed::NotDelivered(error.to_string()),
            },
            Self::Transformer(transformer) => transformer.transform(event, context),
        }
    }
}
