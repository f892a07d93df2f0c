//! The EventBridge envelope that GuardDuty delivers a finding in.

use firedrill_arn::{AccountId, Region};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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

/// The envelope of GuardDuty around a detail.
pub(crate) fn envelope<Detail>(
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
