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
    for (position, (path, candidates)) in leaves.iter().enumerate() {
        for (other_path, other) in leaves.iter().skip(position + 1) {
            if let Some((elements, other_elements)) = apart(candidates, other, memberships) {
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

/// The elements of one array in which two leaves hold, if they have none in common.
fn apart(
    one: &Candidates,
    other: &Candidates,
    memberships: &Memberships,
) -> Option<(Vec<u32>, Vec<u32>)> {
    if one.absent_among.is_some() || other.absent_among.is_some() {
        return None;
    }
    let (ones, others) = (elements(one, memberships), elements(other, memberships));
    ones.iter().find_map(|(array, indices)| {
        let other_indices = others.get(array)?;
        // A value outside of the array leaves its leaf free.
        let bound = |candidates: &Candidates| {
            candidates.accepted.iter().all(|membership| lies_in(*membership, *array, memberships))
        };
        let disjoint = indices.is_disjoint(other_indices);
        (disjoint && bound(one) && bound(other))
            .then(|| (indices.iter().copied().collect(), other_indices.iter().copied().collect()))
    })
}

fn lies_in(membership: Membership, array: u32, memberships: &Memberships) -> bool {
    memberships.elements(membership).any(|(lies_in, _)| lies_in == array)
}

/// For each array the elements in which a leaf holds.
fn elements(candidates: &Candidates, memberships: &Memberships) -> BTreeMap<u32, BTreeSet<u32>> {
    let mut elements: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for membership in &candidates.accepted {
        for (array, index) in memberships.elements(*membership) {
            elements.entry(array).or_default().insert(index);
        }
    }
    elements
}

fn list(elements: &[u32]) -> String {
    let shown: Vec<String> =
        elements.iter().take(5).map(|element| format!("[{element}]")).collect();
    let rest = if elements.len() > shown.len() { ", …" } else { "" };
    format!("{}{rest}", shown.join(", "))
}
