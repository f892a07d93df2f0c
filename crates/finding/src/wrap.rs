//! Findings that came without their envelope, wrapped as GuardDuty sends them.

use jiff::Timestamp;
use miette::Diagnostic;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::event::envelope;
use crate::facts::{FindingFacts, FindingFactsError};
use firedrill_arn::{AccountId, Region};

/// Why a finding cannot be wrapped.
#[derive(Debug, Error, Diagnostic)]
pub enum WrapFindingError {
    /// It carries no facts that can be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Facts(#[from] FindingFactsError),
    /// It does not tell what stands in every envelope.
    #[error("the finding tells no {what}, which its event must have")]
    #[diagnostic(
        code(firedrill::finding::no_envelope),
        help("a whole finding has `{member}`, {form}")
    )]
    Missing {
        /// What is missing.
        what: &'static str,
        /// The member of the finding that tells it.
        member: &'static str,
        /// The form of its value.
        form: &'static str,
    },
    /// The text is not JSON.
    #[error("the finding is not JSON: {0}")]
    #[diagnostic(code(firedrill::finding::json))]
    NotJson(#[from] serde_json::Error),
}

/// Wraps a finding that came without its envelope as GuardDuty sends it to the default bus of the
/// account and region that it names, keeping its text as it is.
///
/// The event takes the id of the finding, which repeats, and the instant of its last change, since
/// nothing tells when it was sent.
///
/// # Errors
/// [`WrapFindingError`] when the text is no finding, or tells neither account nor region.
pub fn wrap_finding(finding: &str) -> Result<String, WrapFindingError> {
    let facts = FindingFacts::read(finding)?;
    let account = facts.account.as_deref().and_then(|account| account.parse().ok());
    let account: AccountId = account.ok_or(WrapFindingError::Missing {
        what: "account",
        member: "accountId",
        form: "a text of 12 digits",
    })?;
    let region = facts.region.as_deref().and_then(|region| region.parse().ok());
    let region: Region = region.ok_or(WrapFindingError::Missing {
        what: "region",
        member: "region",
        form: "a text such as `eu-west-1`",
    })?;
    let id = facts.id.as_deref().unwrap_or("finding");
    let time = facts.updated_at.unwrap_or(Timestamp::UNIX_EPOCH);
    let detail: &RawValue = serde_json::from_str(finding)?;
    Ok(serde_json::to_string(&envelope(id, time, account, region, detail))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_finding_is_wrapped_without_touching_its_text() {
        let finding = concat!(
            r#"{"id":"f-1","type":"T","accountId":"111122223333","region":"eu-west-1","#,
            r#""updatedAt":"2023-12-06T09:03:30.9Z","severity": 8.0, "x": 1e2}"#
        );
        assert_eq!(
            wrap_finding(finding).unwrap(),
            format!(
                concat!(
                    r#"{{"version":"0","id":"f-1","detail-type":"GuardDuty Finding","#,
                    r#""source":"aws.guardduty","account":"111122223333","#,
                    r#""time":"2023-12-06T09:03:30Z","region":"eu-west-1","resources":[],"#,
                    r#""detail":{}}}"#
                ),
                finding
            )
        );
    }

    #[test]
    fn what_tells_no_account_or_is_not_json_is_not_wrapped() {
        let missing = wrap_finding(r#"{"type":"T","accountId":"1","region":"eu-west-1"}"#);
        assert!(missing.unwrap_err().to_string().contains("no account"));
        for text in ["", "{", "{} {}", &"[".repeat(100_000)] {
            assert!(wrap_finding(text).is_err());
        }
    }
}
