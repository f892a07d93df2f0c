//! How complex the wildcards of a rule are, as event-ruler measures it.
//!
//! The measure is the greatest number of beginnings of wildcard operands that one input can match
//! at once. A beginning is the operand with its opening quote, up to any of its pieces; one that
//! ends in `*` also counts when what precedes the star matches. For `*aa` and the input `aa` those
//! are `*`, `*a` and `*aa`: three.
//!
//! What counts as one beginning is a matter of the machine that event-ruler builds of the operands of
//! a field ([`WildcardMachine`]), and its fields follow each other in the order of their paths: the
//! operands of `$or` branches add up where the fields before them are the same. Branches whose earlier
//! fields have some alternatives in common and not all are measured apart; event-ruler adds some of
//! them up, too.

use std::collections::HashMap;

use super::wildcard_machine::WildcardMachine;
use super::{Branch, FieldPath, Leaf};
use crate::value::{AnythingBut, ValueTest, Wildcard};

/// How complex the wildcards are that one field is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldComplexity {
    /// The last of the leaves that ask for them.
    pub(crate) leaf: usize,
    /// The measure, or the cap if it is not less.
    pub(crate) complexity: usize,
}

/// The complexities of the fields that are compared with wildcards.
pub(crate) fn complexities(
    leaves: &[Leaf],
    branches: &[Branch],
    cap: usize,
) -> Vec<FieldComplexity> {
    if !leaves.iter().any(has_wildcard) {
        return Vec::new();
    }
    let same = same_leaves(leaves);
    let same_as = |leaf: usize| same.get(leaf).copied().unwrap_or(leaf);
    // The fields that were asked for before lead to a state; from it, each path leads on.
    let mut states: HashMap<(usize, usize), usize> = HashMap::new();
    let mut asked: Vec<((usize, &FieldPath), Vec<usize>)> = Vec::new();
    let mut known: HashMap<(usize, &FieldPath), usize> = HashMap::new();
    for branch in branches {
        let mut state = 0;
        for leaf in branch.leaves.iter().map(|leaf| same_as(*leaf)) {
            let Some(path) = leaves.get(leaf).map(|leaf| &leaf.path) else { continue };
            let place = *known.entry((state, path)).or_insert(asked.len());
            if place == asked.len() {
                asked.push(((state, path), Vec::new()));
            }
            if let Some((_, of_path)) = asked.get_mut(place)
                && !of_path.contains(&leaf)
            {
                of_path.push(leaf);
            }
            let next = states.len() + 1;
            state = *states.entry((state, leaf)).or_insert(next);
        }
    }
    let measure = |of_path: Vec<usize>| {
        let leaf =
            of_path.iter().copied().rfind(|leaf| leaves.get(*leaf).is_some_and(has_wildcard))?;
        let tests = of_path.iter().filter_map(|leaf| leaves.get(*leaf)).flat_map(Leaf::tests);
        Some(FieldComplexity { leaf, complexity: complexity_of(tests, cap) })
    };
    asked.into_iter().filter_map(|(_, of_path)| measure(of_path)).collect()
}

fn has_wildcard(leaf: &Leaf) -> bool {
    leaf.tests().any(|test| {
        matches!(test, ValueTest::Wildcard(_) | ValueTest::AnythingBut(AnythingBut::Wildcards(_)))
    })
}

/// For each leaf the first one that asks the same of the same path.
fn same_leaves(leaves: &[Leaf]) -> Vec<usize> {
    let mut firsts: HashMap<&FieldPath, Vec<usize>> = HashMap::new();
    let same =
        |one: &usize, leaf: &Leaf| leaves.get(*one).is_some_and(|one| one.tests().eq(leaf.tests()));
    leaves
        .iter()
        .enumerate()
        .map(|(number, leaf)| {
            let of_path = firsts.entry(&leaf.path).or_default();
            if let Some(first) = of_path.iter().find(|first| same(first, leaf)) {
                return *first;
            }
            of_path.push(number);
            number
        })
        .collect()
}

/// The complexity of alternatives of one field, or `cap` if it is not less.
fn complexity_of<'t>(tests: impl IntoIterator<Item = &'t ValueTest>, cap: usize) -> usize {
    let mut machine = WildcardMachine::default();
    let mut patterns: Vec<&ValueTest> = Vec::new();
    for test in tests {
        let operands: &[Wildcard] = match test {
            ValueTest::Wildcard(wildcard) => std::slice::from_ref(wildcard),
            ValueTest::AnythingBut(AnythingBut::Wildcards(wildcards)) => wildcards,
            _ => continue,
        };
        let known = patterns.iter().position(|known| *known == test);
        let pattern = known.unwrap_or(patterns.len());
        if pattern == patterns.len() {
            patterns.push(test);
        }
        for operand in operands {
            machine.add(pattern, operand);
        }
    }
    machine.complexity(cap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complexity(operands: &[&str]) -> usize {
        let tests: Vec<ValueTest> = operands
            .iter()
            .map(|operand| ValueTest::Wildcard(Wildcard::parse(operand).unwrap()))
            .collect();
        complexity_of(&tests, 100)
    }

    #[test]
    fn the_measure_counts_beginnings_that_match_at_once() {
        assert_eq!(complexity(&["abc"]), 1);
        assert_eq!(complexity(&["*ab"]), 2);
        assert_eq!(complexity(&["*a*"]), 3);
        assert_eq!(complexity(&["*a*b*c*"]), 5);
        assert_eq!(complexity(&["a*b*bb"]), 5);
        assert_eq!(complexity(&["*ab*b*b*"]), 7);
        assert_eq!(complexity(&["/Users/*/dir/dir/dir/dir/dir/doc.txt"]), 7);
        assert_eq!(complexity(&["*aaaaaaaaaa"]), 11);
        assert_eq!(complexity(&["*a*a*a*a*a*a*a*a*"]), 17);
        assert_eq!(complexity(&[]), 0);
    }

    #[test]
    fn alternatives_add_up() {
        assert_eq!(complexity(&["*a*", "*b*", "*c*", "*d*", "*e*"]), 15);
        assert_eq!(complexity(&["*abc", "*abcde"]), 4);
    }

    #[test]
    fn a_letter_after_a_star_is_not_shared_and_all_else_is() {
        assert_eq!(complexity(&["*a*", "*a*"]), 5);
        assert_eq!(complexity(&["*a*", "*a*", "*aa*a"]), 10);
        assert_eq!(complexity(&["*1*", "*1*"]), 3);
        assert_eq!(complexity(&["*1", "*1"]), 2);
    }

    #[test]
    fn a_list_of_anything_but_is_one_pattern() {
        let list = |operands: &[&str]| {
            let wildcards = operands.iter().map(|operand| Wildcard::parse(operand).unwrap());
            complexity_of(
                &[ValueTest::AnythingBut(AnythingBut::Wildcards(wildcards.collect()))],
                100,
            )
        };
        assert_eq!(list(&["*/init/*", "*/dir/*", "*/tmp/*"]), 6);
        assert_eq!(list(&["*.txt", "*.log", "*.tmp", "*.bak", "*.old"]), 3);
        assert_eq!(list(&[]), 0);
    }

    #[test]
    fn hopeless_operands_reach_the_cap_soon() {
        assert_eq!(complexity(&["F*e*a*t*u*r*e*".repeat(200).as_str()]), 100);
    }
}
