//! Array consistency: values for all leaves that lie in the same elements.
//!
//! A match may not take one value from one element of an array and another value from another
//! element of it. Values are chosen in the order of the paths: `exists: false` holds if its path
//! has no value that is consistent with the values chosen before it, so that order is part of the
//! meaning.
//!
//! Arrays lie within elements of other arrays, and what is chosen in one array never contradicts
//! what is chosen in one beside it. So the question is put to each array by itself: has it an
//! element in which these leaves hold? Nearly always the values of a leaf lie, within an element,
//! in one array only, and the leaves that an array has to answer for are certain. Only where they
//! lie in several places (a field that is there twice, a scalar beside an array) there is a choice
//! between the places. Choices that leave the same elements to each array are one choice, so their
//! number is bounded by the combinations of elements as well as by those of places. Both can be many,
//! as such choices can say any formula in conjunctive form: a [`Budget`] ends them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::budget::{Budget, BudgetSpentError};
use super::element_tree::{ArrayPlace, ElementPlace, ElementTree};
use super::{Membership, Memberships};

/// How the alternatives of one leaf can hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Candidates {
    /// Where the values lie that an alternative accepts.
    pub(crate) accepted: Vec<Membership>,
    /// If `exists: false` is an alternative: where all values of the path lie.
    pub(crate) absent_among: Option<Vec<Membership>>,
}

impl Candidates {
    /// Whether the leaf can hold if nothing else is asked.
    pub(crate) fn holds_alone(&self) -> bool {
        !self.accepted.is_empty() || self.absent_among.as_ref().is_some_and(Vec::is_empty)
    }
}

/// Whether the leaves, in the order of their paths, can hold together.
///
/// # Errors
/// The budget was spent before the answer was found.
pub(crate) fn consistent(
    leaves: &[Candidates],
    memberships: &Memberships,
    budget: &mut Budget,
) -> Result<bool, BudgetSpentError> {
    if memberships.is_empty() {
        return Ok(leaves.iter().all(Candidates::holds_alone));
    }
    // A leaf that cannot hold even alone: no search is needed.
    if leaves.iter().any(|leaf| leaf.accepted.is_empty() && leaf.absent_among.is_none()) {
        return Ok(false);
    }
    let demands: Vec<Demand> = leaves
        .iter()
        .enumerate()
        .map(|(leaf, candidates)| {
            let may_be_absent = candidates.absent_among.is_some();
            Demand { leaf, way: if may_be_absent { Way::Either } else { Way::Value } }
        })
        .collect();
    let tree = ElementTree::new(leaves, memberships);
    Search { tree, answers: HashMap::new(), budget, is_choosing: false }.run(&demands)
}

/// How a leaf is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    /// By a value that is accepted.
    Value,
    /// By having no value that agrees with those chosen before.
    Absence,
    Either,
}

/// That a leaf holds within an element or array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Demand {
    leaf: usize,
    way: Way,
}

impl Demand {
    /// Whether it is met by the values of its leaf in an element without arrays: whether one of them
    /// is accepted, if there are any.
    fn is_met_by(self, accepted: Option<bool>) -> bool {
        match accepted {
            Some(accepted) => accepted && self.way != Way::Absence,
            None => self.way != Way::Value,
        }
    }
}

/// Whether an array has an element that meets all demands. The first of them is met by a value, as
/// no element is chosen before.
#[derive(Debug)]
struct Question {
    array: ArrayPlace,
    demands: Vec<Demand>,
}

/// Why demands were not found to be met or not.
#[derive(Debug)]
enum Halt {
    /// A question is to be answered before.
    Asking(Question),
    Spent(BudgetSpentError),
}

impl From<BudgetSpentError> for Halt {
    fn from(error: BudgetSpentError) -> Self {
        Self::Spent(error)
    }
}

/// What choices have left to an array: all that counts for those that follow.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Remainder {
    /// The elements that meet its share, if no array lies within them.
    Elements(Vec<ElementPlace>),
    /// Its share: arrays within its elements may meet it in several ways.
    Share(Vec<Demand>),
}

/// What each array within an element has to answer for.
type Shares = BTreeMap<ArrayPlace, Vec<Demand>>;

/// Where within an element the values of a leaf lie.
#[derive(Debug)]
struct Spread {
    demand: Demand,
    /// In no array: whether one of them is accepted.
    direct: Option<bool>,
    /// In arrays, and whether one of them is accepted there.
    arrays: Vec<(ArrayPlace, bool)>,
}

