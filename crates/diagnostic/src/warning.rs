//! One warning of a lint.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, Severity};

use crate::visible::visible;

/// What warns: a rule with a name and a weight.
pub trait Lint: Copy + fmt::Debug {
    /// The code of its warnings, such as `firedrill::pattern::duplicate_field`, by which its page of
    /// the documentation is found.
    fn code(self) -> &'static str;

    /// How much it weighs.
    fn severity(self) -> Severity;
}

/// Something in a text that will surprise. Its spans point into the text, which it does not keep.
///
/// Names and values from the text may stand in what it says: control characters in them are
/// written out.
///
/// ```
/// use firedrill_diagnostic::{Lint, Warning};
/// use miette::{Diagnostic, Severity};
///
/// #[derive(Debug, Clone, Copy)]
/// struct Twice;
///
/// impl Lint for Twice {
///     fn code(self) -> &'static str {
///         "firedrill::example::twice"
///     }
///
///     fn severity(self) -> Severity {
///         Severity::Advice
///     }
/// }
///
/// let warning = Warning::new(Twice, 1..4, "`a` stands here twice", "this one counts");
/// assert_eq!(warning.to_string(), "`a` stands here twice");
/// assert_eq!(warning.code().map(|code| code.to_string()).as_deref(), Some(Twice.code()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning<L> {
    lint: L,
    message: String,
    labels: Vec<(Range<usize>, String)>,
    help: Option<String>,
}

impl<L: Lint> Warning<L> {
    /// A warning about a place, in bytes of the text; the label says what is there.
    #[must_use]
    pub fn new(
        lint: L,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Self::of_whole(lint, message).at(span, label)
    }

    /// A warning about the text as a whole.
    #[must_use]
    pub fn of_whole(lint: L, message: impl Into<String>) -> Self {
        Self { lint, message: visible(message.into()), labels: Vec::new(), help: None }
    }

    /// Points to one more place that the warning is about; the first is the one that it is found by.
    #[must_use]
    pub fn at(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.labels.push((span, visible(label.into())));
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(visible(help.into()));
        self
    }

    /// The lint that warns.
    #[must_use]
    pub fn lint(&self) -> L {
        self.lint
    }

    /// Where it is, in bytes of the text; its beginning if it is about the whole.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.labels.first().map(|(span, _)| span.clone()).unwrap_or_default()
    }

    /// What to do about it, where there is something to say.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl<L> fmt::Display for Warning<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl<L: Lint> Error for Warning<L> {}

impl<L: Lint> Diagnostic for Warning<L> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.lint.code()))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.lint.severity())
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = |(at, (span, label)): (usize, &(Range<usize>, String))| {
            let (label, span) = (Some(label.clone()), span.clone());
            if at == 0 {
                LabeledSpan::new_primary_with_span(label, span)
            } else {
                LabeledSpan::new_with_span(label, span)
            }
        };
        Some(Box::new(self.labels.iter().enumerate().map(label)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Surprise;

    impl Lint for Surprise {
        fn code(self) -> &'static str {
            "firedrill::test::surprise"
        }

        fn severity(self) -> Severity {
            Severity::Warning
        }
    }

    #[test]
    fn a_warning_shows_all_that_it_was_given() {
        let warning =
            Warning::new(Surprise, 1..2, "twice", "here").at(5..6, "there").with_help("once");
        assert_eq!(warning.code().unwrap().to_string(), "firedrill::test::surprise");
        assert_eq!(warning.severity(), Some(Severity::Warning));
        assert_eq!(warning.help().unwrap().to_string(), "once");
        assert_eq!((warning.span(), warning.advice()), (1..2, Some("once")));
        let labels: Vec<_> = warning
            .labels()
            .unwrap()
            .map(|label| (label.primary(), label.offset(), label.label().unwrap().to_owned()))
            .collect();
        assert_eq!(labels, [(true, 1, "here".to_owned()), (false, 5, "there".to_owned())]);
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        let warning = Warning::new(Surprise, 0..1, "\u{1b}[2J", "a\nb").with_help("\u{7}");
        assert_eq!(warning.to_string(), "\\u{1b}[2J");
        assert_eq!(warning.labels().unwrap().next().unwrap().label(), Some("a\\nb"));
        assert_eq!(warning.advice(), Some("\\u{7}"));
        assert_eq!(Warning::of_whole(Surprise, "").span(), 0..0);
    }
}
