//! Diagnostics about texts with long lines, such as a definition without line breaks.
//!
//! A diagnostic shows the lines that its labels are in. Of a line that is long it shows what is
//! around them, so that what is written neither hides the place nor grows with the text.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, NamedSource, Severity, SourceCode,
    SourceSpan, SpanContents,
};

/// The longest line that is shown as a whole, in bytes.
const LONGEST_LINE: usize = 400;

/// How much of a longer line is shown before and after a label, in bytes.
const MARGIN: usize = 200;

/// A source whose whole text can be had without a search for lines in it.
#[derive(Debug)]
pub(crate) struct WholeText(NamedSource<Arc<str>>);

impl WholeText {
    /// A text and the name of its file.
    pub(crate) fn new(name: impl AsRef<str>, text: Arc<str>) -> Self {
        Self(NamedSource::new(name, text))
    }
}

impl SourceCode for WholeText {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if (lines_before, lines_after) != (usize::MAX, usize::MAX) {
            return self.0.read_span(span, lines_before, lines_after);
        }
        let text = self.0.inner();
        let (name, whole) = (self.0.name().to_owned(), (0, text.len()).into());
        Ok(Box::new(MietteSpanContents::new_named(name, text.as_bytes(), whole, 0, 0, 0)))
    }
}

/// A diagnostic and what is shown of its source, if that has a long line.
#[derive(Debug)]
pub(crate) struct Excerpted<'d> {
    diagnostic: &'d dyn Diagnostic,
    source: Option<Source<'d>>,
    labels: Option<Vec<LabeledSpan>>,
    related: Vec<Self>,
    cause: Option<Box<Self>>,
}

impl<'d> Excerpted<'d> {
    /// A diagnostic with what is around the labels of it and of those that belong to it.
    pub(crate) fn of(diagnostic: &'d dyn Diagnostic) -> Self {
        Self::within(diagnostic, None)
    }

    /// One that may be about the source of another.
    fn within(diagnostic: &'d dyn Diagnostic, outer: Option<&Source<'d>>) -> Self {
        let source = match diagnostic.source_code() {
            Some(code) => Source::with_long_line(code, diagnostic),
            None => outer.cloned(),
        };
        let labels = diagnostic.labels().map(|labels| match &source {
            Some(source) => labels.map(|label| source.cut(label)).collect(),
            None => labels.collect(),
        });
        let inner = |diagnostic| Self::within(diagnostic, source.as_ref());
        Self {
            related: diagnostic.related().into_iter().flatten().map(inner).collect(),
            cause: diagnostic.diagnostic_source().map(|cause| Box::new(inner(cause))),
            diagnostic,
            labels,
            source,
        }
    }
}

impl fmt::Display for Excerpted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.diagnostic, f)
    }
}

impl Error for Excerpted<'_> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.diagnostic.source()
    }
}

impl Diagnostic for Excerpted<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.code()
    }

    fn severity(&self) -> Option<Severity> {
        self.diagnostic.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help()
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.url()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        match &self.source {
            Some(source) => Some(source),
            None => self.diagnostic.source_code(),
        }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.labels.as_ref()?;
        Some(Box::new(labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        if self.related.is_empty() {
            return None;
        }
        Some(Box::new(self.related.iter().map(|related| related as &dyn Diagnostic)))
    }

    fn diagnostic_source(&self) -> Option<&dyn Diagnostic> {
        self.cause.as_deref().map(|cause| cause as &dyn Diagnostic)
    }
}

/// A text with a long line.
#[derive(Debug, Clone)]
struct Source<'d> {
    name: Option<String>,
    text: &'d str,
}

impl<'d> Source<'d> {
    /// The text that a diagnostic, or the first that belongs to it, has a place in. None if none of
    /// its lines is long, or nothing of it is shown.
    fn with_long_line(code: &'d dyn SourceCode, diagnostic: &dyn Diagnostic) -> Option<Self> {
        let place = first_label(diagnostic)?;
        let contents = code.read_span(&place, usize::MAX, usize::MAX).ok()?;
        let name = contents.name().map(str::to_owned);
        let text = std::str::from_utf8(contents.data()).ok()?;
        text.lines().any(|line| line.len() > LONGEST_LINE).then_some(Self { name, text })
    }

    /// A label that covers no more of a long line than is shown.
    fn cut(&self, label: LabeledSpan) -> LabeledSpan {
        let (start, end) = (label.offset(), label.offset().saturating_add(label.len()));
        let Some(covered) = self.text.get(start..end) else { return label };
        let Some(long) = covered.lines().find(|line| line.len() > LONGEST_LINE) else {
            return label;
        };
        // Up to and into the first line that is long.
        let before = long.as_ptr().addr().saturating_sub(covered.as_ptr().addr());
        let length = covered.floor_char_boundary(before.saturating_add(MARGIN));
        let text = label.label().map(str::to_owned);
        if label.primary() {
            LabeledSpan::new_primary_with_span(text, (start, length))
        } else {
            LabeledSpan::new_with_span(text, (start, length))
        }
    }

    fn line_start(&self, place: usize) -> usize {
        let before = self.text.get(..place).unwrap_or_default();
        before.rfind('\n').map_or(0, |newline| newline + 1)
    }

    fn line_end(&self, place: usize) -> usize {
        let after = self.text.get(place..).unwrap_or_default();
        after.find('\n').map_or(self.text.len(), |length| place + length)
    }

