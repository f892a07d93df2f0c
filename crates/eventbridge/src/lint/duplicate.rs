//! Fields that are written more than once, where the last one wins.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::check::Check;
use super::{PatternLint, PatternWarning};
use crate::pattern::{Entry, FieldName, FieldPath, Node, PatternObject};

pub(super) fn check(check: &mut Check<'_>) {
    repeated_objects(check, check.pattern.object());
    lost_leaves(check);
}

/// An object that is written twice is merged, which most tools that write patterns do not do.
fn repeated_objects<'p>(check: &mut Check<'p>, object: &'p PatternObject) {
    let mut seen = BTreeMap::new();
    for entry in &object.entries {
        match entry {
            Entry::Field { name, node } => {
                let first = seen.insert(&name.text, (&name.span, node));
                // Two leaves are told of with all others of their path.
                if let Some((first, other)) = first
                    && !matches!((other, node), (Node::Leaf(_), Node::Leaf(_)))
                {
                    check.warn(merged(name, first));
                }
                if let Node::Object(object) = node {
                    repeated_objects(check, object);
                }
            }
            Entry::Or { alternatives, .. } => {
                for object in alternatives {
                    repeated_objects(check, object);
                }
            }
        }
    }
}

fn merged(name: &FieldName, first: &Range<usize>) -> PatternWarning {
    let message = format!("`{}` is written twice in one object", name.text);
    PatternWarning::new(PatternLint::DuplicateField, name.span.clone(), message, "again here")
        .at(first.clone(), "first here")
        .with_help(
            "EventBridge merges the two, and most tools that read or write JSON keep only the last \
             one: write one object",
        )
}

/// A leaf that a later one takes the place of, in all branches or in some.
fn lost_leaves(check: &mut Check<'_>) {
    let mut leaves: BTreeMap<&FieldPath, Vec<usize>> = BTreeMap::new();
    for (number, leaf) in check.leaves() {
        leaves.entry(&leaf.path).or_default().push(number);
    }
    if leaves.values().all(|numbers| numbers.len() == 1) {
        return;
    }
    let mut used: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); check.pattern.leaves().len()];
    for (number, branch) in check.pattern.branches().iter().enumerate() {
        for leaf in &branch.leaves {
            if let Some(branches) = used.get_mut(*leaf) {
                branches.insert(number);
            }
        }
    }
    let choices = OrChoices::of(check.pattern.object());
    for numbers in leaves.into_values() {
        for (position, number) in numbers.iter().enumerate() {
            // The next leaf of the path that can stand in one branch with this one takes its place.
            let later = numbers
                .iter()
                .skip(position + 1)
                .find(|later| choices.can_stand_together(*number, **later));
            if let Some(later) = later {
                let lost_everywhere = used.get(*number).is_some_and(BTreeSet::is_empty);
                warn(check, *number, *later, choices.same(*number, *later), lost_everywhere);
            }
        }
    }
}

fn warn(check: &mut Check<'_>, lost: usize, kept: usize, same_place: bool, lost_everywhere: bool) {
    let leaves = check.pattern.leaves();
    let (Some(lost), Some(kept)) = (leaves.get(lost), leaves.get(kept)) else { return };
    let path = &lost.path;
    let (lint, message, help) = if same_place {
        (
            PatternLint::DuplicateField,
            format!("`{path}` is written twice, and only the last one counts"),
            "put all alternatives into one array; to ask for both at once is not possible",
        )
    } else if lost_everywhere {
        (
            PatternLint::OverwrittenField,
            format!("`{path}` is overwritten in every branch of `$or`, so this one never counts"),
            "`$or` is expanded and what is written later wins: it does not join with `and`",
        )
    } else {
        (
            PatternLint::OverwrittenField,
            format!("`{path}` is overwritten in a branch of `$or` that names it again"),
            "`$or` is expanded and what is written later wins: repeat the condition within the \
             branch, or give the field in one place only",
        )
    };
    let warning = PatternWarning::new(lint, lost.name.clone(), message, "this one is lost")
        .at(kept.name.clone(), "this one counts")
        .with_help(help);
    check.warn(warning);
}

/// For each leaf the objects of `$or` that it stands in: the number of the `$or` and of its object.
struct OrChoices {
    of_leaf: BTreeMap<usize, Vec<(usize, usize)>>,
    ors: usize,
}

impl OrChoices {
    fn of(object: &PatternObject) -> Self {
        let mut choices = Self { of_leaf: BTreeMap::new(), ors: 0 };
        choices.collect(object, &mut Vec::new());
        choices
    }

    fn collect(&mut self, object: &PatternObject, around: &mut Vec<(usize, usize)>) {
        for entry in &object.entries {
            match entry {
                Entry::Field { node: Node::Object(object), .. } => self.collect(object, around),
                Entry::Field { node: Node::Leaf(number), .. } => {
                    self.of_leaf.insert(*number, around.clone());
                }
                Entry::Or { alternatives, .. } => {
                    self.ors += 1;
                    let or = self.ors;
                    for (index, object) in alternatives.iter().enumerate() {
                        around.push((or, index));
                        self.collect(object, around);
                        around.pop();
                    }
                }
            }
        }
    }

    fn choices(&self, leaf: usize) -> &[(usize, usize)] {
        self.of_leaf.get(&leaf).map_or(&[], Vec::as_slice)
    }

    /// Whether some branch has both leaves, before what is later takes the place of what is earlier.
    fn can_stand_together(&self, one: usize, other: usize) -> bool {
        let others = self.choices(other);
        self.choices(one).iter().all(|(or, index)| {
            others.iter().all(|(other_or, other_index)| or != other_or || index == other_index)
        })
    }

    fn same(&self, one: usize, other: usize) -> bool {
        self.choices(one) == self.choices(other)
    }
}