impl Spread {
    fn places(&self) -> usize {
        self.arrays.len() + usize::from(self.direct.is_some())
    }
}

struct Search<'b> {
    tree: ElementTree,
    answers: HashMap<ArrayPlace, HashMap<Vec<Demand>, bool>>,
    budget: &'b mut Budget,
    /// Whether there was a choice, so that work counts: without one it is bounded by the event.
    is_choosing: bool,
}

impl Search<'_> {
    fn run(&mut self, demands: &[Demand]) -> Result<bool, BudgetSpentError> {
        loop {
            match self.meets(ElementTree::ROOT, demands) {
                Ok(met) => return Ok(met),
                Err(Halt::Asking(question)) => self.answer(question)?,
                Err(Halt::Spent(error)) => return Err(error),
            }
        }
    }

    /// Answers a question after those that it depends on, with a stack of our own: arrays may be
    /// nested hundreds deep.
    fn answer(&mut self, question: Question) -> Result<(), BudgetSpentError> {
        let mut open = vec![(question, 0)];
        while let Some((question, next)) = open.last_mut() {
            let array = self.tree.array(question.array);
            let met = match array.and_then(|array| array.elements.get(*next)).copied() {
                None => Ok(false),
                Some(element) => match self.meets(element, &question.demands) {
                    Ok(false) => {
                        *next += 1;
                        continue;
                    }
                    met => met,
                },
            };
            match met {
                Err(Halt::Asking(question)) => open.push((question, 0)),
                Err(Halt::Spent(error)) => return Err(error),
                Ok(met) => {
                    if let Some((question, _)) = open.pop() {
                        let answers = self.answers.entry(question.array).or_default();
                        answers.insert(question.demands, met);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether the demands can be met together within an element, in which nothing is chosen yet;
    /// or a question that is to be answered before.
    fn meets(&mut self, place: ElementPlace, demands: &[Demand]) -> Result<bool, Halt> {
        if self.is_choosing {
            self.budget.spend(1 + demands.len())?;
        }
        let Some(element) = self.tree.element(place) else { return Ok(false) };
        let mut spreads: Vec<Spread> = Vec::new();
        for demand in demands {
            let direct = element.accepts(demand.leaf);
            if !element.arrays.is_empty() {
                spreads.push(Spread { demand: *demand, direct, arrays: Vec::new() });
            } else if !demand.is_met_by(direct) {
                return Ok(false);
            }
        }
        for place in &element.arrays {
            for presence in self.tree.array(*place).iter().flat_map(|array| &array.presences) {
                let of_leaf =
                    spreads.binary_search_by_key(&presence.leaf, |spread| spread.demand.leaf);
                if let Some(spread) = of_leaf.ok().and_then(|of_leaf| spreads.get_mut(of_leaf)) {
                    spread.arrays.push((*place, presence.accepted));
                }
            }
        }
        for group in groups(&spreads) {
            if !self.meets_group(group)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether demands can be met that bear on the same arrays: tries each choice between places
    /// that leaves the arrays something else than those before.
    fn meets_group(&mut self, mut group: Vec<&Spread>) -> Result<bool, Halt> {
        if group.iter().all(|spread| spread.demand.way == Way::Value) {
            // Nobody asks for what is not chosen: what chooses nothing is best, and order is free.
            group.retain(|spread| spread.direct != Some(true));
            group.sort_by_key(|spread| spread.places());
        }
        let mut tried = HashSet::new();
        let mut waiting = vec![(group.as_slice(), Shares::new())];
        while let Some((rest, mut shares)) = waiting.pop() {
            let Some(rest) = skip_certain(rest, &mut shares) else { continue };
            if !self.all_answer(&shares)? {
                continue;
            }
            let Some((spread, others)) = rest.split_first() else { return Ok(true) };
            self.is_choosing = true;
            let mut remainders = Vec::with_capacity(shares.len());
            for (array, share) in &shares {
                remainders.push((*array, self.remainder(*array, share)?));
            }
            if tried.insert((rest.len(), remainders)) {
                let choices = choices(spread, &shares);
                let demands = 1 + shares.values().map(Vec::len).sum::<usize>();
                self.budget.spend(choices.len() * demands)?;
                waiting.extend(choices.into_iter().map(|made| (others, made)));
            }
        }
        Ok(false)
    }

    /// What a share leaves to its array.
    fn remainder(
        &mut self,
        place: ArrayPlace,
        share: &[Demand],
    ) -> Result<Remainder, BudgetSpentError> {
        let mut meeting = Vec::new();
        for element_place in self.tree.array(place).iter().flat_map(|array| &array.elements) {
            self.budget.spend(1 + share.len())?;
            let Some(element) = self.tree.element(*element_place) else { continue };
            if !element.arrays.is_empty() {
                return Ok(Remainder::Share(share.to_vec()));
            }
            if share.iter().all(|demand| demand.is_met_by(element.accepts(demand.leaf))) {
                meeting.push(*element_place);
            }
        }
        Ok(Remainder::Elements(meeting))
    }

    /// Whether each array can do its share.
    fn all_answer(&self, shares: &Shares) -> Result<bool, Halt> {
        for (array, demands) in shares {
            match self.answers.get(array).and_then(|known| known.get(demands)) {
                Some(true) => {}
                Some(false) => return Ok(false),
                None => {
                    let demands = demands.clone();
                    return Err(Halt::Asking(Question { array: *array, demands }));
                }
            }
        }
        Ok(true)
    }
}

/// The spreads in groups that have no array in common, each in the order of the leaves.
fn groups(spreads: &[Spread]) -> Vec<Vec<&Spread>> {
    let mut of_array: HashMap<ArrayPlace, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (position, spread) in spreads.iter().enumerate() {
        let mut joined: Vec<usize> =
            spread.arrays.iter().filter_map(|(array, _)| of_array.get(array).copied()).collect();
        joined.sort_unstable();
        joined.dedup();
        let group = joined.first().copied().unwrap_or(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        for other in joined.into_iter().skip(1) {
            let moved = groups.get_mut(other).map(std::mem::take).unwrap_or_default();
            for array in moved.iter().filter_map(|at| spreads.get(*at)).flat_map(|of| &of.arrays) {
                of_array.insert(array.0, group);
            }
            if let Some(group) = groups.get_mut(group) {
                group.extend(moved);
            }
        }
        of_array.extend(spread.arrays.iter().map(|(array, _)| (*array, group)));
        if let Some(group) = groups.get_mut(group) {
            group.push(position);
        }
    }
    let in_order = |mut group: Vec<usize>| {
        group.sort_unstable();
        group.into_iter().filter_map(|position| spreads.get(position)).collect()
    };
    groups.into_iter().map(in_order).collect()
}

/// Shares out the demands up to one that leaves a choice; what is left, or nothing if one cannot be
/// met.
fn skip_certain<'g, 's>(
    mut rest: &'g [&'s Spread],
    shares: &mut Shares,
) -> Option<&'g [&'s Spread]> {
    while let Some((spread, others)) = rest.split_first() {
        let way = spread.demand.way;
        match (spread.direct, spread.arrays.as_slice()) {
            (None, []) if way != Way::Value => {}
            (Some(true), []) if way != Way::Absence => {}
            (_, []) => return None,
            (None, [(array, _)]) => {
                let share = shares.entry(*array).or_default();
                match way {
                    // Its values agree with all that was chosen.
                    Way::Absence if share.is_empty() => return None,
                    Way::Either if share.is_empty() => demand(share, spread, Way::Value),
                    way => demand(share, spread, way),
                }
            }
            _ => break,
        }
        rest = others;
    }
    Some(rest)
}

/// The ways to meet a demand whose values lie in several places.
fn choices(spread: &Spread, shares: &Shares) -> Vec<Shares> {
    let mut choices = Vec::new();
    let way = spread.demand.way;
    // No value may agree: each array has an element chosen, which lacks it.
    if way != Way::Value
        && spread.direct.is_none()
        && spread.arrays.iter().all(|(array, _)| shares.contains_key(array))
    {
        let mut absent = shares.clone();
        for (array, _) in &spread.arrays {
            demand(absent.entry(*array).or_default(), spread, Way::Absence);
        }
        choices.push(absent);
    }
    if way != Way::Absence {
        for (array, _) in spread.arrays.iter().filter(|(_, accepted)| *accepted) {
            let mut chosen = shares.clone();
            demand(chosen.entry(*array).or_default(), spread, Way::Value);
            choices.push(chosen);
        }
        if spread.direct == Some(true) {
            choices.push(shares.clone());
        }
    }
    choices
}

/// Adds a demand to a share, which stays in the order of the leaves.
fn demand(share: &mut Vec<Demand>, spread: &Spread, way: Way) {
    let leaf = spread.demand.leaf;
    let position = share.partition_point(|demand| demand.leaf < leaf);
    share.insert(position, Demand { leaf, way });
}
