//! A drawing as SVG: one document that needs no fonts, scripts or other files.

use std::fmt::Write as _;

use super::layout::{
    CAPTION_LINE, CAPTION_SIZE, Layout, NAME_LINE, NAME_SIZE, PADDING, PlacedNode,
};
use super::model::DrawnKind;
use super::ordering::count;
use super::svg_edges;
use super::svg_theme::{FAINT_INK, INK, NESTED_BORDER, NESTED_PAPER, OutcomeLook, PAPER, accent};
use super::visits::VisitedStates;

const MARGIN: f64 = 20.0;
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";

/// Writes a drawing.
pub(super) fn write(layout: &Layout<'_>, visited: Option<&VisitedStates>) -> String {
    let (width, height) = (layout.width + 2.0 * MARGIN, layout.height + 2.0 * MARGIN);
    let (width, height) = (number(width.ceil()), number(height.ceil()));
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{FONTS}">"#
    );
    svg.push_str("<defs>\n");
    svg_edges::markers(&mut svg);
    svg.push_str("</defs>\n");
    let _ = writeln!(svg, r#"<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>"#);
    workflow(&mut svg, layout, MARGIN, MARGIN, visited);
    svg.push_str("</svg>\n");
    svg
}

fn workflow(
    svg: &mut String,
    layout: &Layout<'_>,
    left: f64,
    top: f64,
    visited: Option<&VisitedStates>,
) {
    let _ = writeln!(svg, r#"<g transform="translate({} {})">"#, number(left), number(top));
    for edge in &layout.edges {
        svg_edges::line(svg, edge, visited);
    }
    for node in &layout.nodes {
        match &node.node.kind {
            DrawnKind::Start => mark(svg, node, "Start"),
            DrawnKind::End => mark(svg, node, "End"),
            DrawnKind::State { .. } => state(svg, node, visited),
        }
    }
    for edge in &layout.edges {
        svg_edges::label(svg, edge, visited);
    }
    svg.push_str("</g>\n");
}

/// The start is a disc, the end a disc in a ring.
fn mark(svg: &mut String, node: &PlacedNode<'_>, name: &str) {
    let radius = node.width / 2.0;
    let (x, y) = (number(node.left + radius), number(node.top + radius));
    let _ = write!(svg, "<g><title>{name}</title>");
    if name == "End" {
        let ring = number(radius - 0.75);
        let _ = write!(
            svg,
            r#"<circle cx="{x}" cy="{y}" r="{ring}" fill="{PAPER}" stroke="{INK}" stroke-width="1.5"/>"#
        );
    }
    let disc = number(if name == "End" { radius - 4.0 } else { radius - 2.0 });
    let _ = writeln!(svg, r#"<circle cx="{x}" cy="{y}" r="{disc}" fill="{INK}"/></g>"#);
}

fn state(svg: &mut String, node: &PlacedNode<'_>, visited: Option<&VisitedStates>) {
    let DrawnKind::State { name, state_type, .. } = &node.node.kind else { return };
    let look = visited.and_then(|visited| visited.outcome(name)).map(OutcomeLook::of);
    let faded = if visited.is_some() && look.is_none() { r#" opacity="0.5""# } else { "" };
    let (border, background) =
        look.as_ref().map_or((NESTED_BORDER, PAPER), |look| (look.border, look.background));
    let (width, height) = (number(node.width), number(node.height));
    let _ = writeln!(
        svg,
        r#"<g transform="translate({} {})"{faded}><title>{}</title><rect width="{width}" height="{height}" rx="8" fill="{background}" stroke="{border}" stroke-width="1.5"/><rect x="4" y="6" width="4" height="{}" rx="2" fill="{}"/>"#,
        number(node.left),
        number(node.top),
        escaped(name),
        number(node.height - 12.0),
        accent(*state_type),
    );
    let middle = number(node.width / 2.0 + 2.0);
    let mut baseline = PADDING + NAME_SIZE * 0.85;
    for line in &node.name {
        let _ = writeln!(
            svg,
            r#"<text x="{middle}" y="{}" text-anchor="middle" font-size="{NAME_SIZE}" font-weight="600" fill="{INK}">{}</text>"#,
            number(baseline),
            escaped(line)
        );
        baseline += NAME_LINE;
    }
    let _ = writeln!(
        svg,
        r#"<text x="{middle}" y="{}" text-anchor="middle" font-size="{CAPTION_SIZE}" fill="{FAINT_INK}">{}</text>"#,
        number(PADDING + count(node.name.len()) * NAME_LINE + CAPTION_LINE * 0.6),
        escaped(&node.caption)
    );
    if let Some(look) = look {
        let _ = writeln!(
            svg,
            r#"<circle cx="{width}" cy="0" r="8.5" fill="{border}" stroke="{PAPER}" stroke-width="1.5"/><text x="{width}" y="4" text-anchor="middle" font-size="11" font-weight="700" fill="{PAPER}">{}</text>"#,
            look.sign
        );
    }
    for (left, top, layout) in &node.nested {
        let _ = writeln!(
            svg,
            r#"<rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="{NESTED_PAPER}" stroke="{NESTED_BORDER}" stroke-dasharray="4 3"/>"#,
            number(*left),
            number(*top),
            number(layout.width + 2.0 * PADDING),
            number(node.height - top - PADDING),
        );
        workflow(svg, layout, left + PADDING, top + PADDING, visited);
    }
    svg.push_str("</g>\n");
}

/// A coordinate: as short as a tenth of a pixel allows, so that a drawing is the same text on
/// every machine.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text as it must stand in XML. Characters that XML cannot hold become the replacement character.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}
