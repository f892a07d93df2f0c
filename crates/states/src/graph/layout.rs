//! Where everything stands: nodes with what is nested in them, lines and labels.

use super::easing::{Obstacle, Passage, eased};
use super::layered::{Layered, Line, PointKind, Size};
use super::model::{DrawnEdge, DrawnKind, DrawnNode, DrawnWorkflow, GraphError};
use super::ordering::count;
use super::text::{shortened, width, wrapped};

/// The sizes of texts.
pub(super) const NAME_SIZE: f64 = 14.0;
pub(super) const CAPTION_SIZE: f64 = 11.0;
pub(super) const LABEL_SIZE: f64 = 11.0;
/// The heights of lines of text.
pub(super) const NAME_LINE: f64 = 18.0;
pub(super) const CAPTION_LINE: f64 = 15.0;
/// The room around texts in a box, and around what is nested in one.
pub(super) const PADDING: f64 = 12.0;

/// How much wider bold text is.
const BOLD: f64 = 1.12;
const LONGEST_LINE: usize = 26;
const MOST_LINES: usize = 3;
const LONGEST_CAPTION: usize = 40;
const LONGEST_LABEL: usize = 34;
const NARROWEST_BOX: f64 = 110.0;
const MARK_DIAMETER: f64 = 18.0;
/// The room between a layer and the next.
const LAYER_GAP: f64 = 17.0;
/// The room between two workflows in one box.
const WORKFLOW_GAP: f64 = 16.0;
/// How far a line from a state to itself reaches out.
pub(super) const LOOP_REACH: f64 = 26.0;
/// The room between two lines that end at one node.
const PORT_GAP: f64 = 16.0;

/// A workflow that is laid out, with its upper left corner at 0, 0.
#[derive(Debug)]
pub(super) struct Layout<'g> {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) nodes: Vec<PlacedNode<'g>>,
    pub(super) edges: Vec<PlacedEdge<'g>>,
}

/// A node in its place.
#[derive(Debug)]
pub(super) struct PlacedNode<'g> {
    pub(super) node: &'g DrawnNode,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) name: Vec<String>,
    pub(super) caption: String,
    /// What is nested in it, by its corner within the node.
    pub(super) nested: Vec<(f64, f64, Layout<'g>)>,
}

/// An edge in its place.
#[derive(Debug)]
pub(super) struct PlacedEdge<'g> {
    pub(super) edge: &'g DrawnEdge,
    pub(super) from: &'g DrawnNode,
    pub(super) to: &'g DrawnNode,
    pub(super) course: Course,
    pub(super) label: Option<PlacedLabel>,
}

/// How a line goes.
#[derive(Debug)]
pub(super) enum Course {
    /// From layer to layer: straight down through each stretch, curved between two.
    Stretches(Vec<Stretch>),
    /// Out of the right side of a node and in again, at these heights.
    Loop { right: f64, top: f64, bottom: f64 },
}

/// A vertical part of a line, in the direction in which it leads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) x: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// A label by its middle.
#[derive(Debug)]
pub(super) struct PlacedLabel {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) text: String,
}

/// Lays a workflow out.
///
/// # Errors
/// [`GraphError::TooLarge`].
pub(super) fn of(workflow: &DrawnWorkflow) -> Result<Layout<'_>, GraphError> {
    let mut boxes = workflow.nodes.iter().map(measured).collect::<Result<Vec<_>, _>>()?;
    let labels: Vec<_> = workflow.edges.iter().map(label_text).collect();
    let sizes: Vec<_> = boxes
        .iter()
        .enumerate()
        .map(|(at, placed)| Size {
            width: placed.width + 2.0 * loop_room(at, workflow, &labels),
            height: placed.height,
        })
        .collect();
    let label_sizes: Vec<_> = labels
        .iter()
        .map(|label| {
            label.as_ref().map(|text| Size { width: label_width(text), height: LABEL_SIZE + 7.0 })
        })
        .collect();
    let mut layered = Layered::of(&sizes, &workflow.edges, &label_sizes)?;
    layered.order();
    layered.place();
    let layers = LayerPlaces::of(&layered);
    for (at, placed) in boxes.iter_mut().enumerate() {
        let layer = layered.points.get(at).map_or(0, |point| point.layer);
        placed.left = layered.x(at) - placed.width / 2.0;
        placed.top = layers.middle(layer) - placed.height / 2.0;
    }
    let ports = Ports::of(&layered, &boxes);
    let obstacles = obstacles(&layered, &layers, &boxes);
    let mut edges = Vec::new();
    for (at, line) in layered.lines.iter().enumerate() {
        let label = line.label.zip(labels.get(line.edge).cloned().flatten());
        edges.extend(placed_edge(workflow, line.edge, || {
            let course = Course::Stretches(stretches(
                line,
                &layered,
                &layers,
                &boxes,
                ports.of_line(at),
                &obstacles,
            ));
            let label = label.map(|(point, text)| {
                let layer = layered.points.get(point).map_or(0, |point| point.layer);
                let (x, y) = (layered.x(point), layers.middle(layer));
                PlacedLabel { x, y, width: label_width(&text), text }
            });
            (course, label)
        }));
    }
    for (at, edge) in workflow.edges.iter().enumerate().filter(|(_, edge)| edge.from == edge.to) {
        let Some(placed) = boxes.get(edge.from) else { continue };
        let right = placed.left + placed.width;
        let middle = placed.top + placed.height / 2.0;
        let label = labels.get(at).cloned().flatten();
        edges.extend(placed_edge(workflow, at, || {
            let course = Course::Loop { right, top: middle - 9.0, bottom: middle + 9.0 };
            let label = label.map(|text| {
                let width = label_width(&text);
                PlacedLabel { x: right + LOOP_REACH + width / 2.0, y: middle, width, text }
            });
            (course, label)
        }));
    }
    let rightmost = layered.points.iter().map(|point| point.x + point.width / 2.0);
    let width = rightmost.fold(0.0, f64::max);
    Ok(Layout { width, height: layers.height, nodes: boxes, edges })
}

