//! The colours of a drawing.

use super::visits::VisitOutcome;
use crate::definition::StateType;

pub(super) const INK: &str = "#1f2937";
pub(super) const FAINT_INK: &str = "#6b7280";
pub(super) const PAPER: &str = "#ffffff";
pub(super) const NESTED_PAPER: &str = "#f8fafc";
pub(super) const NESTED_BORDER: &str = "#cbd5e1";
pub(super) const LINE: &str = "#94a3b8";
pub(super) const CATCH_LINE: &str = "#d97706";
pub(super) const TAKEN_LINE: &str = "#15803d";

/// The colour of the bar at the side of a state.
pub(super) fn accent(state_type: Option<StateType>) -> &'static str {
    match state_type {
        Some(StateType::Task) => "#2563eb",
        Some(StateType::Choice) => "#9333ea",
        Some(StateType::Wait) => "#0891b2",
        Some(StateType::Parallel | StateType::Map) => "#4f46e5",
        Some(StateType::Succeed) => "#15803d",
        Some(StateType::Fail) => "#b91c1c",
        Some(StateType::Pass) | None => "#64748b",
    }
}

/// How a state looks after its visits: border, background, and a sign that needs no colours.
pub(super) struct OutcomeLook {
    pub(super) border: &'static str,
    pub(super) background: &'static str,
    pub(super) sign: &'static str,
}

impl OutcomeLook {
    pub(super) fn of(outcome: VisitOutcome) -> Self {
        let (border, background, sign) = match outcome {
            VisitOutcome::Succeeded => ("#15803d", "#ecfdf3", "✓"),
            VisitOutcome::Caught => ("#d97706", "#fffbeb", "!"),
            VisitOutcome::Entered => ("#2563eb", "#eff6ff", "…"),
            VisitOutcome::Aborted => ("#64748b", "#f1f5f9", "–"),
            VisitOutcome::Failed => ("#b91c1c", "#fef2f2", "✕"),
        };
        Self { border, background, sign }
    }
}
