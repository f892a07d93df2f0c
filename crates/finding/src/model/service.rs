//! What happened, and how GuardDuty knows.

use serde::{Deserialize, Serialize};

use super::{Action, Detection, EbsVolumeScanDetails, RuntimeDetails};
use crate::id::DetectorId;
use crate::instant::IsoInstant;
use crate::member::Member;

/// The part of a finding that GuardDuty itself adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Service {
    /// Always `guardduty`.
    pub service_name: String,
    /// The feature, such as `RuntimeMonitoring`, `EbsVolumeScan` or `Correlation`.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub feature_name: Member<String>,
    /// The detector.
    pub detector_id: DetectorId,
    /// The network side of what happened; an empty object where there is none.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub action: Member<Action>,
    /// What a malware scan found.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub ebs_volume_scan_details: Member<EbsVolumeScanDetails>,
    /// What a process did.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub runtime_details: Member<RuntimeDetails>,
    /// The sequence of acts that a finding joins.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub detection: Member<Detection>,
    /// `TARGET` or `ACTOR`; not there for Runtime findings but in samples.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub resource_role: Member<String>,
    /// Free facts.
    pub additional_info: AdditionalInfo,
    /// What threat intelligence knew.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub evidence: Member<Evidence>,
    /// When it happened first.
    pub event_first_seen: IsoInstant,
    /// When it happened last.
    pub event_last_seen: IsoInstant,
    /// Whether an operator archived it; such findings are still sent.
    pub archived: bool,
    /// How often it happened.
    pub count: u64,
}

/// Free facts, which events hold twice: as members, and as JSON in `value`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdditionalInfo {
    /// The threat list that an address or a name is on.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub threat_list_name: Member<String>,
    /// True in a sample finding, and the only sure sign of one.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub sample: Member<bool>,
    /// The agent that saw a Runtime finding.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub agent_details: Member<AgentDetails>,
    /// All other members as a JSON text.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub value: Member<String>,
    /// `default`.
    #[serde(rename = "type", default, skip_serializing_if = "Member::is_absent")]
    pub kind: Member<String>,
}

/// The agent in the task or on the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgentDetails {
    /// The version.
    pub agent_version: String,
    /// The id.
    pub agent_id: String,
}

/// What threat intelligence knew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
    /// One entry for each list.
    pub threat_intelligence_details: Vec<ThreatIntelligence>,
}

/// What one threat list knew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ThreatIntelligence {
    /// The list.
    pub threat_list_name: String,
    /// The threats on it.
    pub threat_names: Vec<String>,
    /// The digest of the file that is on it.
    #[serde(rename = "threatFileSha256", default, skip_serializing_if = "Member::is_absent")]
    pub threat_file_sha256: Member<String>,
}
