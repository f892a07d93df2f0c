//! The names that an expression reads and binds.

use std::collections::{BTreeMap, BTreeSet};

use jsonata_core::ast::{AstNode, BinaryOp, PathStep};

use super::walk::every_node;

/// What an expression reads from outside: the variables by their names, `states` among them, and of
/// each what of it.
#[derive(Debug, Default)]
pub(super) struct References(pub(super) BTreeMap<String, Wanted>);

/// How much of a value is read. An expression in a Map state names a member of a large input again
/// and again: turning all of it into values of the evaluator each time would cost far more than the
/// evaluation.
#[derive(Debug, PartialEq)]
pub(super) enum Wanted {
    All,
    /// Of an object only these members, and of another value all.
    Members(BTreeMap<String, Wanted>),
}

impl References {
    pub(super) fn of(node: &AstNode) -> Self {
        let mut references = Self::default();
        // The first step of a path is visited by itself as well, and must not count for all then.
        let mut in_paths: BTreeMap<&str, usize> = BTreeMap::new();
        let mut mentions: BTreeMap<&str, usize> = BTreeMap::new();
        every_node(node, &mut |node| match node {
            AstNode::Variable(name) => *mentions.entry(name).or_default() += 1,
            AstNode::Function { name, .. } => references.want(name, &[]),
            AstNode::Path { steps } => {
                if let Some((name, members)) = members(steps) {
                    *in_paths.entry(name).or_default() += 1;
                    references.want(name, &members);
                }
            }
            _ => {}
        });
        for (name, count) in mentions {
            if count > in_paths.get(name).copied().unwrap_or_default() {
                references.want(name, &[]);
            }
        }
        references
    }

    fn want(&mut self, name: &str, members: &[&str]) {
        // `$` is what the expression stands on.
        if name.is_empty() {
            return;
        }
        let nothing = || Wanted::Members(BTreeMap::new());
        let mut wanted = self.0.entry(name.to_owned()).or_insert_with(nothing);
        for member in members {
            let Wanted::Members(inner) = wanted else { return };
            wanted = inner.entry((*member).to_owned()).or_insert_with(nothing);
        }
        *wanted = Wanted::All;
    }
}

/// The variable that a path begins with, and the members that it follows from there by their names
/// alone. A step that does anything else reads all of what it stands on.
fn members(steps: &[PathStep]) -> Option<(&str, Vec<&str>)> {
    let (first, rest) = steps.split_first()?;
    let AstNode::Variable(name) = &first.node else { return None };
    let mut members = Vec::new();
    // With `%`, `@` and `#` a later step can read what an earlier one stood on.
    let looks_back = steps.iter().any(|step| {
        step.is_tuple
            || step.inner_tuple
            || step.focus.is_some()
            || step.index_var.is_some()
            || step.ancestor_label.is_some()
    });
    if !looks_back && first.stages.is_empty() {
        for step in rest {
            let AstNode::Name(member) = &step.node else { break };
            members.push(member.as_str());
            if !step.stages.is_empty() {
                break;
            }
        }
    }
    Some((name, members))
}

/// The names that the expression itself gives a value.
pub(super) fn bound_names(node: &AstNode) -> BTreeSet<String> {
    let mut bound = BTreeSet::new();
    every_node(node, &mut |node| match node {
        AstNode::Binary { op: BinaryOp::ColonEqual, lhs, .. } => {
            if let AstNode::Variable(name) = &**lhs {
                bound.insert(name.clone());
            }
        }
        AstNode::Lambda { params, .. } => bound.extend(params.iter().cloned()),
        _ => {}
    });
    bound
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::syntax;

    fn wanted(source: &str) -> String {
        fn written(wanted: &Wanted) -> String {
            match wanted {
                Wanted::All => "*".to_owned(),
                Wanted::Members(members) => {
                    let members =
                        members.iter().map(|(name, inner)| name.clone() + &written(inner));
                    format!("({})", members.collect::<Vec<_>>().join(" "))
                }
            }
        }
        let references = References::of(&syntax::parse(source).unwrap()).0;
        written(&Wanted::Members(references))
    }

    #[test]
    fn only_what_is_named_is_wanted() {
        for (source, expected) in [
            ("$states.input.a.b + $states.context.Map", "(states(context(Map*) input(a(b*))))"),
            ("$states.input.a + $states.input", "(states(input*))"),
            ("$states.input.a[b = 1].c", "(states(input(a*)))"),
            ("$states.input.*.c", "(states(input*))"),
            ("$states.input.(a + $.b)", "(states(input*))"),
            ("$x.a.b.{'of': %.c}", "(x*)"),
            ("$x@$y.a", "(x*)"),
            ("$keys($states)", "(keys* states*)"),
            ("$x[0].a", "(x*)"),
            ("$x.a{b: c}", "(x(a*))"),
            ("1 + 1", "()"),
        ] {
            assert_eq!(wanted(source), expected, "{source}");
        }
    }
}
