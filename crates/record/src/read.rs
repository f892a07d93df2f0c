//! Reading what an earlier run stored: the version is looked at before anything else is.

use serde::Deserialize;

use crate::{RECORD_VERSION, SUITE_VERSION, SuiteReport};

/// Why a stored report cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is no report of a suite.
    #[error("this is no report of `firedrill run`: {reason}")]
    NotAReport {
        /// What the reader says.
        reason: String,
    },
    /// It is written in another version of the form.
    #[error(
        "the {what} is of version {found}, written by firedrill {firedrill}; this one reads version {supported}"
    )]
    Version {
        /// What is: the report, or the record in it.
        what: &'static str,
        /// The version that it is of.
        found: u32,
        /// The version that is read.
        supported: u32,
        /// The release that wrote it.
        firedrill: String,
    },
    /// Its version is right, and what follows is not of its form.
    #[error("the report, written by firedrill {firedrill}, is damaged: {reason}")]
    Damaged {
        /// The release that wrote it.
        firedrill: String,
        /// What the reader says.
        reason: String,
    },
}

/// What every version of a report begins with.
#[derive(Deserialize)]
struct Header {
    version: u32,
    firedrill: String,
    scenarios: Vec<ScenarioHeader>,
}

#[derive(Deserialize)]
struct ScenarioHeader {
    #[serde(default)]
    record: Option<RecordHeader>,
}

#[derive(Deserialize)]
struct RecordHeader {
    version: u32,
    firedrill: String,
}

impl SuiteReport {
    /// Reads a report that was stored as JSON.
    ///
    /// # Errors
    /// [`ReadError`] for what is no report, for one of another version, which says the release that
    /// wrote it, and for one that is damaged.
    pub fn read(json: &str) -> Result<Self, ReadError> {
        let header: Header = serde_json::from_str(json)
            .map_err(|error| ReadError::NotAReport { reason: error.to_string() })?;
        check("report", header.version, SUITE_VERSION, &header.firedrill)?;
        for record in header.scenarios.iter().filter_map(|scenario| scenario.record.as_ref()) {
            check("record", record.version, RECORD_VERSION, &record.firedrill)?;
        }
        serde_json::from_str(json).map_err(|error| ReadError::Damaged {
            firedrill: header.firedrill,
            reason: error.to_string(),
        })
    }
}

fn check(what: &'static str, found: u32, supported: u32, firedrill: &str) -> Result<(), ReadError> {
    if found == supported {
        return Ok(());
    }
    Err(ReadError::Version { what, found, supported, firedrill: firedrill.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_another_version_is_refused_with_the_release_that_wrote_it() {
        let old = r#"{"version": 1, "firedrill": "0.0.7", "scenarios": [{"anything": 1}]}"#;
        assert_eq!(
            SuiteReport::read(old).unwrap_err().to_string(),
            "the report is of version 1, written by firedrill 0.0.7; this one reads version 2"
        );
        let mixed = r#"{"version": 2, "firedrill": "0.1.0", "scenarios": [
            {"record": {"version": 9, "firedrill": "9.9.9"}}]}"#;
        assert_eq!(
            SuiteReport::read(mixed).unwrap_err().to_string(),
            "the record is of version 9, written by firedrill 9.9.9; this one reads version 2"
        );
    }

    #[test]
    fn what_is_no_report_and_what_is_damaged_are_told_apart() {
        for text in ["", "[]", r#"{"version": 1}"#, r#"{"version": "2", "firedrill": "x"}"#] {
            let error = SuiteReport::read(text).unwrap_err();
            assert!(matches!(error, ReadError::NotAReport { .. }), "{text}: {error}");
        }
        let damaged = r#"{"version": 2, "firedrill": "0.1.0", "scenarios": [{"name": 7}]}"#;
        let error = SuiteReport::read(damaged).unwrap_err();
        assert!(matches!(error, ReadError::Damaged { .. }), "{error}");
        let empty = r#"{"version": 2, "firedrill": "0.1.0", "scenarios": []}"#;
        assert!(SuiteReport::read(empty).unwrap().scenarios.is_empty());
    }
}
