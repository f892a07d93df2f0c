//! The machine that event-ruler builds of the wildcards of a field, as far as its complexity needs it.
//!
//! It is a tree of the operands' bytes, in which operands share what they begin with, with a state of
//! its own behind each `*`. Behind such a state a letter that has another case is never shared, as
//! event-ruler takes it for one that leads on in two ways (`ByteMachine.canReuseNextByteState`).

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use crate::value::{Wildcard, WildcardPart};

/// How many sets of steps are looked at. Operands that have more are as complex as can be.
const SETS: usize = 20_000;

/// The quote around every string.
const QUOTE: WildcardPart = WildcardPart::Byte(b'"');

/// A state that an input leads to, or the end of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Step {
    State(usize),
    End(usize),
}

#[derive(Debug, Default)]
struct State {
    by_byte: BTreeMap<u8, Vec<Step>>,
    /// The states that every byte leads to.
    by_any: Vec<usize>,
    /// Whether a star lies before it.
    follows_star: bool,
}

/// The states of some operands; the first one is that of an input of which nothing is read.
#[derive(Debug)]
pub(super) struct WildcardMachine {
    states: Vec<State>,
}

impl Default for WildcardMachine {
    fn default() -> Self {
        Self { states: vec![State::default()] }
    }
}

impl WildcardMachine {
    /// Adds an operand of the pattern with this number.
    pub(super) fn add(&mut self, pattern: usize, operand: &Wildcard) {
        let quoted: Vec<WildcardPart> =
            [QUOTE].into_iter().chain(operand.parts().iter().copied()).collect();
        let mut state = 0;
        let mut before = None;
        let mut reusing = true;
        for (position, part) in quoted.iter().enumerate() {
            let reused = reusing.then(|| self.reusable(state, &quoted, position)).flatten();
            reusing = reused.is_some();
            let next = reused.unwrap_or_else(|| {
                let after_star =
                    position > 0 && quoted.get(position - 1) == Some(&WildcardPart::Star);
                self.lead_on(state, before.filter(|_| after_star), *part)
            });
            before = Some(state);
            state = next;
        }
        let end = Step::End(pattern);
        if self.steps(state, b'"').contains(&end) {
            return;
        }
        let after_star = quoted.last() == Some(&WildcardPart::Star);
        for origin in [Some(state), before.filter(|_| after_star)].into_iter().flatten() {
            self.add_step(origin, b'"', end);
        }
    }

    /// The state that a part leads to already, if it may be shared.
    fn reusable(&self, state: usize, parts: &[WildcardPart], position: usize) -> Option<usize> {
        let here = self.states.get(state)?;
        let mut others: Vec<usize> = here.by_any.clone();
        if let WildcardPart::Byte(byte) = parts.get(position)? {
            let steps = here.by_byte.get(byte).into_iter().flatten();
            others.extend(steps.filter_map(|step| match step {
                Step::State(next) => Some(*next),
                Step::End(_) => None,
            }));
            // Two ways may lead on to one state.
            if here.by_any.iter().any(|any| *any != state) || has_two_cases(parts, position) {
                others.retain(|next| self.states.get(*next).is_some_and(|next| !next.follows_star));
            }
        }
        others.into_iter().find(|next| *next != state)
    }

    /// A new state that a part leads to; without the star before it, too.
    fn lead_on(&mut self, state: usize, before_star: Option<usize>, part: WildcardPart) -> usize {
        let next = self.states.len();
        let follows_star = self.states.get(state).is_some_and(|state| state.follows_star);
        match part {
            WildcardPart::Star => {
                self.states.push(State {
                    by_any: vec![next],
                    follows_star: true,
                    ..State::default()
                });
                if let Some(state) = self.states.get_mut(state) {
                    state.by_any.push(next);
                }
            }
            WildcardPart::Byte(byte) => {
                self.states.push(State { follows_star, ..State::default() });
                for origin in [Some(state), before_star].into_iter().flatten() {
                    self.add_step(origin, byte, Step::State(next));
                }
            }
        }
        next
    }

