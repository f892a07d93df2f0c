//! The text as a whole: its length, and what follows it.

use super::check::Check;
use super::{PatternLint, PatternWarning};

/// The quota of an account until it is raised ("Amazon EventBridge quotas").
const DEFAULT_QUOTA: usize = 2048;

pub(super) fn check(check: &mut Check<'_>) {
    let source = check.pattern.source();
    let object = check.pattern.object().span.clone();
    let characters = source.chars().count();
    if characters > DEFAULT_QUOTA {
        check.warn(
            PatternWarning::new(
                PatternLint::LongPattern,
                object.start..object.start + 1,
                format!(
                    "the pattern has {characters} characters, and an account allows {DEFAULT_QUOTA} \
                     unless its quota was raised"
                ),
                "starts here",
            )
            .with_help("leave out white space, or ask for the quota `Event pattern size`"),
        );
    }
    let rest = source.get(object.end..).unwrap_or_default();
    let ignored = rest.trim();
    if !ignored.is_empty() {
        let start = object.end + rest.len() - rest.trim_start().len();
        check.warn(
            PatternWarning::new(
                PatternLint::TrailingText,
                start..start + ignored.len(),
                "everything after the first object is ignored",
                "ignored",
            )
            .with_help("a pattern is one object: put all fields into it, or remove the rest"),
        );
    }
}
