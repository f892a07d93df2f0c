//! Builds explanations from what matching found.

use std::collections::BTreeMap;

use super::absence::{Absence, Absences, absences};
use super::conflict::conflict;
use super::miss::{absence_miss, near_miss};
use super::sentence::{accepted, none_accepted, nothing_there, refused, show, without_value};
use super::{
    AlternativeExplanation, BranchChoice, BranchExplanation, Explanation, LeafExplanation, NearMiss,
};
use crate::event_pattern::EventPattern;
use crate::json::compact;
use crate::matching::{
    Budget, BudgetSpentError, Candidates, EventError, FieldValue, Fields, Whole, consistent,
};
use crate::pattern::{Alternative, Branch, FieldPath, Leaf};
use crate::value::{Sight, ValueTest};

/// How many values of a path an explanation lists.
const LISTED: usize = 10;

/// Explains the verdict on an event.
pub(crate) fn explain(pattern: &EventPattern, event: &str) -> Result<Explanation, EventError> {
    let fields = Fields::read(event, pattern.trie())?;
    let absences = absences_of(pattern, &fields, event);
    let mut budget = Budget::default();
    let branches = pattern
        .branches()
        .iter()
        .map(|branch| explain_branch(pattern, branch, &fields, &absences, &mut budget))
        .collect::<Result<Vec<BranchExplanation>, BudgetSpentError>>()
        .map_err(|error| EventError::undecided(event, error))?;
    let score = |branch: &BranchExplanation| {
        let failed = branch.leaves.iter().filter(|leaf| !leaf.matched).count();
        (!branch.matched, failed)
    };
    let deciding = branches
        .iter()
        .enumerate()
        .min_by_key(|(_, branch)| score(branch))
        .map_or(0, |(position, _)| position);
    let matched = branches.iter().any(|branch| branch.matched);
    Ok(Explanation { matched, deciding, branches })
}

/// What stands in the way of each path that has nothing at its end.
fn absences_of(pattern: &EventPattern, fields: &Fields<'_>, event: &str) -> Absences {
    let mut absent = BTreeMap::new();
    for (number, leaf) in pattern.leaves().iter().enumerate() {
        let Some(condition) = pattern.condition(number) else { continue };
        if fields.values(condition.path).is_empty() && fields.wholes(condition.path).is_empty() {
            absent.insert(condition.path, &leaf.path);
        }
    }
    absences(event, absent)
}

fn explain_branch(
    pattern: &EventPattern,
    branch: &Branch,
    fields: &Fields<'_>,
    absences: &Absences,
    budget: &mut Budget,
) -> Result<BranchExplanation, BudgetSpentError> {
    let candidates: Vec<Candidates> =
        branch.leaves.iter().map(|leaf| pattern.candidates(*leaf, fields)).collect();
    let matched = consistent(&candidates, &fields.memberships, budget)?;
    let mut leaves = Vec::with_capacity(candidates.len());
    let mut sides: Vec<(&FieldPath, &Candidates)> = Vec::new();
    for (index, candidates) in branch.leaves.iter().zip(&candidates) {
        let (Some(leaf), Some(condition)) =
            (pattern.leaves().get(*index), pattern.condition(*index))
        else {
            continue;
        };
        sides.push((&leaf.path, candidates));
        let inspection = Inspection {
            pattern,
            leaf,
            sight: condition.sight,
            values: fields.values(condition.path),
            wholes: fields.wholes(condition.path),
            absence: absences.get(&condition.path),
        };
        leaves.push(inspection.explain(candidates, matched));
    }
    let all_hold = leaves.iter().all(|leaf| leaf.matched);
    let conflict = (!matched && all_hold).then(|| conflict(&sides, &fields.memberships));
    let choices = branch
        .choices
        .iter()
        .map(|choice| BranchChoice { index: choice.index, span: choice.object.clone() })
        .collect();
    Ok(BranchExplanation { matched, choices, leaves, conflict })
}

