//! One finding: the `detail` of its event.

use firedrill_arn::{AccountId, Region};
use serde::{Deserialize, Serialize};

use super::{Resource, Service};
use crate::id::FindingId;
use crate::instant::IsoInstant;
use crate::member::Member;
use crate::severity::Severity;

/// A GuardDuty finding in the spelling of EventBridge and of exports to S3.
///
/// Members stand in the order in which deliveries have them, after the `Finding` type of the
/// GuardDuty API reference. Reading refuses members that the model does not have, so what is read
/// is written back whole; [`FindingFacts`](crate::FindingFacts) reads findings of any form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Finding {
    /// The version of the form, `2.0`.
    pub schema_version: String,
    /// The account that owns the resource; in an administrator's account not the event's account.
    pub account_id: AccountId,
    /// The region of the detector.
    pub region: Region,
    /// The partition of the region.
    pub partition: String,
    /// The id; repeats of the same act on the same resource share it.
    pub id: FindingId,
    /// The ARN, which names the detector too.
    pub arn: String,
    /// The type, such as `CryptoCurrency:Runtime/BitcoinTool.B!DNS`.
    #[serde(rename = "type")]
    pub finding_type: String,
    /// What it happened to.
    pub resource: Resource,
    /// What happened, and how GuardDuty knows.
    pub service: Service,
    /// How serious it is.
    pub severity: Severity,
    /// When GuardDuty made it.
    pub created_at: IsoInstant,
    /// When it last changed.
    pub updated_at: IsoInstant,
    /// A sentence; its wording for tasks of ECS is not settled, so nothing should rest on it.
    pub title: String,
    /// A longer sentence, or several lines for an attack sequence.
    pub description: String,
    /// The attack sequence that the finding became a signal of.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub associated_attack_sequence_arn: Member<String>,
}
