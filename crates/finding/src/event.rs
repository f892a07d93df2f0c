//! The EventBridge envelope that GuardDuty delivers a finding in.

use firedrill_arn::{AccountId, Region};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::instant::IsoSecond;
use crate::model::Finding;

/// A finding as it arrives on the default bus.
///
/// Form and values are those of "Processing GuardDuty findings with Amazon EventBridge" in the user
/// guide: `resources` is always empty, and the time has whole seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FindingEvent<Detail = Finding> {
    /// The version of the envelope, `0`.
    pub version: String,
    /// The id of the event, new for each repeat of the same finding.
    pub id: String,
    /// Always `GuardDuty Finding`.
    pub detail_type: String,
    /// Always `aws.guardduty`.
    pub source: String,
    /// The account of the bus: the administrator's, where there is one.
    pub account: AccountId,
    /// When it was sent.
    pub time: IsoSecond,
    /// The region of the bus.
    pub region: Region,
    /// Always empty, so that no rule can select by resource here.
    pub resources: Vec<String>,
    /// The finding.
    pub detail: Detail,
}

impl FindingEvent {
    /// The detail type of every finding.
    pub const DETAIL_TYPE: &'static str = "GuardDuty Finding";
    /// The source of every finding.
    pub const SOURCE: &'static str = "aws.guardduty";

    /// The event that brings a finding to the default bus of the account and region it belongs to.
    #[must_use]
    pub fn new(id: &str, time: Timestamp, finding: Finding) -> Self {
        let (account, region) = (finding.account_id.clone(), finding.region.clone());
        envelope(id, time, account, region, finding)
    }

    /// The event as JSON without white space.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// Wraps a finding that came without its envelope, keeping its text as it is.
///
/// The text must be JSON; an error says where it is not.
pub fn wrap_finding(
    id: &str,
    time: Timestamp,
    account: &AccountId,
    region: &Region,
    finding: &str,
) -> Result<String, serde_json::Error> {
    let detail: &RawValue = serde_json::from_str(finding)?;
    serde_json::to_string(&envelope(id, time, account.clone(), region.clone(), detail))
}

fn envelope<Detail>(
    id: &str,
    time: Timestamp,
    account: AccountId,
    region: Region,
    detail: Detail,
) -> FindingEvent<Detail> {
    FindingEvent {
        version: "0".to_owned(),
        id: id.to_owned(),
        detail_type: FindingEvent::DETAIL_TYPE.to_owned(),
        source: FindingEvent::SOURCE.to_owned(),
        account,
        time: IsoSecond(time),
        region,
        resources: Vec::new(),
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_finding_is_wrapped_without_touching_its_text() {
        let wrapped = wrap_finding(
            "e-1",
            "2023-12-06T09:03:30.9Z".parse().unwrap(),
            &"111122223333".parse().unwrap(),
            &"eu-west-1".parse().unwrap(),
            r#"{"severity": 8.0, "x": 1e2}"#,
        )
        .unwrap();
        assert_eq!(
            wrapped,
            concat!(
                r#"{"version":"0","id":"e-1","detail-type":"GuardDuty Finding","#,
                r#""source":"aws.guardduty","account":"111122223333","#,
                r#""time":"2023-12-06T09:03:30Z","region":"eu-west-1","resources":[],"#,
                r#""detail":{"severity": 8.0, "x": 1e2}}"#
            )
        );
    }

    #[test]
    fn text_that_is_not_json_is_not_wrapped() {
        let at = Timestamp::UNIX_EPOCH;
        let (account, region) = ("111122223333".parse().unwrap(), "eu-west-1".parse().unwrap());
        for text in ["", "{", "{} {}", &"[".repeat(100_000)] {
            assert!(wrap_finding("e", at, &account, &region, text).is_err());
        }
    }
}