fn placed_edge<'g>(
    workflow: &'g DrawnWorkflow,
    at: usize,
    place: impl FnOnce() -> (Course, Option<PlacedLabel>),
) -> Option<PlacedEdge<'g>> {
    let edge = workflow.edges.get(at)?;
    let (from, to) = (workflow.nodes.get(edge.from)?, workflow.nodes.get(edge.to)?);
    let (course, label) = place();
    Some(PlacedEdge { edge, from, to, course, label })
}

fn label_text(edge: &DrawnEdge) -> Option<String> {
    let label = edge.label.as_deref().filter(|label| !label.is_empty())?;
    Some(shortened(label, LONGEST_LABEL))
}

fn label_width(text: &str) -> f64 {
    width(text, LABEL_SIZE) + 10.0
}

/// The room at each side of a node for lines from it to itself.
fn loop_room(node: usize, workflow: &DrawnWorkflow, labels: &[Option<String>]) -> f64 {
    let loops = workflow.edges.iter().zip(labels);
    loops
        .filter(|(edge, _)| edge.from == node && edge.to == node)
        .map(|(_, label)| LOOP_REACH + label.as_deref().map_or(4.0, label_width))
        .fold(0.0, f64::max)
}

/// A node with its size and what is nested in it, nowhere yet.
fn measured(node: &DrawnNode) -> Result<PlacedNode<'_>, GraphError> {
    let mut placed = PlacedNode {
        node,
        left: 0.0,
        top: 0.0,
        width: MARK_DIAMETER,
        height: MARK_DIAMETER,
        name: Vec::new(),
        caption: String::new(),
        nested: Vec::new(),
    };
    let DrawnKind::State { name, caption, .. } = &node.kind else { return Ok(placed) };
    placed.name = wrapped(name, LONGEST_LINE, MOST_LINES);
    placed.caption = shortened(caption, LONGEST_CAPTION);
    let names = placed.name.iter().map(|line| width(line, NAME_SIZE) * BOLD);
    let text = names.fold(width(&placed.caption, CAPTION_SIZE), f64::max);
    let mut inner = text + 14.0;
    let head = count(placed.name.len()) * NAME_LINE + CAPTION_LINE + 2.0 * PADDING - 4.0;
    placed.height = head;
    if !node.nested.is_empty() {
        let nested = node.nested.iter().map(of).collect::<Result<Vec<_>, _>>()?;
        let tallest = nested.iter().map(|layout| layout.height).fold(0.0, f64::max);
        let widths: f64 = nested.iter().map(|layout| layout.width + 2.0 * PADDING).sum();
        let together = widths + WORKFLOW_GAP * count(nested.len().saturating_sub(1));
        let mut left = PADDING + (inner - together).max(0.0) / 2.0;
        inner = inner.max(together);
        for layout in nested {
            let width = layout.width + 2.0 * PADDING;
            placed.nested.push((left, head, layout));
            left += width + WORKFLOW_GAP;
        }
        placed.height += tallest + 3.0 * PADDING;
    }
    placed.width = (inner + 2.0 * PADDING).max(NARROWEST_BOX);
    Ok(placed)
}

