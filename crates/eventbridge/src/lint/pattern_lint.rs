//! The lints by name.

use firedrill_diagnostic::Lint;
use miette::Severity;

/// A lint of event patterns.
///
/// A *warning* says that the pattern does something else than it seems to; an *advice* says that
/// there is a better way, or a rule of the service to know about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each lint has a page in the documentation, by its name")]
pub enum PatternLint {
    AddressLiteral,
    AnythingButAbsent,
    AnythingButNull,
    DuplicateField,
    EmptyRange,
    EnvelopeValue,
    HostBits,
    Impossible,
    ListedNumbers,
    ListedTypes,
    LongPattern,
    LostBranch,
    NeedlessAlternative,
    NeedlessWildcard,
    NumberAsText,
    NumberOutOfRange,
    ObjectLeaf,
    OrWithoutEffect,
    OverwrittenField,
    TakesEverything,
    TemplateSyntax,
    TrailingText,
    UndocumentedOperator,
    UnknownEnvelopeField,
    WholeAddressSpace,
    WildcardBeforeIgnoreCase,
    WildcardComplexity,
}

impl PatternLint {
    /// Every lint, in the order of the names.
    pub const ALL: [Self; 27] = [
        Self::AddressLiteral,
        Self::AnythingButAbsent,
        Self::AnythingButNull,
        Self::DuplicateField,
        Self::EmptyRange,
        Self::EnvelopeValue,
        Self::HostBits,
        Self::Impossible,
        Self::ListedNumbers,
        Self::ListedTypes,
        Self::LongPattern,
        Self::LostBranch,
        Self::NeedlessAlternative,
        Self::NeedlessWildcard,
        Self::NumberAsText,
        Self::NumberOutOfRange,
        Self::ObjectLeaf,
        Self::OrWithoutEffect,
        Self::OverwrittenField,
        Self::TakesEverything,
        Self::TemplateSyntax,
        Self::TrailingText,
        Self::UndocumentedOperator,
        Self::UnknownEnvelopeField,
        Self::WholeAddressSpace,
        Self::WildcardBeforeIgnoreCase,
        Self::WildcardComplexity,
    ];
}

impl PatternLint {
    /// Whether it warns of a verdict that the engine of the service is known to give otherwise.
    #[must_use]
    pub fn doubts_the_verdict(self) -> bool {
        matches!(self, Self::LostBranch | Self::WildcardBeforeIgnoreCase)
    }
}

impl Lint for PatternLint {
    fn code(self) -> &'static str {
        match self {
            Self::AddressLiteral => "firedrill::pattern::address_literal",
            Self::AnythingButAbsent => "firedrill::pattern::anything_but_absent",
            Self::AnythingButNull => "firedrill::pattern::anything_but_null",
            Self::DuplicateField => "firedrill::pattern::duplicate_field",
            Self::EmptyRange => "firedrill::pattern::empty_range",
            Self::EnvelopeValue => "firedrill::pattern::envelope_value",
            Self::HostBits => "firedrill::pattern::host_bits",
            Self::Impossible => "firedrill::pattern::impossible",
            Self::ListedNumbers => "firedrill::pattern::listed_numbers",
            Self::ListedTypes => "firedrill::pattern::listed_types",
            Self::LongPattern => "firedrill::pattern::long_pattern",
            Self::LostBranch => "firedrill::pattern::lost_branch",
            Self::NeedlessAlternative => "firedrill::pattern::needless_alternative",
            Self::NeedlessWildcard => "firedrill::pattern::needless_wildcard",
            Self::NumberAsText => "firedrill::pattern::number_as_text",
            Self::NumberOutOfRange => "firedrill::pattern::number_out_of_range",
            Self::ObjectLeaf => "firedrill::pattern::object_leaf",
            Self::OrWithoutEffect => "firedrill::pattern::or_without_effect",
            Self::OverwrittenField => "firedrill::pattern::overwritten_field",
            Self::TakesEverything => "firedrill::pattern::takes_everything",
            Self::TemplateSyntax => "firedrill::pattern::template_syntax",
            Self::TrailingText => "firedrill::pattern::trailing_text",
            Self::UndocumentedOperator => "firedrill::pattern::undocumented_operator",
            Self::UnknownEnvelopeField => "firedrill::pattern::unknown_envelope_field",
            Self::WholeAddressSpace => "firedrill::pattern::whole_address_space",
            Self::WildcardBeforeIgnoreCase => "firedrill::pattern::wildcard_before_ignore_case",
            Self::WildcardComplexity => "firedrill::pattern::wildcard_complexity",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::AddressLiteral
            | Self::AnythingButAbsent
            | Self::HostBits
            | Self::ListedNumbers
            | Self::ListedTypes
            | Self::NeedlessAlternative
            | Self::NeedlessWildcard => Severity::Advice,
            _ => Severity::Warning,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lints_are_listed_once_in_the_order_of_their_codes() {
        assert!(PatternLint::ALL.is_sorted_by(|one, other| one.code() < other.code()));
        assert_eq!(PatternLint::WildcardComplexity as usize + 1, PatternLint::ALL.len());
    }
}
