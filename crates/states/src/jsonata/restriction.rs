//! What the service refuses in expressions that are well formed.
//!
//! "Transforming data with JSONata in Step Functions" of the developer guide: `$` and `$$` cannot be
//! used at the top level, nor can names that no value comes before. JSONata is taken in its version
//! 2.0.6, which does not know the operators `??` and `?:`.

use std::fmt;

use jsonata_core::ast::{AstNode, BinaryOp, PathStep};

use super::syntax::InvalidExpression;
use super::walk::{children, every_node};

/// One thing that `UNSUPPORTED_JSONATA_EXPRESSION` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Restriction {
    /// A name, or `$`, that reads a value which does not exist.
    TopLevel(String),
    /// `$$`.
    Root,
    /// `$states.errorOutput` outside of a catcher.
    ErrorOutput,
}

impl Restriction {
    /// What to write instead.
    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Self::TopLevel(_) | Self::Root => {
                "the input of a state is `$states.input`, and a variable is its name behind a `$`"
            }
            Self::ErrorOutput => "only the `Output` and `Assign` of a catcher have it",
        }
    }
}

impl fmt::Display for Restriction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TopLevel(name) => {
                write!(f, "Reference to '{name}' at the top level is not supported.")
            }
            Self::Root => f.write_str("Reference to '$$' is not supported."),
            Self::ErrorOutput => f.write_str("Field '$states.errorOutput' does not exist."),
        }
    }
}

/// Refuses the operators that JSONata got after 2.0.6, as a parser of that version does.
pub(super) fn refuse_newer_syntax(node: &AstNode) -> Result<(), InvalidExpression> {
    let mut found = None;
    every_node(node, &mut |node| match node {
        AstNode::Binary { op: BinaryOp::Coalesce, .. } => found = found.or(Some('?')),
        AstNode::Binary { op: BinaryOp::Default, .. } => found = found.or(Some(':')),
        _ => {}
    });
    found.map_or(Ok(()), |character| Err(InvalidExpression::newer_operator(character)))
}

/// Everything that is refused, each once, in the order of the text.
pub(super) fn restrictions(node: &AstNode, in_catcher: bool) -> Vec<Restriction> {
    let mut found = Vec::new();
    every_node(node, &mut |node| {
        let restriction = match node {
            AstNode::ParentVariable(_) => Restriction::Root,
            AstNode::Path { steps } if !in_catcher && is_error_output(steps) => {
                Restriction::ErrorOutput
            }
            _ => return,
        };
        note(&mut found, restriction);
    });
    top_level(node, &mut found);
    found
}

fn note(found: &mut Vec<Restriction>, restriction: Restriction) {
    if !found.contains(&restriction) {
        found.push(restriction);
    }
}

fn is_error_output(steps: &[PathStep]) -> bool {
    matches!(
        steps,
        [variable, name, ..]
            if matches!(&variable.node, AstNode::Variable(variable) if variable == "states")
                && matches!(&name.node, AstNode::Name(name) if name == "errorOutput")
    )
}

/// Notes what reads the context of the whole expression, of which there is none. Only the first step
/// of a path does; a step behind it, a predicate, an order and a group read what came before. The
/// body of a function keeps the context of the place where it stands.
fn top_level(node: &AstNode, found: &mut Vec<Restriction>) {
    match node {
        AstNode::Name(name) => note(found, Restriction::TopLevel(name.clone())),
        AstNode::Variable(name) if name.is_empty() => {
            note(found, Restriction::TopLevel("$".to_owned()));
        }
        AstNode::Path { steps } => {
            if let Some(first) = steps.first() {
                top_level(&first.node, found);
            }
        }
        AstNode::Function { name, args, is_builtin } => {
            if !is_builtin {
                note(found, Restriction::TopLevel(name.clone()));
            }
            args.iter().for_each(|argument| top_level(argument, found));
        }
        AstNode::ObjectTransform { input, .. } | AstNode::Sort { input, .. } => {
            top_level(input, found);
        }
        AstNode::Transform { .. } => {}
        _ => children(node).into_iter().for_each(|child| top_level(child, found)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::syntax;

    fn refused(source: &str) -> Vec<String> {
        let node = syntax::parse(source).unwrap();
        restrictions(&node, false).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_need_a_value_before_them() {
        assert_eq!(refused("phone"), ["Reference to 'phone' at the top level is not supported."]);
        assert_eq!(refused("$.phone"), ["Reference to '$' at the top level is not supported."]);
        assert_eq!(refused("aa + bb + aa").len(), 2);
        assert_eq!(refused("$map($states.input.a, function($x){ phone })").len(), 1);
        assert_eq!(refused("[phone, {'a': mail}]").len(), 2);
        assert_eq!(refused("count([1])").len(), 1);
    }

    #[test]
    fn names_behind_a_value_are_taken() {
        for source in [
            "$states.input.phone",
            "$states.input.phones[kind = 'home'].number",
            "$states.input.phones^(>kind).{'number': number}",
            "$states.input.phones{kind: number}",
            "$phone.number",
            "$states.input ~> |phones|{'kind': $uppercase(kind)}|",
            "$states.input.(phone & $.mail)",
            "{'phone': 1}.phone",
        ] {
            assert_eq!(refused(source), Vec::<String>::new(), "{source}");
        }
    }

    #[test]
    fn the_root_is_refused_wherever_it_is() {
        assert_eq!(refused("$states.input.($$.a)"), ["Reference to '$$' is not supported."]);
    }

    #[test]
    fn the_error_output_belongs_to_catchers() {
        let node = syntax::parse("$states.errorOutput.Cause").unwrap();
        assert_eq!(restrictions(&node, false), [Restriction::ErrorOutput]);
        assert_eq!(restrictions(&node, true), []);
    }

    #[test]
    fn newer_operators_are_no_syntax() {
        for (source, symbol) in [("1 ?? 2", "?"), ("[1 ?: 2]", ":")] {
            let error = refuse_newer_syntax(&syntax::parse(source).unwrap()).unwrap_err();
            assert!(error.to_string().contains(symbol), "{error}");
        }
        assert!(refuse_newer_syntax(&syntax::parse("1 ? 2 : 3").unwrap()).is_ok());
    }
}
