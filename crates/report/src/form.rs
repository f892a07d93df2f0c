//! The forms of a suite's report, and writing it in one of them.

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use firedrill_record::SuiteReport;

use crate::suite_text::{Detail, suite_text};
use crate::theme::Theme;
use crate::{write_suite_json, write_suite_junit};

/// A form of a suite's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportForm {
    /// For people.
    Text,
    /// The model as it is, which is read again by [`SuiteReport::read`].
    Json,
    /// JUnit XML, for the tools of continuous integration.
    Junit,
}

/// A word that names no form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no report `{0}`; there are {known}", known = known())]
pub struct ReportFormError(String);

impl ReportForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Junit];

    /// Its name on a command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Junit => "junit",
        }
    }

    /// Whether it shows more of a record than a summary holds.
    #[must_use]
    pub fn needs_full_records(self) -> bool {
        self == Self::Json
    }

    /// Writes the report in this form; `detail` and `theme` are for text alone.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(
        self,
        suite: &SuiteReport,
        detail: Detail,
        theme: &Theme,
        mut writer: impl Write,
    ) -> io::Result<()> {
        match self {
            Self::Text => writer.write_all(suite_text(suite, detail, theme).as_bytes()),
            Self::Json => write_suite_json(suite, writer),
            Self::Junit => write_suite_junit(suite, writer).map_err(io::Error::from),
        }
    }
}

fn known() -> String {
    ReportForm::ALL.map(|form| format!("`{form}`")).join(", ")
}

impl fmt::Display for ReportForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for ReportForm {
    type Err = ReportFormError;

    fn from_str(word: &str) -> Result<Self, ReportFormError> {
        let named = Self::ALL.into_iter().find(|form| form.as_str() == word);
        named.ok_or_else(|| ReportFormError(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_named_and_another_word_is_refused_with_those_there_are() {
        for form in ReportForm::ALL {
            assert_eq!(form.as_str().parse(), Ok(form));
        }
        let error = "html".parse::<ReportForm>().unwrap_err().to_string();
        assert_eq!(error, "there is no report `html`; there are `text`, `json`, `junit`");
    }
}
