//! One warning about a pattern.

use firedrill_diagnostic::Warning;

use super::PatternLint;

/// Something in a pattern that will surprise. Its spans point into the pattern, which it does not
/// keep.
pub type PatternWarning = Warning<PatternLint>;