    fn add_step(&mut self, origin: usize, byte: u8, step: Step) {
        if let Some(origin) = self.states.get_mut(origin) {
            origin.by_byte.entry(byte).or_default().push(step);
        }
    }

    fn steps(&self, state: usize, byte: u8) -> Vec<Step> {
        let Some(state) = self.states.get(state) else { return Vec::new() };
        let any = state.by_any.iter().map(|next| Step::State(*next));
        state.by_byte.get(&byte).into_iter().flatten().copied().chain(any).collect()
    }

    /// The greatest number of beginnings of patterns that one input matches, or `cap` if it is not
    /// less.
    pub(super) fn complexity(&self, cap: usize) -> usize {
        let reached = self.patterns_reached();
        let mut bytes: BTreeSet<u8> =
            self.states.iter().flat_map(|state| state.by_byte.keys().copied()).collect();
        // One byte that no operand names stands for all of them.
        bytes.extend((0..=u8::MAX).find(|byte| !bytes.contains(byte)));
        let mut greatest = 0;
        let mut known: HashSet<Vec<Step>> = HashSet::new();
        let mut waiting = VecDeque::from([vec![Step::State(0)]]);
        while let Some(steps) = waiting.pop_front() {
            for byte in &bytes {
                let mut next: Vec<Step> = steps
                    .iter()
                    .flat_map(|step| match step {
                        Step::State(state) => self.steps(*state, *byte),
                        Step::End(_) => Vec::new(),
                    })
                    .collect();
                next.sort_unstable();
                next.dedup();
                greatest = greatest.max(self.beginnings(&next, &reached));
                if greatest >= cap || known.len() >= SETS {
                    return cap;
                }
                if !next.is_empty() && known.insert(next.clone()) {
                    waiting.push_back(next);
                }
            }
        }
        greatest
    }

    /// How many beginnings of patterns the steps stand for.
    fn beginnings(&self, steps: &[Step], reached: &[usize]) -> usize {
        let of = |state: usize| reached.get(state).copied().unwrap_or_default();
        let count = |step: &Step| match step {
            Step::End(_) => 1,
            Step::State(state) => {
                // What matches `foo` matches `foo*`.
                let any = self.states.get(*state).map_or(&[][..], |state| &state.by_any);
                let more = any.iter().filter(|next| !steps.contains(&Step::State(**next)));
                of(*state) + more.map(|next| of(*next)).sum::<usize>()
            }
        };
        steps.iter().map(count).sum()
    }

    /// By state, how many patterns can be reached from it. Steps lead to later states only, or back
    /// to their own.
    fn patterns_reached(&self) -> Vec<usize> {
        let mut reached: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.states.len()];
        for (number, state) in self.states.iter().enumerate().rev() {
            let mut patterns = BTreeSet::new();
            let any = state.by_any.iter().map(|next| Step::State(*next));
            for step in state.by_byte.values().flatten().copied().chain(any) {
                match step {
                    Step::End(pattern) => {
                        patterns.insert(pattern);
                    }
                    Step::State(next) => patterns.extend(reached.get(next).into_iter().flatten()),
                }
            }
            if let Some(place) = reached.get_mut(number) {
                *place = patterns;
            }
        }
        reached.iter().map(BTreeSet::len).collect()
    }
}

/// Whether a character starts at a place that has an upper and a lower case.
fn has_two_cases(parts: &[WildcardPart], position: usize) -> bool {
    let bytes: Vec<u8> = parts
        .iter()
        .skip(position)
        .take(4)
        .map_while(|part| match part {
            WildcardPart::Byte(byte) => Some(*byte),
            WildcardPart::Star => None,
        })
        .collect();
    let text = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    // Java looks at one UTF-16 unit.
    text.chars()
        .next()
        .filter(|character| character.len_utf16() == 1)
        .is_some_and(|character| character.to_lowercase().ne(character.to_uppercase()))
}
