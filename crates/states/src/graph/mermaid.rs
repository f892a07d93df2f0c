//! A graph as Mermaid text (<https://mermaid.js.org/syntax/flowchart.html>).

use std::fmt::Write as _;

use super::model::{DrawnKind, DrawnNode, DrawnWorkflow, Graph};
use super::svg_theme::{OutcomeLook, TAKEN_LINE};
use super::visits::{VisitOutcome, VisitedStates};
use crate::definition::StateType;

/// Writes a graph.
pub(super) fn write(graph: &Graph, visited: Option<&VisitedStates>) -> String {
    let mut writer =
        Writer { text: "flowchart TD\n".to_owned(), visited, lines: 0, taken: Vec::new() };
    writer.workflow(&graph.workflow, "s", 1);
    writer.styles();
    writer.text
}

struct Writer<'v> {
    text: String,
    visited: Option<&'v VisitedStates>,
    /// How many lines were written: styles name them by number.
    lines: usize,
    taken: Vec<usize>,
}

impl Writer<'_> {
    /// Nodes are numbered, since names may hold anything; those of a nested workflow begin with
    /// the id of what they are nested in.
    fn workflow(&mut self, workflow: &DrawnWorkflow, prefix: &str, depth: usize) {
        for (at, node) in workflow.nodes.iter().enumerate() {
            self.node(node, &format!("{prefix}{at}"), depth);
        }
        for edge in &workflow.edges {
            let (Some(from), Some(to)) =
                (workflow.nodes.get(edge.from), workflow.nodes.get(edge.to))
            else {
                continue;
            };
            let arrow = if edge.catches { "-.->" } else { "-->" };
            let label = match edge.label.as_deref().filter(|label| !label.is_empty()) {
                Some(label) => format!("|\"{}\"|", escaped(label)),
                None => String::new(),
            };
            self.indent(depth);
            let _ = writeln!(self.text, "{prefix}{} {arrow}{label} {prefix}{}", edge.from, edge.to);
            if self.visited.is_some_and(|visited| visited.went(from.name(), to.name())) {
                self.taken.push(self.lines);
            }
            self.lines += 1;
        }
    }

    fn node(&mut self, node: &DrawnNode, id: &str, depth: usize) {
        let (name, caption, state_type) = match &node.kind {
            DrawnKind::Start => return self.line(depth, &format!("{id}((\"Start\"))")),
            DrawnKind::End => return self.line(depth, &format!("{id}(((\"End\")))")),
            DrawnKind::State { name, caption, state_type } => (name, caption, *state_type),
        };
        let label = format!("{}<br/><small>{}</small>", escaped(name), escaped(caption));
        let class = match self.visited.and_then(|visited| visited.outcome(name)) {
            Some(outcome) => format!(":::{}", outcome.class()),
            None => String::new(),
        };
        if node.nested.is_empty() {
            let (open, close) = match state_type {
                Some(StateType::Choice) => ("{{", "}}"),
                Some(StateType::Succeed | StateType::Fail) => ("([", "])"),
                _ => ("(", ")"),
            };
            return self.line(depth, &format!("{id}{open}\"{label}\"{close}{class}"));
        }
        self.line(depth, &format!("subgraph {id}[\"{label}\"]"));
        for (at, workflow) in node.nested.iter().enumerate() {
            let inner = format!("{id}_{at}");
            if node.nested.len() > 1 {
                self.line(depth + 1, &format!("subgraph {inner}[\" \"]"));
                self.workflow(workflow, &format!("{inner}_"), depth + 2);
                self.line(depth + 1, "end");
            } else {
                self.workflow(workflow, &format!("{inner}_"), depth + 1);
            }
        }
        self.line(depth, "end");
        if let Some(class) = class.strip_prefix(":::") {
            self.line(depth, &format!("class {id} {class}"));
        }
    }

    fn styles(&mut self) {
        if self.visited.is_none() {
            return;
        }
        for outcome in VisitOutcome::ALL {
            let OutcomeLook { border, background, .. } = OutcomeLook::of(outcome);
            let class = outcome.class();
            self.line(
                1,
                &format!("classDef {class} fill:{background},stroke:{border},color:#1f2937"),
            );
        }
        if !self.taken.is_empty() {
            let lines: Vec<_> = self.taken.iter().map(usize::to_string).collect();
            let style =
                format!("linkStyle {} stroke:{TAKEN_LINE},stroke-width:2px", lines.join(","));
            self.line(1, &style);
        }
    }

    fn line(&mut self, depth: usize, line: &str) {
        self.indent(depth);
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn indent(&mut self, depth: usize) {
        self.text.push_str(&"  ".repeat(depth));
    }
}

/// Text within the quotes of a label: what Mermaid, Markdown or HTML would read as more than
/// itself stands as its number.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | ';' | '{' | '}' | '[' | ']' | '|' | '*'
            | '_' | '~' => {
                let _ = write!(escaped, "#{};", u32::from(character));
            }
            '\n' | '\r' | '\t' => escaped.push(' '),
            _ if character.is_control() => escaped.push('\u{fffd}'),
            _ => escaped.push(character),
        }
    }
    escaped
}
