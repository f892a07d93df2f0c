//! EventBridge event patterns, input paths and input transformers.
mod event_pattern;
mod explain;
mod json;
mod matching;
mod pattern;
mod strict;
mod transform;
mod value;

pub use event_pattern::EventPattern;
pub use explain::{
    AlternativeExplanation, ArrayConflict, BranchExplanation, ConflictSide, Explanation,
    LeafExplanation, NearMiss,
};
pub use json::Location;
pub use matching::{EventError, EventFault};
pub use pattern::{
    Alternative, Branch, Choice, Entry, EventPatternError, FieldName, FieldPath, Leaf, Limits,
    Node, PatternFault, PatternObject,
};
pub use strict::{EventParameterError, check_event};
pub use transform::{
    InputPath, InputPathError, InputTransformer, InputTransformerError, InputTransformerFault,
    RuleContext, TargetInput, TargetInputError, TemplateValue, Transformed,
};
pub use value::{
    AddressBlock, AddressBlockError, AddressRange, AnythingBut, FoldedText, Limit, NumberLiteral,
    NumericRange, ValueTest, Wildcard, WildcardError, WildcardPart,
};
