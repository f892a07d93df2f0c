//! The order within layers, so that few lines cross.
//!
//! Layer by layer, points are put in the order of the middle of their neighbours (the barycentre
//! heuristic of Sugiyama, Tagawa and Toda), down and up again; the order with the fewest crossings
//! stays.

use super::layered::Layered;

/// How often all layers are gone through.
const SWEEPS: usize = 8;

impl Layered {
    /// Puts the points of each layer in order.
    pub(super) fn order(&mut self) {
        self.order_by_search();
        let mut best = self.layers.clone();
        let mut fewest = self.crossings();
        for sweep in 0..SWEEPS {
            if fewest == 0 {
                break;
            }
            self.sweep(sweep % 2 == 0);
            let crossings = self.crossings();
            if crossings < fewest {
                fewest = crossings;
                best.clone_from(&self.layers);
            }
        }
        self.layers = best;
    }

    /// The order in which a walk from the first node meets the points: what a state does next
    /// stands left of what it does when it fails.
    fn order_by_search(&mut self) {
        let mut met = vec![usize::MAX; self.points.len()];
        let mut count = 0;
        for root in 0..self.points.len() {
            let mut open = vec![root];
            while let Some(point) = open.pop() {
                let Some(place) = met.get_mut(point).filter(|place| **place == usize::MAX) else {
                    continue;
                };
                *place = count;
                count += 1;
                open.extend(self.below.get(point).into_iter().flatten().rev());
            }
        }
        for layer in &mut self.layers {
            layer.sort_by_key(|point| met.get(*point).copied().unwrap_or(usize::MAX));
        }
    }

    fn sweep(&mut self, down: bool) {
        let mut places = self.places();
        let layers = self.layers.len();
        for step in 0..layers {
            let at = if down { step } else { layers - 1 - step };
            let neighbours = if down { &self.above } else { &self.below };
            let Some(layer) = self.layers.get_mut(at) else { continue };
            let middle = |point: usize| {
                let of = neighbours.get(point).map_or(&[] as &[_], Vec::as_slice);
                let place = |point: &usize| places.get(*point).copied().unwrap_or_default();
                if of.is_empty() {
                    return place(&point);
                }
                of.iter().map(place).sum::<f64>() / count(of.len())
            };
            let mut ordered: Vec<_> = layer.iter().map(|point| (middle(*point), *point)).collect();
            // Stable: points of one middle stay in their order.
            ordered.sort_by(|(one, _), (other, _)| one.total_cmp(other));
            *layer = ordered.into_iter().map(|(_, point)| point).collect();
            number(layer, &mut places);
        }
    }

    fn places(&self) -> Vec<f64> {
        let mut places = vec![0.0; self.points.len()];
        for layer in &self.layers {
            number(layer, &mut places);
        }
        places
    }

    /// How many lines cross.
    fn crossings(&self) -> usize {
        let mut places = vec![0; self.points.len()];
        for layer in &self.layers {
            for (place, point) in layer.iter().enumerate() {
                if let Some(slot) = places.get_mut(*point) {
                    *slot = place;
                }
            }
        }
        let place = |point: &usize| places.get(*point).copied().unwrap_or_default();
        let mut crossings = 0;
        for layer in &self.layers {
            let mut ends: Vec<(usize, usize)> = Vec::new();
            for point in layer {
                let below = self.below.get(*point).into_iter().flatten();
                ends.extend(below.map(|below| (place(point), place(below))));
            }
            ends.sort_unstable();
            let mut lower: Vec<_> = ends.into_iter().map(|(_, lower)| lower).collect();
            crossings += inversions(&mut lower);
        }
        crossings
    }
}

fn number(layer: &[usize], places: &mut [f64]) {
    for (place, point) in layer.iter().enumerate() {
        if let Some(slot) = places.get_mut(*point) {
            *slot = count(place);
        }
    }
}

/// A count as a coordinate.
pub(super) fn count(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// How many pairs stand the wrong way round; sorts the values (merge sort counts them).
fn inversions(values: &mut [usize]) -> usize {
    let middle = values.len() / 2;
    if middle == 0 {
        return 0;
    }
    let (left, right) = values.split_at_mut(middle);
    let mut inverted = inversions(left) + inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut lefts, mut rights) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(one), Some(other)) = (lefts.peek(), rights.peek()) {
        if one <= other {
            merged.extend(lefts.next());
        } else {
            inverted += lefts.len();
            merged.extend(rights.next());
        }
    }
    merged.extend(lefts);
    merged.extend(rights);
    let merged: Vec<usize> = merged.into_iter().copied().collect();
    values.copy_from_slice(&merged);
    inverted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inversions_are_pairs_in_the_wrong_order() {
        for (mut values, expected) in [
            (vec![], 0),
            (vec![1], 0),
            (vec![1, 2, 2, 3], 0),
            (vec![3, 2, 1], 3),
            (vec![2, 4, 1, 3, 5], 3),
        ] {
            let slow = (0..values.len())
                .flat_map(|one| (one + 1..values.len()).map(move |other| (one, other)))
                .filter(|(one, other)| values[*one] > values[*other])
                .count();
            assert_eq!(slow, expected);
            assert_eq!(inversions(&mut values), expected);
            assert!(values.is_sorted());
        }
    }
}