/// Where the layers are from top to bottom.
struct LayerPlaces {
    places: Vec<(f64, f64)>,
    height: f64,
}

impl LayerPlaces {
    fn of(layered: &Layered) -> Self {
        let mut places = Vec::with_capacity(layered.layers.len());
        let mut top = 0.0;
        for layer in &layered.layers {
            let heights = layer.iter().filter_map(|point| layered.points.get(*point));
            let height = heights.map(|point| point.height).fold(0.0, f64::max);
            places.push((top, top + height));
            top += height + LAYER_GAP;
        }
        let height = places.last().map_or(0.0, |(_, bottom)| *bottom);
        Self { places, height }
    }

    fn span(&self, layer: usize) -> (f64, f64) {
        self.places.get(layer).copied().unwrap_or_default()
    }

    fn middle(&self, layer: usize) -> f64 {
        let (top, bottom) = self.span(layer);
        f64::midpoint(top, bottom)
    }
}

/// Where lines end at the upper and lower sides of nodes, side by side in the order in which they
/// come.
struct Ports {
    /// By line: at its upper node, and at its lower one.
    xs: Vec<(f64, f64)>,
}

impl Ports {
    fn of(layered: &Layered, boxes: &[PlacedNode<'_>]) -> Self {
        let mut xs = vec![(0.0, 0.0); layered.lines.len()];
        let mut sides: Vec<[Vec<(f64, usize)>; 2]> = vec![Default::default(); boxes.len()];
        for (at, line) in layered.lines.iter().enumerate() {
            let (top, bottom) = ends(line);
            let (after, before) = (line.points.get(1), line.points.iter().rev().nth(1));
            for (node, side, neighbour) in [(top, 1, after), (bottom, 0, before)] {
                let toward = neighbour.map_or(0.0, |point| layered.x(*point));
                let lines = sides.get_mut(node).and_then(|sides| sides.get_mut(side));
                if let Some(lines) = lines {
                    lines.push((toward, at));
                }
            }
        }
        for (node, sides) in sides.into_iter().enumerate() {
            let room = boxes.get(node).map_or(0.0, |placed| placed.width - 2.0 * PADDING);
            for (side, mut lines) in sides.into_iter().enumerate() {
                lines.sort_by(|(one, _), (other, _)| one.total_cmp(other));
                let gaps = count(lines.len().saturating_sub(1));
                let gap = if gaps > 0.0 { PORT_GAP.min(room.max(0.0) / gaps) } else { 0.0 };
                for (place, (_, line)) in lines.into_iter().enumerate() {
                    let x = layered.x(node) + gap * (count(place) - gaps / 2.0);
                    match (xs.get_mut(line), side) {
                        (Some((top, _)), 1) => *top = x,
                        (Some((_, bottom)), _) => *bottom = x,
                        (None, _) => {}
                    }
                }
            }
        }
        Self { xs }
    }
}

impl Ports {
    fn of_line(&self, line: usize) -> (f64, f64) {
        self.xs.get(line).copied().unwrap_or_default()
    }
}

fn ends(line: &Line) -> (usize, usize) {
    let first = line.points.first().copied().unwrap_or_default();
    (first, line.points.last().copied().unwrap_or(first))
}

/// What stands in each layer: nodes and labels.
fn obstacles(
    layered: &Layered,
    layers: &LayerPlaces,
    boxes: &[PlacedNode<'_>],
) -> Vec<Vec<Obstacle>> {
    let obstacle = |at: usize| {
        let point = layered.points.get(at)?;
        let half = point.width / 2.0;
        let (left, right) = (point.x - half, point.x + half);
        let middle = layers.middle(point.layer);
        let height = match point.kind {
            PointKind::Node => boxes.get(at).map_or(0.0, |placed| placed.height),
            PointKind::Label => point.height,
            PointKind::Bend => return None,
        };
        let (top, bottom) = (middle - height / 2.0, middle + height / 2.0);
        Some(Obstacle { left, right, top, bottom })
    };
    let of_layer = |layer: &Vec<usize>| layer.iter().copied().filter_map(obstacle).collect();
    layered.layers.iter().map(of_layer).collect()
}

fn stretches(
    line: &Line,
    layered: &Layered,
    layers: &LayerPlaces,
    boxes: &[PlacedNode<'_>],
    (top_x, bottom_x): (f64, f64),
    obstacles: &[Vec<Obstacle>],
) -> Vec<Stretch> {
    let (top, bottom) = ends(line);
    let passages: Vec<_> = line
        .points
        .iter()
        .filter_map(|point| Some((*point, layered.points.get(*point)?)))
        .map(|(at, point)| {
            let (from, to) = layers.span(point.layer);
            let node = boxes.get(at).filter(|_| point.kind == PointKind::Node);
            let stretch = match node {
                Some(placed) if at == top => {
                    Stretch { x: top_x, from: placed.top + placed.height, to }
                }
                Some(placed) if at == bottom => Stretch { x: bottom_x, from, to: placed.top },
                _ => Stretch { x: point.x, from, to },
            };
            let obstacles = obstacles.get(point.layer).map_or(&[] as &[_], Vec::as_slice);
            Passage { stretch, obstacles, fixed: point.kind != PointKind::Bend }
        })
        .collect();
    let mut stretches = eased(&passages);
    if line.leads_up {
        stretches.reverse();
        for stretch in &mut stretches {
            std::mem::swap(&mut stretch.from, &mut stretch.to);
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::graph::Graph;
    use firedrill_seed::SeededRandom;

    /// A machine of some states that lead anywhere, nested ones among them.
    fn machine(random: &mut SeededRandom, prefix: &str, depth: u32) -> Value {
        let count = 1 + random.below(9);
        let name = |at: u64| format!("{prefix}{at}");
        let mut states = Map::new();
        for at in 0..count {
            let target = |random: &mut SeededRandom| name(random.below(count));
            let next = target(random);
            let state = match random.below(if depth < 2 { 5 } else { 3 }) {
                0 => json!({
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.a", "IsNull": true, "Next": target(random)}],
                    "Default": next
                }),
                1 => json!({
                    "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": next,
                    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": target(random)}]
                }),
                2 => json!({"Type": "Pass", "End": true}),
                3 => json!({
                    "Type": "Map", "Next": next,
                    "ItemProcessor": machine(random, &format!("{prefix}{at}m"), depth + 1)
                }),
                _ => json!({
                    "Type": "Parallel", "End": true,
                    "Branches": [
                        machine(random, &format!("{prefix}{at}a"), depth + 1),
                        machine(random, &format!("{prefix}{at}b"), depth + 1)
                    ]
                }),
            };
            states.insert(name(at), state);
        }
        json!({"StartAt": name(0), "States": states})
    }

    fn check(layout: &Layout<'_>) {
        for (at, node) in layout.nodes.iter().enumerate() {
            let (right, bottom) = (node.left + node.width, node.top + node.height);
            assert!(node.left >= -0.01 && right <= layout.width + 0.01, "{node:?}");
            assert!(node.top >= -0.01 && bottom <= layout.height + 0.01, "{node:?}");
            for other in layout.nodes.iter().skip(at + 1) {
                let apart = right <= other.left
                    || other.left + other.width <= node.left
                    || bottom <= other.top
                    || other.top + other.height <= node.top;
                assert!(apart, "{node:?} lies over {other:?}");
            }
            for (left, top, nested) in &node.nested {
                assert!(left + nested.width + PADDING <= node.width + 0.01);
                assert!(top + nested.height + PADDING <= node.height + 0.01);
                check(nested);
            }
        }
        for edge in &layout.edges {
            let Course::Stretches(stretches) = &edge.course else { continue };
            assert!(stretches.len() >= 2);
            let ends: Vec<_> = stretches.iter().flat_map(|s| [s.from, s.to]).collect();
            let up: Vec<_> = ends.iter().rev().copied().collect();
            assert!(ends.is_sorted() || up.is_sorted(), "{ends:?}");
        }
    }

    #[test]
    fn nothing_lies_over_anything_else() {
        let mut random = SeededRandom::new(7);
        for _ in 0..40 {
            let definition = machine(&mut random, "", 0).to_string();
            let graph = Graph::read(&definition).unwrap();
            let layout = of(&graph.workflow).unwrap();
            check(&layout);
            assert_eq!(graph.to_svg(None).unwrap(), graph.clone().to_svg(None).unwrap());
        }
    }

    #[test]
    fn a_graph_that_nobody_could_look_at_is_refused() {
        let mut states = Map::new();
        for at in 0..1_000 {
            let state = json!({
                "Type": "Task", "Resource": "r", "Next": format!("S{}", at + 1),
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S1000"}]
            });
            states.insert(format!("S{at}"), state);
        }
        states.insert("S1000".to_owned(), json!({"Type": "Succeed"}));
        let definition = json!({"StartAt": "S0", "States": states}).to_string();
        let graph = Graph::read(&definition).unwrap();
        assert_eq!(graph.to_svg(None).unwrap_err(), GraphError::TooLarge { limit: 100_000 });
        assert!(graph.to_mermaid(None).contains("S1000"));
    }
}
