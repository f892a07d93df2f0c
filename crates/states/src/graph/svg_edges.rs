//! Lines and labels as SVG.

use std::fmt::Write as _;

use super::layout::{Course, LABEL_SIZE, LOOP_REACH, PlacedEdge, PlacedLabel};
use super::svg::{escaped, number};
use super::svg_theme::{CATCH_LINE, FAINT_INK, LINE, PAPER, TAKEN_LINE};
use super::visits::VisitedStates;

/// A shift to the side that is too small for a curve.
const CROOKED: f64 = 5.0;

/// How a line looks.
struct Look {
    colour: &'static str,
    marker: &'static str,
    width: &'static str,
    opacity: &'static str,
}

impl Look {
    /// With a history, ways that were taken stand out and others fade.
    fn of(edge: &PlacedEdge<'_>, visited: Option<&VisitedStates>) -> Self {
        let taken = visited.map(|visited| visited.went(edge.from.name(), edge.to.name()));
        let (colour, marker) = match (taken, edge.edge.catches) {
            (_, true) => (CATCH_LINE, "catch"),
            (Some(true), false) => (TAKEN_LINE, "taken"),
            _ => (LINE, "plain"),
        };
        let (width, opacity) = match taken {
            None => ("1.5", "1"),
            Some(true) => ("2.25", "1"),
            Some(false) => ("1.5", "0.45"),
        };
        Self { colour, marker, width, opacity }
    }
}

/// The heads of the three kinds of lines.
pub(super) fn markers(svg: &mut String) {
    for (name, colour) in [("plain", LINE), ("catch", CATCH_LINE), ("taken", TAKEN_LINE)] {
        let _ = writeln!(
            svg,
            r#"<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .5 7.5 4 0 7.5z" fill="{colour}"/></marker>"#
        );
    }
}

/// Writes a line.
pub(super) fn line(svg: &mut String, edge: &PlacedEdge<'_>, visited: Option<&VisitedStates>) {
    let Look { colour, marker, width, opacity } = Look::of(edge, visited);
    let dashes = if edge.edge.catches { r#" stroke-dasharray="5 4""# } else { "" };
    let _ = writeln!(
        svg,
        r#"<path d="{}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes} opacity="{opacity}" marker-end="url(#{marker})"/>"#,
        path(&edge.course)
    );
}

/// Writes the label of a line; labels come after all lines, so that none runs through them.
pub(super) fn label(svg: &mut String, edge: &PlacedEdge<'_>, visited: Option<&VisitedStates>) {
    let Some(PlacedLabel { x, y, width, text }) = &edge.label else { return };
    let Look { opacity, .. } = Look::of(edge, visited);
    let whole = edge.edge.label.as_deref().unwrap_or(text);
    let colour = if edge.edge.catches { CATCH_LINE } else { FAINT_INK };
    let height = LABEL_SIZE + 5.0;
    let _ = writeln!(
        svg,
        r#"<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="4" fill="{PAPER}"/><text x="{}" y="{}" text-anchor="middle" font-size="{LABEL_SIZE}" fill="{colour}" opacity="{opacity}">{}</text></g>"#,
        escaped(whole),
        number(x - width / 2.0),
        number(y - height / 2.0),
        number(*width),
        number(height),
        number(*x),
        number(y + LABEL_SIZE * 0.36),
        escaped(text),
    );
}

fn path(course: &Course) -> String {
    let mut path = String::new();
    match course {
        Course::Loop { right, top, bottom } => {
            let out = right + LOOP_REACH;
            let [right, top, bottom, out] = [*right, *top, *bottom, out].map(number);
            let _ = write!(path, "M{right} {top}C{out} {top} {out} {bottom} {right} {bottom}");
        }
        Course::Stretches(stretches) => {
            let mut previous: Option<(f64, f64)> = None;
            for stretch in stretches {
                let x = number(stretch.x);
                match previous {
                    None => {
                        let _ = write!(path, "M{x} {}", number(stretch.from));
                    }
                    // Where lines barely shift, a curve would only look crooked.
                    Some((from_x, _)) if (from_x - stretch.x).abs() < CROOKED => {
                        let _ = write!(path, "L{x} {}", number(stretch.from));
                    }
                    Some((from_x, from_y)) => {
                        let middle = number(f64::midpoint(from_y, stretch.from));
                        let (from_x, to_y) = (number(from_x), number(stretch.from));
                        let _ = write!(path, "C{from_x} {middle} {x} {middle} {x} {to_y}");
                    }
                }
                if (stretch.to - stretch.from).abs() >= 0.5 {
                    let _ = write!(path, "L{x} {}", number(stretch.to));
                }
                previous = Some((stretch.x, stretch.to));
            }
        }
    }
    path
}
