//! Walking through the nodes of an expression.

use jsonata_core::ast::{AstNode, Stage};

/// Calls a visitor with a node and everything within it.
pub(super) fn every_node<'n>(node: &'n AstNode, visit: &mut impl FnMut(&'n AstNode)) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        visit(node);
        let mut inner = children(node);
        inner.reverse();
        open.extend(inner);
    }
}

/// The nodes right within a node, in the order of the text.
pub(super) fn children(node: &AstNode) -> Vec<&AstNode> {
    match node {
        AstNode::Path { steps } => {
            let mut nodes = Vec::new();
            for step in steps {
                nodes.push(&step.node);
                nodes.extend(step.stages.iter().filter_map(|stage| match stage {
                    Stage::Filter(filter) => Some(&**filter),
                    Stage::KeepArray | Stage::Index(_) => None,
                }));
            }
            nodes
        }
        AstNode::Binary { lhs, rhs, .. } => vec![lhs, rhs],
        AstNode::Unary { operand, .. } => vec![operand],
        AstNode::Function { args, .. } => args.iter().collect(),
        AstNode::Call { procedure, args } => {
            std::iter::once(&**procedure).chain(args.iter()).collect()
        }
        AstNode::Lambda { body, .. } => vec![body],
        AstNode::Array(items) | AstNode::ArrayGroup(items) | AstNode::Block(items) => {
            items.iter().collect()
        }
        AstNode::Object(pairs) => pairs.iter().flat_map(|(key, value)| [key, value]).collect(),
        AstNode::ObjectTransform { input, pattern } => std::iter::once(&**input)
            .chain(pattern.iter().flat_map(|(key, value)| [key, value]))
            .collect(),
        AstNode::Conditional { condition, then_branch, else_branch } => {
            let mut nodes: Vec<&AstNode> = vec![condition, then_branch];
            nodes.extend(else_branch.as_deref());
            nodes
        }
        AstNode::FunctionApplication(inner) => vec![inner],
        AstNode::Sort { input, terms } => {
            std::iter::once(&**input).chain(terms.iter().map(|(term, _)| term)).collect()
        }
        AstNode::Transform { location, update, delete } => {
            let mut nodes: Vec<&AstNode> = vec![location, update];
            nodes.extend(delete.as_deref());
            nodes
        }
        _ => Vec::new(),
    }
}