    /// Where what is shown begins: some lines before a place, or not so far before it.
    fn beginning(&self, place: usize, lines: usize) -> usize {
        let mut start = self.line_start(place);
        if place - start > MARGIN {
            return self.text.floor_char_boundary(place - MARGIN);
        }
        for _ in 0..lines {
            let Some(end) = start.checked_sub(1) else { break };
            let earlier = self.line_start(end);
            if end - earlier > LONGEST_LINE {
                break;
            }
            start = earlier;
        }
        start
    }

    /// Where it ends.
    fn ending(&self, place: usize, lines: usize) -> usize {
        let mut end = self.line_end(place);
        if end - place > MARGIN {
            return self.text.ceil_char_boundary(place + MARGIN);
        }
        for _ in 0..lines {
            if end == self.text.len() {
                break;
            }
            let later = self.line_end(end + 1);
            if later - end > LONGEST_LINE {
                break;
            }
            end = later;
        }
        end
    }
}

impl SourceCode for Source<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset().saturating_add(span.len()));
        let covered = self.text.get(start..end).ok_or(MietteError::OutOfBounds)?;
        // Two places that are far from each other in one line are shown apart.
        if covered.lines().any(|line| line.len() > LONGEST_LINE) {
            return Err(MietteError::OutOfBounds);
        }
        let beginning = if lines_before == 0 { start } else { self.beginning(start, lines_before) };
        let ending = if lines_after == 0 { end } else { self.ending(end, lines_after) };
        let shown = self.text.get(beginning..ending).ok_or(MietteError::OutOfBounds)?;
        let newlines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        let line = newlines(self.text.get(..beginning).unwrap_or_default());
        let column = beginning - self.line_start(beginning);
        let place = (beginning, shown.len()).into();
        let (data, count) = (shown.as_bytes(), newlines(shown));
        Ok(Box::new(match &self.name {
            Some(name) => {
                MietteSpanContents::new_named(name.clone(), data, place, line, column, count)
            }
            None => MietteSpanContents::new(data, place, line, column, count),
        }))
    }
}

/// The place of the first label of a diagnostic, or of those that belong to it.
fn first_label(diagnostic: &dyn Diagnostic) -> Option<SourceSpan> {
    if let Some(label) = diagnostic.labels().and_then(|mut labels| labels.next()) {
        return Some(*label.inner());
    }
    let mut related = diagnostic.related()?;
    related.find_map(first_label)
}

#[cfg(test)]
mod tests {
    use miette::{GraphicalReportHandler, GraphicalTheme, MietteDiagnostic, Report};

    use super::*;

    fn shown(text: &str, labels: &[(usize, usize)]) -> String {
        let labels = labels.iter().map(|place| LabeledSpan::new_with_span(None, *place));
        let diagnostic = MietteDiagnostic::new("wrong").with_labels(labels);
        let source = WholeText::new("a.json", Arc::from(text));
        let report = Report::new(diagnostic).with_source_code(source);
        let mut shown = String::new();
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .render_report(&mut shown, &Excerpted::of(report.as_ref()))
            .unwrap();
        shown
    }

    #[test]
    fn of_a_long_line_what_is_around_the_place_is_shown() {
        let text = format!("{}HERE{}", "é".repeat(100_000), "b".repeat(200_000));
        let shown = shown(&text, &[(200_000, 4)]);
        assert!(shown.contains("[a.json:1:200001]"), "{shown}");
        let line = format!("{}HERE{}\n", "é".repeat(100), "b".repeat(200));
        assert!(shown.contains(&format!(" 1 │ {line}")), "{shown}");
        assert!(shown.contains(&format!("   · {}────\n", " ".repeat(100))), "{shown}");
        assert!(shown.len() < 2_000, "{shown}");
    }

    #[test]
    fn places_far_apart_are_shown_apart_and_wide_ones_in_part() {
        let text = "x".repeat(300_000);
        let two = shown(&text, &[(100, 4), (250_000, 3)]);
        assert_eq!(two.matches(" 1 │ ").count(), 2, "{two}");
        assert!(two.len() < 4_000, "{two}");
        let wide = shown(&text, &[(0, 300_000)]);
        assert!(wide.contains(" 1 │ x") && wide.len() < 4_000, "{wide}");
        let at_the_end = shown(&text, &[(300_000, 0)]);
        assert!(at_the_end.contains(" 1 │ x") && at_the_end.len() < 2_000, "{at_the_end}");
    }

    #[test]
    fn lines_that_are_not_long_are_shown_as_ever() {
        let text = "one\ntwo\nthree\nfour\n";
        let long = format!("{text}{}", "x".repeat(1_000));
        let place = [(8, 5)];
        assert_eq!(shown(text, &place), shown(&long, &place));
        assert!(shown(&long, &place).contains(" 3 │ three\n"));
    }

    #[test]
    fn a_long_line_of_related_diagnostics_is_cut_as_well() {
        #[derive(Debug, thiserror::Error, Diagnostic)]
        #[error("all")]
        struct All {
            #[source_code]
            text: String,
            #[related]
            related: Vec<MietteDiagnostic>,
        }

        let label = LabeledSpan::new_with_span(None, (90_000, 2));
        let related = vec![MietteDiagnostic::new("one").with_label(label)];
        let all = All { text: "y".repeat(100_000), related };
        let mut shown = String::new();
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .render_report(&mut shown, &Excerpted::of(&all))
            .unwrap();
        assert!(shown.contains("yyy") && shown.len() < 2_000, "{shown}");
    }
}
