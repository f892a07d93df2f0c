//! EventBridge event patterns, input paths and input transformers.
//!
//! The crate answers as Amazon EventBridge answers, says why, and [warns](EventPattern::lint) of
//! what will surprise. Patterns are read with the service's own errors, down to the line and column
//! its parser reports; events are matched as they are written, with duplicate names, number spelling
//! and array elements taken into account; and what a target would receive is made from them, or the
//! reason why it would receive nothing. Where the service's behaviour is not known, the crate follows
//! event-ruler, the engine that the service embeds, and says so at the place; where event-ruler is at
//! odds with its own documentation, the answer is the documented one, and a lint doubts it.
//!
//! ```
//! use firedrill_eventbridge::EventPattern;
//!
//! let pattern = EventPattern::parse(
//!     r#"{"source": ["aws.guardduty"], "detail": {"resource": {"resourceType": ["ECSCluster"]}}}"#,
//! )?;
//! let event = r#"{"source": "aws.guardduty", "detail": {"resource": {"resourceType": "EKSCluster"}}}"#;
//! assert!(!pattern.matches(event)?);
//!
//! let explanation = pattern.explain(event)?;
//! let failed: Vec<&str> =
//!     explanation.leaves().filter(|leaf| !leaf.matched).map(|leaf| leaf.reason.as_str()).collect();
//! assert_eq!(
//!     failed,
//!     ["`detail.resource.resourceType` is \"EKSCluster\", which `\"ECSCluster\"` does not accept"]
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! It knows nothing of buses, targets and delivery, and does no I/O.

mod event_pattern;
mod explain;
mod index;
mod json;
mod lint;
mod matching;
mod pattern;
mod strict;
mod transform;
mod value;

pub use event_pattern::EventPattern;
pub use explain::{
    AlternativeExplanation, ArrayConflict, BranchChoice, BranchExplanation, ConflictSide,
    Explanation, LeafExplanation, NearMiss,
};
pub use index::RuleIndex;
pub use json::Location;
pub use lint::{PatternLint, PatternWarning};
pub use matching::{EventError, EventFault, Scratch};
pub use pattern::{
    Alternative, Branch, Choice, Entry, EventPatternError, FieldName, FieldPath, Leaf, Limits,
    Node, PatternFault, PatternObject,
};
pub use strict::{EventParameterError, check_event, check_readable};
pub use transform::{
    InputPath, InputPathError, InputTransformer, InputTransformerError, InputTransformerFault,
    RuleContext, TargetInput, TargetInputError, TemplateValue, Transformed,
};
pub use value::{
    AddressBlock, AddressBlockError, AddressRange, AnythingBut, FoldedText, Limit, NumberLiteral,
    NumericRange, ValueTest, Wildcard, WildcardError, WildcardPart,
};
