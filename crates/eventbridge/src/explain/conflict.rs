//! Array conflicts: leaves that hold one by one but not together.

use std::collections::{BTreeMap, BTreeSet};

use super::{ArrayConflict, ConflictSide};
use crate::matching::{Candidates, Membership, Memberships};
use crate::pattern::FieldPath;

/// Says why leaves that each can hold do not hold together.
pub(super) fn conflict(
    leaves: &[(&FieldPath, &Candidates)],
    memberships: &Memberships,
) -> ArrayConflict {
    let bounds: Vec<(&FieldPath, Bounds)> =
        leaves.iter().map(|(path, candidates)| (*path, bounds(candidates, memberships))).collect();
    for (position, (path, bounds_of_one)) in bounds.iter().enumerate() {
        for (other_path, bounds_of_other) in bounds.iter().skip(position + 1) {
            if let Some((elements, other_elements)) = apart(bounds_of_one, bounds_of_other) {
                let reason = format!(
                    "`{path}` matched in element {} of an array and `{other_path}` in element {} \
                     of it, and one match may not take both",
                    list(&elements),
                    list(&other_elements),
                );
                let sides = vec![
                    ConflictSide { path: (*path).clone(), elements },
                    ConflictSide { path: (*other_path).clone(), elements: other_elements },
                ];
                return ArrayConflict { reason, sides };
            }
        }
    }
    let reason = "each field matches, but no choice of array elements matches all of them at once";
    ArrayConflict { reason: reason.to_owned(), sides: Vec::new() }
}

/// The arrays that a leaf can hold in only, each with the elements it holds in.
type Bounds = BTreeMap<u32, BTreeSet<u32>>;

/// The elements of one array in which two leaves hold, if they have none in common.
fn apart(one: &Bounds, other: &Bounds) -> Option<(Vec<u32>, Vec<u32>)> {
    one.iter().find_map(|(array, elements)| {
        let others = other.get(array)?;
        let list = |elements: &BTreeSet<u32>| elements.iter().copied().collect();
        elements.is_disjoint(others).then(|| (list(elements), list(others)))
    })
}

/// The arrays around all values that are accepted; none if the leaf may hold without a value.
fn bounds(candidates: &Candidates, memberships: &Memberships) -> Bounds {
    let from_outside = |membership: Membership| {
        let mut elements: Vec<(u32, u32)> = memberships.elements(membership).collect();
        elements.reverse();
        elements
    };
    let mut accepted = candidates.accepted.iter().copied();
    let (Some(first), None) = (accepted.next(), &candidates.absent_among) else {
        return Bounds::new();
    };
    // Where two values lie in different elements of an array, they have no array within it in common.
    let mut common = from_outside(first);
    let mut innermost = BTreeSet::new();
    for membership in accepted {
        let elements = from_outside(membership);
        let shared = |((array, _), (other, _)): &(&(u32, u32), &(u32, u32))| array == other;
        let depth = common.iter().zip(&elements).take_while(shared).count();
        if depth < common.len() {
            common.truncate(depth);
            innermost.clear();
        }
        innermost.extend(depth.checked_sub(1).and_then(|last| elements.get(last)).map(|of| of.1));
    }
    let mut bounds: Bounds =
        common.iter().map(|(array, index)| (*array, BTreeSet::from([*index]))).collect();
    if let Some((array, _)) = common.last() {
        bounds.entry(*array).or_default().extend(innermost);
    }
    bounds
}

fn list(elements: &[u32]) -> String {
    let shown: Vec<String> =
        elements.iter().take(5).map(|element| format!("[{element}]")).collect();
    let rest = if elements.len() > shown.len() { ", …" } else { "" };
    format!("{}{rest}", shown.join(", "))
}
