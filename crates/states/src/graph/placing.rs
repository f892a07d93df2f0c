//! Where points stand within their layers: near their neighbours, and never over one another.

use super::layered::{Layered, PointKind};

/// The room between two points of a layer.
const GAP: f64 = 28.0;

/// How much more a line that passes a layer insists on its place than a node does.
const BEND_WEIGHT: f64 = 3.0;

/// How often the points are drawn to their neighbours.
const ROUNDS: usize = 24;

/// How many of those, the last, draw by the neighbours above and below at once.
const ROUNDS_BY_BOTH_SIDES: usize = 6;

impl Layered {
    /// Gives every point its place from left to right; the leftmost side is at 0.
    pub(super) fn place(&mut self) {
        for at in 0..self.layers.len() {
            let wanted = vec![0.0; self.layers.get(at).map_or(0, Vec::len)];
            self.settle(at, &wanted);
        }
        let layers = self.layers.len();
        for round in 0..ROUNDS {
            for step in 0..layers {
                let at = if round % 2 == 0 { step } else { layers - 1 - step };
                // At last by both sides, so that neither bends the other.
                let both = round + ROUNDS_BY_BOTH_SIDES >= ROUNDS;
                let (above, below) = (both || round % 2 == 0, both || round % 2 == 1);
                let points = self.layers.get(at).cloned().unwrap_or_default();
                let wanted: Vec<_> =
                    points.iter().map(|point| self.wanted(*point, above, below)).collect();
                self.settle(at, &wanted);
            }
        }
        let left = self.points.iter().map(|point| point.x - point.width / 2.0);
        let leftmost = left.fold(f64::INFINITY, f64::min);
        if leftmost.is_finite() {
            for point in &mut self.points {
                point.x -= leftmost;
            }
        }
    }

    /// The middle of the neighbours. A line that passes layers wants to be straight more than one
    /// between two nodes does.
    fn wanted(&self, point: usize, above: bool, below: bool) -> f64 {
        let up = self.above.get(point).filter(|_| above).into_iter().flatten();
        let down = self.below.get(point).filter(|_| below).into_iter().flatten();
        let (mut sum, mut weights) = (0.0, 0.0);
        for neighbour in up.chain(down) {
            let weight = match (self.is_node(point), self.is_node(*neighbour)) {
                (true, true) => 1.0,
                (false, false) => 8.0,
                _ => 2.0,
            };
            sum += weight * self.x(*neighbour);
            weights += weight;
        }
        if weights > 0.0 { sum / weights } else { self.x(point) }
    }

    fn is_node(&self, point: usize) -> bool {
        self.points.get(point).is_some_and(|point| point.kind == PointKind::Node)
    }

    /// Puts the points of a layer where they want to be, as far as their order and their widths
    /// let them: the places with the least sum of squared distances (pool adjacent violators).
    fn settle(&mut self, layer: usize, wanted: &[f64]) {
        let Some(points) = self.layers.get(layer) else { return };
        let mut offsets = Vec::with_capacity(points.len());
        let mut offset = 0.0;
        let mut previous: Option<f64> = None;
        for point in points {
            let width = self.points.get(*point).map_or(0.0, |point| point.width);
            offset += previous.map_or(0.0, |previous| f64::midpoint(previous, width) + GAP);
            previous = Some(width);
            offsets.push(offset);
        }
        // Blocks of points that touch each other: what they want together, with which weight, and
        // how many they are.
        let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
        for ((point, wanted), offset) in points.iter().zip(wanted).zip(&offsets) {
            let weight = if self.is_node(*point) { 1.0 } else { BEND_WEIGHT };
            let mut block = ((wanted - offset) * weight, weight, 1);
            while let Some((sum, weight, size)) = blocks.pop() {
                if sum / weight <= block.0 / block.1 {
                    blocks.push((sum, weight, size));
                    break;
                }
                block = (sum + block.0, weight + block.1, size + block.2);
            }
            blocks.push(block);
        }
        let middles =
            blocks.iter().flat_map(|(sum, weight, size)| std::iter::repeat_n(sum / weight, *size));
        let places: Vec<_> =
            middles.zip(&offsets).map(|(middle, offset)| middle + offset).collect();
        for (point, x) in points.clone().into_iter().zip(places) {
            if let Some(point) = self.points.get_mut(point) {
                point.x = x;
            }
        }
    }
}
