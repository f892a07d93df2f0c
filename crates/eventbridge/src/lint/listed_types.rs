//! Types that are listed by name, where a prefix says what they have in common.

use std::collections::BTreeMap;

use serde_json::json;

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning};
use crate::pattern::Leaf;
use crate::value::ValueTest;

/// From so many types of one kind on a list is worth a prefix.
const LISTED: usize = 3;

pub(super) fn check(check: &mut Check<'_>) {
    for (_, leaf) in check.leaves() {
        let name = leaf.path.steps().last().unwrap_or_default();
        if name.to_ascii_lowercase().ends_with("type")
            && let Some(warning) = listed(leaf)
        {
            check.warn(warning);
        }
    }
}

fn listed(leaf: &Leaf) -> Option<PatternWarning> {
    let types: Vec<&str> = tests(leaf)
        .filter_map(|(_, _, test)| match test {
            ValueTest::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let of_kind = common(&types, kind_of);
    let of_service = common(&types, service_of);
    // What more of the list has in common is more likely what was meant.
    let (count, operator) = match (of_kind, of_service) {
        (Some((count, kind)), None) => (count, json!({ "prefix": kind })),
        (Some((count, kind)), Some((wider, _))) if count >= wider => {
            (count, json!({ "prefix": kind }))
        }
        (_, Some((count, service))) => (count, json!({ "wildcard": format!("*{service}*") })),
        (None, None) => return None,
    };
    Some(
        PatternWarning::new(
            PatternLint::ListedTypes,
            leaf.span.clone(),
            format!(
                "`{}` lists {count} types of one kind by name, so a new one is missed",
                leaf.path
            ),
            format!("{} types", types.len()),
        )
        .with_help(format!("if all of the kind are meant, use `{operator}`")),
    )
}

/// What most types have in common, and how many have it.
fn common<'t>(types: &[&'t str], part: fn(&'t str) -> Option<&'t str>) -> Option<(usize, &'t str)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for part in types.iter().filter_map(|name| part(name)) {
        *counts.entry(part).or_default() += 1;
    }
    let (part, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= LISTED).then_some((count, part))
}

/// `Purpose:Service/` of a type such as `Purpose:Service/What`.
fn kind_of(name: &str) -> Option<&str> {
    let (end, _) = name.char_indices().rfind(|(_, c)| matches!(c, '/' | ':'))?;
    name.get(..=end)
}

/// `:Service/` of a type such as `Purpose:Service/What`.
fn service_of(name: &str) -> Option<&str> {
    let start = name.find(':')?;
    let rest = name.get(start..)?;
    rest.get(..=rest.find('/')?)
}
