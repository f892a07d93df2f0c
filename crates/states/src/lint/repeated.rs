//! Fields that are there twice: of each, only the last counts.

use std::collections::HashSet;

use super::linter::Warnings;
use crate::definition::DiagnosticCode;
use crate::json::{Node, NodeKind};
use crate::outline::StateOutline;

/// The names of states are not looked at: AWS itself refuses one that is there twice.
pub(super) fn check(state: &StateOutline<'_>, warnings: &mut Warnings) {
    look_into(state.node, &state.location, warnings);
}

fn look_into(node: &Node, location: &str, warnings: &mut Warnings) {
    match &node.kind {
        NodeKind::Object(members) => {
            let mut later = HashSet::new();
            for member in members.iter().rev() {
                let location = format!("{location}/{}", member.key);
                if !later.insert(member.key.as_str()) {
                    warnings.warn(
                        DiagnosticCode::RepeatedField,
                        format!(
                            "`{}` is there again further down, and only that counts",
                            member.key
                        ),
                        &location,
                        &member.key_span,
                        None,
                    );
                }
                if member.key != "States" {
                    look_into(&member.value, &location, warnings);
                }
            }
        }
        NodeKind::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                look_into(item, &format!("{location}[{at}]"), warnings);
            }
        }
        _ => {}
    }
}
