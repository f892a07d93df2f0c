//! The lints by name.

use firedrill_diagnostic::Lint;
use miette::Severity;

/// A lint of flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each lint has a page in the documentation, by its name")]
pub enum FlowLint {
    ArchivedLetThrough,
    LowSeverityLetThrough,
    NoFindingMatches,
    NotDelivered,
    ObjectField,
    QueueRefusesSender,
    SamplesLetThrough,
    UnguardedPath,
    UnknownField,
    UnknownFindingType,
    UnusedInputPath,
    WrongType,
}

impl FlowLint {
    /// Every lint, in the order of the names.
    pub const ALL: [Self; 12] = [
        Self::ArchivedLetThrough,
        Self::LowSeverityLetThrough,
        Self::NoFindingMatches,
        Self::NotDelivered,
        Self::ObjectField,
        Self::QueueRefusesSender,
        Self::SamplesLetThrough,
        Self::UnguardedPath,
        Self::UnknownField,
        Self::UnknownFindingType,
        Self::UnusedInputPath,
        Self::WrongType,
    ];
}

impl Lint for FlowLint {
    fn code(self) -> &'static str {
        match self {
            Self::ArchivedLetThrough => "firedrill::flow::archived_let_through",
            Self::LowSeverityLetThrough => "firedrill::flow::low_severity_let_through",
            Self::NoFindingMatches => "firedrill::flow::no_finding_matches",
            Self::NotDelivered => "firedrill::flow::not_delivered",
            Self::ObjectField => "firedrill::flow::object_field",
            Self::QueueRefusesSender => "firedrill::flow::queue_refuses_sender",
            Self::SamplesLetThrough => "firedrill::flow::samples_let_through",
            Self::UnguardedPath => "firedrill::flow::unguarded_path",
            Self::UnknownField => "firedrill::flow::unknown_field",
            Self::UnknownFindingType => "firedrill::flow::unknown_finding_type",
            Self::UnusedInputPath => "firedrill::flow::unused_input_path",
            Self::WrongType => "firedrill::flow::wrong_type",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::LowSeverityLetThrough | Self::UnusedInputPath => Severity::Advice,
            _ => Severity::Warning,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lints_are_listed_once_in_the_order_of_their_codes() {
        assert!(FlowLint::ALL.is_sorted_by(|one, other| one.code() < other.code()));
        assert_eq!(FlowLint::WrongType as usize + 1, FlowLint::ALL.len());
    }
}
