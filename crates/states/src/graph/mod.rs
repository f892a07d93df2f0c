//! Drawings of state machines, as SVG and as Mermaid text, coloured by an execution's history.
//!
//! Owns what is drawn, where it stands and how labels are escaped. Refuses to know whether AWS
//! would create the machine: a draft can be drawn as well.

mod condition_label;
mod easing;
mod layered;
mod layout;
mod mermaid;
mod model;
mod ordering;
mod placing;
mod ranking;
mod svg;
mod svg_edges;
mod svg_theme;
mod text;
mod visits;

pub use model::{Graph, GraphError};
pub use visits::{VisitOutcome, VisitedStates};
