//! All ranges that hold a number.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Bucket;
use crate::value::NumericRange;

/// Buckets by the range in which values lie.
///
/// Ranges with two ends are kept by how wide they are, in powers of two, and then by their bottom,
/// so that hardly a range is looked at that does not hold the number.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    without_top: BTreeMap<Number, Bucket>,
    without_bottom: BTreeMap<Number, Bucket>,
    by_width: BTreeMap<u64, BTreeMap<Number, Bucket>>,
}

/// A number that can be compared, which is never one that has no place among the others.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Number(f64);

impl Eq for Number {}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Number {
    fn new(number: f64) -> Self {
        // Zero has two signs.
        Self(number + 0.0)
    }
}

impl Ranges {
    pub(super) fn is_empty(&self) -> bool {
        self.without_top.is_empty() && self.without_bottom.is_empty() && self.by_width.is_empty()
    }

    pub(super) fn get(&self, range: &NumericRange) -> Option<&Bucket> {
        match Place::of(range) {
            Place::Bottom(bottom) => self.without_top.get(&bottom),
            Place::Top(top) => self.without_bottom.get(&top),
            Place::Both { width, bottom } => self.by_width.get(&width)?.get(&bottom),
        }
    }

    pub(super) fn get_or_insert(&mut self, range: &NumericRange) -> &mut Bucket {
        match Place::of(range) {
            Place::Bottom(bottom) => self.without_top.entry(bottom).or_default(),
            Place::Top(top) => self.without_bottom.entry(top).or_default(),
            Place::Both { width, bottom } => {
                self.by_width.entry(width).or_default().entry(bottom).or_default()
            }
        }
    }

    /// Visits the buckets of all ranges that hold a number, and few others.
    pub(super) fn visit<'b>(&'b self, number: f64, visit: &mut impl FnMut(&'b Bucket)) {
        let number = Number::new(number);
        for (_, bucket) in self.without_top.range(..=number) {
            visit(bucket);
        }
        for (_, bucket) in self.without_bottom.range(number..) {
            visit(bucket);
        }
        for (width, by_bottom) in &self.by_width {
            let least = Number::new(number.0 - widest(*width));
            for (_, bucket) in by_bottom.range(least..=number) {
                visit(bucket);
            }
        }
    }
}

/// Where a range is kept.
enum Place {
    Bottom(Number),
    Top(Number),
    Both { width: u64, bottom: Number },
}

impl Place {
    fn of(range: &NumericRange) -> Self {
        match (range.bottom, range.top) {
            (Some((bottom, _)), Some((top, _))) => {
                Self::Both { width: width_class(top - bottom), bottom: Number::new(bottom) }
            }
            (None, Some((top, _))) => Self::Top(Number::new(top)),
            (bottom, None) => {
                Self::Bottom(Number::new(bottom.map_or(f64::NEG_INFINITY, |(bottom, _)| bottom)))
            }
        }
    }
}

/// How many bits of a double come after its exponent.
const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;

/// The exponent of a width, as doubles have it.
fn width_class(width: f64) -> u64 {
    width.abs().to_bits() >> FRACTION
}

/// More than the width of any range of a class, so that no rounding matters.
fn widest(class: u64) -> f64 {
    // The exponent that stands for infinity is the greatest.
    let greatest = f64::INFINITY.to_bits() >> FRACTION;
    f64::from_bits((class + 2).min(greatest) << FRACTION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Limit;

    #[test]
    fn every_range_that_holds_a_number_is_visited() {
        let ends = [-1e300, -5.0, -0.0, 0.0, 1e-300, 0.1, 0.3, 1.0, 1.5, 7.0, 1e15, 1.7e308];
        let end = |number| Some((number, Limit::Included));
        let mut all = Vec::new();
        for bottom in ends {
            all.push(NumericRange { bottom: end(bottom), top: None });
            all.push(NumericRange { bottom: None, top: end(bottom) });
            let above = ends.iter().filter(|top| **top > bottom);
            all.extend(above.map(|top| NumericRange { bottom: end(bottom), top: end(*top) }));
        }
        let mut ranges = Ranges::default();
        for (number, range) in all.iter().enumerate() {
            ranges.get_or_insert(range).push(number);
            assert!(ranges.get(range).is_some());
        }
        for number in ends.into_iter().chain([-6.0, 0.2, 2.0, 1e16, -1.7e308]) {
            let mut visited: Vec<usize> = Vec::new();
            ranges.visit(number, &mut |bucket| visited.extend(bucket.branches()));
            for (position, range) in all.iter().enumerate() {
                let found = visited.contains(&position);
                assert!(found || !range.contains(number), "{number} {range:?}");
            }
        }
    }

    #[test]
    fn narrow_ranges_far_away_are_not_visited() {
        let mut ranges = Ranges::default();
        for bottom in 0..1000 {
            let bottom = f64::from(bottom);
            let end = |number| Some((number, Limit::Excluded));
            let range = NumericRange { bottom: end(bottom), top: end(bottom + 1.0) };
            ranges.get_or_insert(&range).push(1);
        }
        let mut visited = 0;
        ranges.visit(500.5, &mut |_| visited += 1);
        assert!(visited < 10, "{visited}");
    }
}
