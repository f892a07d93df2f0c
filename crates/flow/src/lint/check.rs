//! Running the lints over a flow.

use std::sync::OnceLock;

use super::corpus::{SampleFinding, corpus};
use super::fields::FindingFields;
use super::matching::{Screening, is_about_findings};
use super::{machine, pattern, queue_policy, transformer};
use crate::graph::{ResourceKind, Rule, RulePattern, Target, TargetInput};
use crate::{Flow, InFile};
use firedrill_eventbridge::{PatternLint, PatternWarning};

/// What every flow is judged by. It is the same each time, and made once.
static FINDINGS: OnceLock<Findings> = OnceLock::new();

struct Findings {
    corpus: Vec<SampleFinding>,
    fields: FindingFields,
}

/// A rule and what it says of the findings, if any reach its bus.
pub(super) struct ScreenedRule<'f> {
    pub(super) rule: &'f Rule,
    pub(super) screening: Option<Screening<'static>>,
}

impl ScreenedRule<'_> {
    /// Whether a finding gets through.
    fn takes_findings(&self) -> bool {
        self.screening.as_ref().is_some_and(|screening| screening.obstacle().is_none())
    }

    /// Whether the rule asks for events that are no findings.
    fn is_for_other_events(&self) -> bool {
        self.screening.as_ref().and_then(Screening::obstacle).is_some_and(is_about_findings)
    }
}

/// Returns all warnings about a flow: of each rule its pattern's own, then what it lets through and
/// what its targets take from it; then the queues; then the state machines.
#[must_use]
pub fn lint(flow: &Flow) -> Vec<InFile> {
    let Findings { corpus, fields } = FINDINGS.get_or_init(|| {
        let corpus = corpus();
        Findings { fields: FindingFields::of(&corpus), corpus }
    });
    let screened = flow.resources.rules.iter().map(|rule| ScreenedRule {
        rule,
        screening: findings_reach(flow, rule)
            .then(|| Screening::of(&rule.event_pattern.parsed, corpus)),
    });
    let screened: Vec<ScreenedRule<'_>> = screened.collect();
    // A rule for other events is no fault beside one for findings.
    let some_take_findings = screened.iter().any(ScreenedRule::takes_findings);
    let mut warnings = Vec::new();
    for screened in &screened {
        let pattern = &screened.rule.event_pattern;
        warnings.extend(of_pattern(pattern));
        let Some(screening) = &screened.screening else { continue };
        if some_take_findings && screened.is_for_other_events() {
            continue;
        }
        let file = pattern.text.file();
        let found = pattern::check(&pattern.parsed, fields, screening).into_iter();
        warnings.extend(found.map(|warning| file.diagnostic(warning)));
        for target in &screened.rule.targets {
            warnings.extend(of_target(pattern, target, fields, screening));
        }
    }
    warnings.extend(queue_policy::check(flow));
    for known in &flow.resources.state_machines {
        let file = known.definition.text.file();
        let found = machine::check(flow, known, &screened).into_iter();
        warnings.extend(found.map(|warning| file.diagnostic(warning)));
    }
    warnings
}

/// GuardDuty sends its findings to the default bus; on another they come from a rule that sends
/// them on.
fn findings_reach(flow: &Flow, rule: &Rule) -> bool {
    let Some(bus) = &rule.bus else { return true };
    let mut targets = flow.resources.rules.iter().flat_map(|rule| &rule.targets);
    targets.any(|target| target.to.to == bus.to && bus.to.kind == ResourceKind::Bus)
}

/// The warnings of the pattern itself, without those about what the deployment replaces.
fn of_pattern(pattern: &RulePattern) -> impl Iterator<Item = InFile> {
    let is_substituted = |warning: &PatternWarning| {
        warning.lint() == PatternLint::TemplateSyntax
            && pattern.text.has_substitution_in(&warning.span())
    };
    let warnings = pattern.parsed.lint().into_iter();
    warnings
        .filter(move |warning| !is_substituted(warning))
        .map(|warning| pattern.text.file().diagnostic(warning))
}

/// Warnings about the input paths and the template of a target.
fn of_target(
    pattern: &RulePattern,
    target: &Target,
    fields: &FindingFields,
    screening: &Screening<'_>,
) -> Vec<InFile> {
    let TargetInput::Transformer(written) = &target.input else { return Vec::new() };
    let mut warnings = Vec::new();
    if let Some(file) = &written.paths_file {
        let (pattern, parsed, text) = (&pattern.parsed, &written.parsed, file.text());
        let found = transformer::check_paths(pattern, parsed, text, fields, screening).into_iter();
        warnings.extend(found.map(|warning| file.diagnostic(warning)));
    }
    let found = transformer::check_template(&written.parsed, screening).into_iter();
    warnings.extend(found.map(|warning| written.input_template.file().diagnostic(warning)));
    warnings
}
