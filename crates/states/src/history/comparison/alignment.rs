//! Aligning two lists: a longest common subsequence, as far as it can be had in time.

/// How many differences are looked at before the best way so far is taken: what is beyond differs
/// through and through, and the time stays proportional to the lengths.
const DIFFERENCES: usize = 256;

/// The places of a common subsequence in both lists, ascending; a longest one, unless the lists
/// differ in more than [`DIFFERENCES`] places.
///
/// What both begin and end with is always part of it. Swapping the lists swaps the places.
pub(super) fn align(left: &[u64], right: &[u64]) -> Vec<(usize, usize)> {
    if left > right {
        return align(right, left).into_iter().map(|(right, left)| (left, right)).collect();
    }
    let same = |(left, right): &(&u64, &u64)| left == right;
    let before = left.iter().zip(right).take_while(same).count();
    let (left_rest, right_rest) = (tail(left, before), tail(right, before));
    let after = left_rest.iter().rev().zip(right_rest.iter().rev()).take_while(same).count();
    let mut pairs: Vec<_> = (0..before).map(|place| (place, place)).collect();
    let left_end = left.len().saturating_sub(after);
    let right_end = right.len().saturating_sub(after);
    let (mut left_place, mut right_place) = (before, before);
    while let (Some(left), Some(right)) =
        (left.get(left_place..left_end), right.get(right_place..right_end))
    {
        if left.is_empty() || right.is_empty() {
            break;
        }
        let stretch = Stretch::walk(left, right);
        pairs.extend(
            stretch.pairs.iter().map(|(left, right)| (left + left_place, right + right_place)),
        );
        left_place += stretch.left;
        right_place += stretch.right;
    }
    pairs.extend((0..after).map(|place| (left_end + place, right_end + place)));
    pairs
}

fn tail(list: &[u64], from: usize) -> &[u64] {
    list.get(from..).unwrap_or_default()
}

/// The beginnings of two lists, aligned.
struct Stretch {
    pairs: Vec<(usize, usize)>,
    /// How much of each list is behind.
    left: usize,
    right: usize,
}

/// How far into the left list a path got on each diagonal; none where it cannot go.
type Reach = Vec<Option<usize>>;

/// The grid of both lists. On a diagonal, the place in the left list less that in the right is the
/// diagonal less the origin.
struct Grid<'l> {
    left: &'l [u64],
    right: &'l [u64],
    origin: usize,
}

impl Stretch {
    /// Walks as in E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1
    /// (1986), and stops after [`DIFFERENCES`].
    fn walk(left: &[u64], right: &[u64]) -> Self {
        let most = DIFFERENCES.min(left.len() + right.len());
        let grid = Grid { left, right, origin: most + 1 };
        let mut reach: Reach = vec![None; 2 * grid.origin + 1];
        let mut before = Vec::new();
        let mut furthest = Furthest { differences: 0, diagonal: grid.origin, left: 0, right: 0 };
        for differences in 0..=most {
            before.push(reach.clone());
            for diagonal in (grid.origin - differences..=grid.origin + differences).step_by(2) {
                let end = grid.end(&reach, differences, diagonal);
                if let Some(reached) = reach.get_mut(diagonal) {
                    *reached = end.map(|(left, _)| left);
                }
                let Some((left, right)) = end else { continue };
                if left + right > furthest.left + furthest.right {
                    furthest = Furthest { differences, diagonal, left, right };
                }
            }
            if furthest.left + furthest.right == left.len() + right.len() {
                break;
            }
        }
        let pairs = grid.way_to(&furthest, &before);
        Self { pairs, left: furthest.left, right: furthest.right }
    }
}

/// The end of the path that got furthest.
struct Furthest {
    differences: usize,
    diagonal: usize,
    left: usize,
    right: usize,
}

