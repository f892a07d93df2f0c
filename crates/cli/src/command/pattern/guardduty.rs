//! Patterns about GuardDuty's findings, as far as `pattern lint` can tell without a flow.

use std::ops::Range;

use firedrill_eventbridge::{EventPattern, ValueTest};
use miette::Diagnostic;

/// The source of GuardDuty's events.
const SOURCE: &str = "aws.guardduty";

/// The detail type of findings.
const DETAIL_TYPE: &str = "GuardDuty Finding";

/// How many letters may be wrong, left out or exchanged in a source that was meant to be GuardDuty's.
const SLIPS: usize = 2;

/// What `pattern lint` says of a pattern about findings.
pub(super) const NOT_LOOKED_AT: &str =
    "GuardDuty's fields and finding types were not looked at: `firedrill flow lint` does";

/// A source that nobody has, and that is nearly GuardDuty's.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`{text}` is nearly `{SOURCE}`, and no service sends events with it")]
#[diagnostic(
    code(firedrill::pattern::misspelt_source),
    severity(warning),
    help("did you mean `{SOURCE}`?")
)]
pub(super) struct MisspeltSourceWarning {
    text: String,
    #[label("matches no finding")]
    span: Range<usize>,
}

/// Whether a pattern names GuardDuty as the source, or findings as the type.
pub(super) fn is_about_findings(pattern: &EventPattern) -> bool {
    texts(pattern, "source").any(|(text, _)| text == SOURCE)
        || texts(pattern, "detail-type").any(|(text, _)| text == DETAIL_TYPE)
}

/// The first source that is nearly GuardDuty's.
pub(super) fn misspelt_source(pattern: &EventPattern) -> Option<MisspeltSourceWarning> {
    texts(pattern, "source")
        .find(|(text, _)| {
            *text != SOURCE && strsim::osa_distance(&text.to_lowercase(), SOURCE) <= SLIPS
        })
        .map(|(text, span)| MisspeltSourceWarning { text: text.to_owned(), span })
}

/// The strings that a field of the envelope is compared with, and their places.
fn texts<'p>(
    pattern: &'p EventPattern,
    path: &'static str,
) -> impl Iterator<Item = (&'p str, Range<usize>)> {
    let leaves = pattern.leaves().iter().filter(move |leaf| leaf.path.as_str() == path);
    leaves.flat_map(|leaf| &leaf.alternatives).filter_map(|alternative| match &alternative.test {
        ValueTest::Text(text) => Some((text.as_str(), alternative.span.clone())),
        _ => None,
    })
}
