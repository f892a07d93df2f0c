//! The layers of a drawing: nodes, labels and lines as points, each layer from left to right.

use super::model::{DrawnEdge, GraphError};
use super::ranking::rank;

/// The most points that are laid out: a thousand states with a way from each to one.
const MOST_POINTS: usize = 100_000;

/// Something that takes room in a layer.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) kind: PointKind,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) layer: usize,
    /// The middle.
    pub(super) x: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PointKind {
    Node,
    /// The label of a line.
    Label,
    /// Where a line passes a layer.
    Bend,
}

/// The points of an edge from above to below, whichever way it leads.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) edge: usize,
    pub(super) points: Vec<usize>,
    pub(super) label: Option<usize>,
    pub(super) leads_up: bool,
}

/// A size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A drawing in layers. The nodes are the first points, in their own order.
#[derive(Debug)]
pub(super) struct Layered {
    pub(super) points: Vec<Point>,
    pub(super) layers: Vec<Vec<usize>>,
    pub(super) lines: Vec<Line>,
    /// The neighbours of each point in the layer above.
    pub(super) above: Vec<Vec<usize>>,
    /// The neighbours of each point in the layer below.
    pub(super) below: Vec<Vec<usize>>,
}

impl Layered {
    /// Puts nodes into every second layer, and labels and passing lines into those between too.
    ///
    /// # Errors
    /// [`GraphError::TooLarge`].
    pub(super) fn of(
        nodes: &[Size],
        edges: &[DrawnEdge],
        labels: &[Option<Size>],
    ) -> Result<Self, GraphError> {
        let ends: Vec<_> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
        let ranking = rank(nodes.len(), &ends);
        let layer_of = |node: usize| 2 * ranking.ranks.get(node).copied().unwrap_or_default();
        let mut layered = Self {
            points: Vec::new(),
            layers: Vec::new(),
            lines: Vec::new(),
            above: Vec::new(),
            below: Vec::new(),
        };
        for (node, size) in nodes.iter().enumerate() {
            layered.add(PointKind::Node, *size, layer_of(node))?;
        }
        for (at, edge) in edges.iter().enumerate() {
            if edge.from == edge.to {
                continue;
            }
            let leads_up = ranking.reversed.get(at).copied().unwrap_or_default();
            let (top, bottom) = if leads_up { (edge.to, edge.from) } else { (edge.from, edge.to) };
            let (first, last) = (layer_of(top), layer_of(bottom));
            let label_layer =
                if leads_up { last.saturating_sub(1) } else { first.saturating_add(1) };
            let label = labels.get(at).copied().flatten();
            let mut line = Line { edge: at, points: vec![top], label: None, leads_up };
            for layer in first + 1..last {
                let point = match label {
                    Some(size) if layer == label_layer => {
                        let point = layered.add(PointKind::Label, size, layer)?;
                        line.label = Some(point);
                        point
                    }
                    _ => {
                        let size = Size { width: 1.0, height: 0.0 };
                        layered.add(PointKind::Bend, size, layer)?
                    }
                };
                line.points.push(point);
            }
            line.points.push(bottom);
            layered.connect(&line.points);
            layered.lines.push(line);
        }
        Ok(layered)
    }

    fn add(&mut self, kind: PointKind, size: Size, layer: usize) -> Result<usize, GraphError> {
        let point = self.points.len();
        if point >= MOST_POINTS {
            return Err(GraphError::TooLarge { limit: MOST_POINTS });
        }
        let Size { width, height } = size;
        self.points.push(Point { kind, width, height, layer, x: 0.0 });
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        while self.layers.len() <= layer {
            self.layers.push(Vec::new());
        }
        if let Some(points) = self.layers.get_mut(layer) {
            points.push(point);
        }
        Ok(point)
    }

    fn connect(&mut self, points: &[usize]) {
        for pair in points.windows(2) {
            if let [above, below] = *pair {
                if let Some(neighbours) = self.below.get_mut(above) {
                    neighbours.push(below);
                }
                if let Some(neighbours) = self.above.get_mut(below) {
                    neighbours.push(above);
                }
            }
        }
    }

    pub(super) fn x(&self, point: usize) -> f64 {
        self.points.get(point).map_or(0.0, |point| point.x)
    }
}