impl Grid<'_> {
    /// Where a path with so many differences comes onto a diagonal, and from which.
    fn step(&self, reach: &Reach, differences: usize, diagonal: usize) -> Option<(usize, usize)> {
        if differences == 0 {
            return Some((0, diagonal));
        }
        let from = |diagonal: usize| reach.get(diagonal).copied().flatten();
        let skips_left = from(diagonal - 1).map(|reached| (reached + 1, diagonal - 1));
        let skips_right = from(diagonal + 1).map(|reached| (reached, diagonal + 1));
        let is_inside = |(start, _): &(usize, usize)| {
            *start <= self.left.len() && start + self.origin <= self.right.len() + diagonal
        };
        skips_left.filter(is_inside).max(skips_right.filter(is_inside))
    }

    /// Where that path ends once it went on as long as both lists are the same.
    fn end(&self, reach: &Reach, differences: usize, diagonal: usize) -> Option<(usize, usize)> {
        let (left, _) = self.step(reach, differences, diagonal)?;
        let right = (left + self.origin).checked_sub(diagonal)?;
        let ahead = tail(self.left, left).iter().zip(tail(self.right, right));
        let same = ahead.take_while(|(left, right)| left == right).count();
        Some((left + same, right + same))
    }

    /// The pairs on the way to the end of a path.
    fn way_to(&self, end: &Furthest, before: &[Reach]) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let Furthest { mut left, mut right, mut diagonal, .. } = *end;
        for (differences, reach) in before.iter().enumerate().take(end.differences + 1).rev() {
            let Some((start, from)) = self.step(reach, differences, diagonal) else { break };
            while left > start {
                left -= 1;
                right = right.saturating_sub(1);
                pairs.push((left, right));
            }
            // One item of either list is skipped on the way here.
            if from < diagonal {
                left = left.saturating_sub(1);
            } else if from > diagonal {
                right = right.saturating_sub(1);
            }
            diagonal = from;
        }
        pairs.reverse();
        pairs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The length of a longest common subsequence, by the table of all beginnings.
    fn longest(left: &[u64], right: &[u64]) -> usize {
        let mut row = vec![0; right.len() + 1];
        for item in left {
            let mut corner = 0;
            for (place, other) in right.iter().enumerate() {
                let above = row[place + 1];
                row[place + 1] = if item == other { corner + 1 } else { above.max(row[place]) };
                corner = above;
            }
        }
        row[right.len()]
    }

    fn assert_common(pairs: &[(usize, usize)], left: &[u64], right: &[u64]) {
        for (left_place, right_place) in pairs {
            assert_eq!(left[*left_place], right[*right_place]);
        }
        for two in pairs.windows(2) {
            assert!(two[0].0 < two[1].0 && two[0].1 < two[1].1, "{two:?}");
        }
    }

    proptest! {
        #[test]
        fn it_is_a_longest_common_subsequence_and_swapping_swaps_it(
            left in prop::collection::vec(0..4u64, 0..30),
            right in prop::collection::vec(0..4u64, 0..30),
        ) {
            let pairs = align(&left, &right);
            assert_common(&pairs, &left, &right);
            let before = left.iter().zip(&right).take_while(|(l, r)| l == r).count();
            prop_assert!(pairs.len() >= before);
            prop_assert_eq!(pairs.len(), longest(&left, &right));
            let swapped: Vec<_> =
                align(&right, &left).into_iter().map(|(right, left)| (left, right)).collect();
            prop_assert_eq!(swapped, pairs);
        }
    }

    #[test]
    fn lists_that_differ_everywhere_are_still_aligned_in_their_common_parts() {
        let left: Vec<u64> = (0..3_000).map(|n| if n % 3 == 0 { n } else { 10_000 + n }).collect();
        let right: Vec<u64> = (0..3_000).map(|n| if n % 3 == 0 { n } else { 20_000 + n }).collect();
        let pairs = align(&left, &right);
        assert_common(&pairs, &left, &right);
        assert!(pairs.len() > 900, "{}", pairs.len());
        let other: Vec<u64> = (30_000..60_000).collect();
        assert_eq!(align(&left, &other), []);
    }
}