/// One leaf and what an event has for it.
struct Inspection<'i, 'e> {
    pattern: &'i EventPattern,
    leaf: &'i Leaf,
    sight: Sight,
    values: &'i [FieldValue<'e>],
    wholes: &'i [Whole],
    absence: Option<&'i Absence>,
}

impl Inspection<'_, '_> {
    fn explain(&self, candidates: &Candidates, branch_matched: bool) -> LeafExplanation {
        let path = self.leaf.path.as_str();
        let verdicts: Vec<AlternativeExplanation> = self
            .leaf
            .alternatives
            .iter()
            .map(|alternative| self.alternative(alternative))
            .collect();
        let values: Vec<String> =
            self.values.iter().take(LISTED).map(|value| show(&value.scalar)).collect();
        let holds = candidates.holds_alone();
        let accepting = verdicts.iter().find(|verdict| verdict.matched);
        let nearest = verdicts
            .iter()
            .filter_map(|verdict| verdict.near_miss.map(|miss| (miss, verdict)))
            .min_by_key(|(miss, _)| *miss);
        let reason = match (accepting, verdicts.as_slice(), nearest) {
            (Some(verdict), _, _) => verdict.reason.clone(),
            (None, _, _) if branch_matched => {
                format!(
                    "`{path}` is absent from the array elements that the other fields matched in"
                )
            }
            (None, _, Some((_, verdict))) => verdict.reason.clone(),
            (None, [verdict], None) => verdict.reason.clone(),
            (None, _, None) if self.values.is_empty() => {
                nothing_there(path, self.wholes, self.absence)
            }
            (None, _, None) => {
                none_accepted(path, &values, self.values.len(), self.leaf.alternatives.len())
            }
        };
        LeafExplanation {
            path: self.leaf.path.clone(),
            matched: holds || branch_matched,
            reason,
            near_miss: if holds { None } else { nearest.map(|(miss, _)| miss) },
            value_count: self.values.len(),
            values,
            alternatives: verdicts,
            span: self.leaf.span.clone(),
        }
    }

    fn alternative(&self, alternative: &Alternative) -> AlternativeExplanation {
        let text = self.text_of(alternative);
        let (matched, reason, near_miss) = self.judge(&alternative.test, &text);
        let span = alternative.span.clone();
        AlternativeExplanation { text, matched, reason, near_miss, span }
    }

    fn judge(&self, test: &ValueTest, text: &str) -> (bool, String, Option<NearMiss>) {
        let path = self.leaf.path.as_str();
        if *test == ValueTest::Absent && self.values.is_empty() {
            let nothing = nothing_there(path, self.wholes, self.absence);
            return (true, format!("{nothing}, as `{text}` asks"), None);
        }
        let accepting = self
            .values
            .iter()
            .find(|value| self.sight.show(&value.scalar, |seen| test.accepts(seen)));
        if let Some(value) = accepting {
            return (true, accepted(path, &value.scalar, text), None);
        }
        if self.values.is_empty() {
            let miss = absence_miss(test, self.wholes, self.absence);
            let reason = without_value(path, self.wholes, self.absence, text, miss);
            return (false, reason, miss);
        }
        // The value that was closest to being accepted.
        let closest = self
            .values
            .iter()
            .filter_map(|value| near_miss(test, &value.scalar).map(|miss| (miss, value)))
            .min_by_key(|(miss, _)| *miss);
        match (closest, self.values) {
            (Some((miss, value)), _) => {
                (false, refused(path, &value.scalar, (test, text), Some(miss)), Some(miss))
            }
            (None, [value]) => (false, refused(path, &value.scalar, (test, text), None), None),
            (None, values) => {
                let listed: Vec<String> =
                    values.iter().take(LISTED).map(|value| show(&value.scalar)).collect();
                (false, none_accepted(path, &listed, values.len(), 1), None)
            }
        }
    }

    /// The alternative as it is written, without white space.
    fn text_of(&self, alternative: &Alternative) -> String {
        let written = self.pattern.source().get(alternative.span.clone()).unwrap_or_default();
        let mut text = String::new();
        match compact(written, &mut text) {
            Ok(()) => text,
            Err(_) => written.to_owned(),
        }
    }
}
