//! `$or`: a pattern as the list of the conjunctions it stands for.
//!
//! event-ruler expands `$or` while it compiles: every choice among the objects of every `$or` makes
//! a rule of its own, and what is written later takes the place of what was written earlier for the
//! same path. So fields before a `$or` are lost in the branches that name them again, and fields
//! after it overwrite those of all branches.

use std::collections::BTreeMap;

use super::tree::Span;
use super::{Entry, FieldPath, Leaf, Limits, Node, PatternFault, PatternObject};

/// One conjunction that a pattern stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// The leaves that must all hold, as indices, in the order of their paths.
    pub leaves: Vec<usize>,
    /// What was chosen of each `$or`, in the order of the text.
    pub choices: Vec<Choice>,
}

/// One object chosen of a `$or`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Where the `$or` stands.
    pub keyword: Span,
    /// The position of the object in its array.
    pub index: usize,
    /// Where the object stands.
    pub object: Span,
}

/// A branch that is being put together.
#[derive(Debug, Clone, Default)]
struct Draft {
    leaves: BTreeMap<FieldPath, usize>,
    choices: Vec<Choice>,
}

/// Expands a pattern.
///
/// # Errors
/// More combinations, or more paths in one of them, than the limits allow.
pub(crate) fn expand(
    object: &PatternObject,
    leaves: &[Leaf],
    limits: &Limits,
) -> Result<Vec<Branch>, PatternFault> {
    let drafts = add_object(vec![Draft::default()], object, leaves, limits)?;
    drafts
        .into_iter()
        .map(|draft| {
            if draft.leaves.len() > limits.paths {
                return Err(PatternFault::TooManyPaths(limits.paths));
            }
            Ok(Branch { leaves: draft.leaves.into_values().collect(), choices: draft.choices })
        })
        .collect()
}

fn add_object(
    mut drafts: Vec<Draft>,
    object: &PatternObject,
    leaves: &[Leaf],
    limits: &Limits,
) -> Result<Vec<Draft>, PatternFault> {
    for entry in &object.entries {
        match entry {
            Entry::Field { node: Node::Object(object), .. } => {
                drafts = add_object(drafts, object, leaves, limits)?;
            }
            Entry::Field { node: Node::Leaf(index), .. } => {
                if let Some(leaf) = leaves.get(*index) {
                    for draft in &mut drafts {
                        draft.leaves.insert(leaf.path.clone(), *index);
                    }
                }
            }
            Entry::Or { keyword, alternatives } => {
                let mut expanded = Vec::new();
                for (index, alternative) in alternatives.iter().enumerate() {
                    if expanded.len() + drafts.len() > limits.combinations {
                        return Err(PatternFault::TooManyCombinations(limits.combinations));
                    }
                    let mut chosen = drafts.clone();
                    for draft in &mut chosen {
                        let keyword = keyword.clone();
                        let object = alternative.span.clone();
                        draft.choices.push(Choice { keyword, index, object });
                    }
                    expanded.extend(add_object(chosen, alternative, leaves, limits)?);
                    if expanded.len() > limits.combinations {
                        return Err(PatternFault::TooManyCombinations(limits.combinations));
                    }
                }
                drafts = expanded;
            }
        }
    }
    Ok(drafts)
}
