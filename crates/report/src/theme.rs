//! The styles of terminal output; whoever owns the terminal chooses the theme.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

/// One style for each role that a stretch of text can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// What went well.
    pub passed: Style,
    /// What did not.
    pub failed: Style,
    /// What could not be judged, or must be known.
    pub warning: Style,
    /// Places in files, and the frame around their lines.
    pub place: Style,
    /// Names and headings.
    pub emphasis: Style,
    /// What matters least.
    pub faint: Style,
}

impl Theme {
    /// No styles at all: the output has no escape sequence.
    #[must_use]
    pub const fn plain() -> Self {
        let none = Style::new();
        Self { passed: none, failed: none, warning: none, place: none, emphasis: none, faint: none }
    }

    /// The sixteen colours that every terminal lets its user choose.
    #[must_use]
    pub const fn colour() -> Self {
        Self {
            passed: AnsiColor::Green.on_default(),
            failed: AnsiColor::Red.on_default().bold(),
            warning: AnsiColor::Yellow.on_default(),
            place: AnsiColor::Blue.on_default(),
            emphasis: Style::new().bold(),
            faint: Style::new().dimmed(),
        }
    }
}

/// A text in a style; without a style it is the text alone.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}
