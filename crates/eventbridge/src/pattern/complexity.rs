//! How complex the wildcards of a leaf are, as event-ruler measures it.
//!
//! The measure is the greatest number of beginnings of wildcard operands that one input can match
//! at once. A beginning is the operand with its opening quote, up to any of its pieces; one that
//! ends in `*` also counts when what precedes the star matches. For `*aa` and the input `aa` those
//! are `*`, `*a` and `*aa`: three.

use std::collections::{BTreeSet, VecDeque};

use crate::value::{AnythingBut, ValueTest, Wildcard, WildcardPart};

/// How many sets of beginnings are looked at. Operands that have more are as complex as can be.
const SETS: usize = 20_000;

/// The beginnings that an input matches: of which operand, and how many of its pieces.
type Beginnings = BTreeSet<(usize, usize)>;

/// The complexity of the alternatives of one leaf, which add up, or `cap` if it is not less.
pub(crate) fn complexity_of<'t>(
    tests: impl IntoIterator<Item = &'t ValueTest>,
    cap: usize,
) -> usize {
    let operands = operands(tests);
    if operands.is_empty() {
        return 0;
    }
    let mut alphabet: BTreeSet<u8> = operands.iter().flatten().filter_map(byte_of).collect();
    // One byte that no operand names stands for all of them.
    alphabet.extend((0..=u8::MAX).find(|byte| !alphabet.contains(byte)));
    let mut start = Beginnings::new();
    for (operand, parts) in operands.iter().enumerate() {
        add(&mut start, operand, parts, 0);
    }
    let mut greatest = 0;
    let mut known = BTreeSet::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(beginnings) = waiting.pop_front() {
        for byte in &alphabet {
            let next = advance(&operands, &beginnings, *byte);
            greatest = greatest.max(next.len());
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

/// The distinct operands, with their quotes.
fn operands<'t>(tests: impl IntoIterator<Item = &'t ValueTest>) -> Vec<Vec<WildcardPart>> {
    let mut operands: Vec<Vec<WildcardPart>> = Vec::new();
    let mut push = |wildcard: &Wildcard| {
        let quote = [WildcardPart::Byte(b'"')];
        let quoted = [quote.as_slice(), wildcard.parts(), quote.as_slice()].concat();
        if !operands.contains(&quoted) {
            operands.push(quoted);
        }
    };
    for test in tests {
        match test {
            ValueTest::Wildcard(wildcard) => push(wildcard),
            ValueTest::AnythingBut(AnythingBut::Wildcards(wildcards)) => {
                wildcards.iter().for_each(&mut push);
            }
            _ => {}
        }
    }
    operands
}

fn byte_of(part: &WildcardPart) -> Option<u8> {
    match part {
        WildcardPart::Byte(byte) => Some(*byte),
        WildcardPart::Star => None,
    }
}

/// Adds the beginning with so many pieces, and the longer one if a star follows.
fn add(beginnings: &mut Beginnings, operand: usize, parts: &[WildcardPart], pieces: usize) {
    beginnings.insert((operand, pieces));
    if parts.get(pieces) == Some(&WildcardPart::Star) {
        beginnings.insert((operand, pieces + 1));
    }
}

fn advance(operands: &[Vec<WildcardPart>], beginnings: &Beginnings, byte: u8) -> Beginnings {
    let mut next = Beginnings::new();
    for &(operand, pieces) in beginnings {
        let Some(parts) = operands.get(operand) else { continue };
        let ends_in_star = pieces > 0 && parts.get(pieces - 1) == Some(&WildcardPart::Star);
        if ends_in_star {
            next.insert((operand, pieces));
        }
        if parts.get(pieces) == Some(&WildcardPart::Byte(byte)) {
            add(&mut next, operand, parts, pieces + 1);
        }
    }
    next
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
        assert_eq!(complexity(&["*a*", "*a*"]), 3);
    }

    #[test]
    fn hopeless_operands_reach_the_cap_soon() {
        assert_eq!(complexity(&["F*e*a*t*u*r*e*".repeat(200).as_str()]), 100);
    }
}
