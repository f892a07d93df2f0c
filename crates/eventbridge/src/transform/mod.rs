//! What a target receives: the event, a part of it, or a text made from it.
//!
//! This module owns input paths and input transformers ("Amazon EventBridge input transformation"
//! in the user guide). It refuses to know targets and delivery; an event that the service would
//! drop without a word is an answer here, with its reason.

mod error;
mod input_path;
mod render;
mod select;
mod target_input;
mod template;
mod transformer;

pub use error::{InputTransformerError, InputTransformerFault};
pub use input_path::{InputPath, InputPathError};
pub use target_input::{TargetInput, TargetInputError};
pub use transformer::{InputTransformer, RuleContext, TemplateValue, Transformed};
