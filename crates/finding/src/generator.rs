//! Findings made from a request and a seed.
//!
//! Owns what makes a finding whole and plausible: every object that its type has, with values that
//! agree with each other. Refuses to know a clock: all times are given.

mod ecs;
mod host;
mod malware;
mod process;
mod runtime;
mod sequence;

use jiff::Timestamp;
use miette::Diagnostic;
use thiserror::Error;

use crate::catalogue::{FindingType, Kind, ResourceKind, SequenceKind};
use crate::event::FindingEvent;
use crate::id::{DetectorId, FindingId};
use crate::instant::IsoInstant;
use crate::member::{Member, NoValue};
use crate::model::{
    Action, AdditionalInfo, AgentDetails, Detection, EbsVolumeScanDetails, Evidence, Finding,
    Resource, RuntimeDetails, Service,
};
use crate::random::SplitMix64;
use crate::request::{FindingRequest, FindingTimes};

/// Why a finding cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum FindingError {
    /// The catalogue knows the type, but not what its findings hold.
    #[error("findings of the type `{0}` cannot be made yet")]
    #[diagnostic(
        code(firedrill::finding::no_builder),
        help("all types of Runtime Monitoring, malware on ECS and attack sequences on ECS can")
    )]
    NoBuilder(FindingType),
    /// No finding of the type is about a resource of this kind.
    #[error("a finding of the type `{finding_type}` is not about the resource type `{resource}`")]
    #[diagnostic(code(firedrill::finding::resource), help("name a task of ECS"))]
    WrongResource {
        /// The type.
        finding_type: FindingType,
        /// The kind of the resource.
        resource: ResourceKind,
    },
    /// Neither a resource was named nor a sample asked for that can do without.
    #[error("a finding of the type `{0}` must be about a resource")]
    #[diagnostic(code(firedrill::finding::no_resource), help("name a task"))]
    NoResource(FindingType),
}

/// Makes findings; the same seed and the same requests make the same findings.
///
/// What one generator makes belongs to one detector, unless a request names another.
#[derive(Debug, Clone)]
pub struct FindingGenerator {
    random: SplitMix64,
    detector: DetectorId,
}

impl FindingGenerator {
    /// A generator whose ids and made-up values all come from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = SplitMix64::new(seed);
        let detector = DetectorId::from_digits(random.hex(32));
        Self { random, detector }
    }

    /// Makes the finding that was asked for, as GuardDuty would have it at these times.
    ///
    /// An error if the type has no builder, or the resource does not go with it.
    pub fn finding(
        &mut self,
        request: &FindingRequest,
        times: FindingTimes,
    ) -> Result<Finding, FindingError> {
        let id = FindingId::from_digits(self.random.hex(32));
        let id = request.id.clone().unwrap_or(id);
        let detector = request.detector.clone().unwrap_or_else(|| self.detector.clone());

        // Each finding has a sequence of its own, so that what one draws does not move the next.
        let mut draft =
            Draft { request, times, id: &id, random: SplitMix64::new(self.random.next()) };
        let parts = match request.finding_type.kind() {
            Kind::Runtime(act) => draft.runtime(act)?,
            Kind::Malware(ResourceKind::EcsCluster) => draft.malware()?,
            Kind::AttackSequence(SequenceKind::Ecs) => draft.attack_sequence()?,
            Kind::Malware(_) | Kind::AttackSequence(_) | Kind::Other { .. } => {
                return Err(FindingError::NoBuilder(request.finding_type));
            }
        };

        let FindingRequest { account, region, .. } = request;
        let partition = region.partition();
        Ok(Finding {
            schema_version: "2.0".to_owned(),
            account_id: account.clone(),
            region: region.clone(),
            partition: partition.to_owned(),
            arn: format!(
                "arn:{partition}:guardduty:{region}:{account}:detector/{detector}/finding/{id}"
            ),
            id,
            finding_type: request.finding_type.name().to_owned(),
            resource: parts.resource,
            service: Service {
                service_name: "guardduty".to_owned(),
                feature_name: Member::Present(parts.feature.to_owned()),
                detector_id: detector,
                action: parts.action,
                ebs_volume_scan_details: parts.scan,
                runtime_details: parts.runtime,
                detection: parts.detection,
                resource_role: parts.role,
                additional_info: parts.info,
                evidence: parts.evidence,
                event_first_seen: IsoInstant(times.first_seen),
                event_last_seen: IsoInstant(times.last_seen),
                archived: request.archived,
                count: request.count,
            },
            severity: request.severity.unwrap_or(request.finding_type.default_severity()),
            created_at: IsoInstant(times.created),
            updated_at: IsoInstant(times.updated),
            title: request.title.clone().unwrap_or(parts.title),
            description: parts.description,
            associated_attack_sequence_arn: Member::Absent,
        })
    }

    /// Puts a finding into an event with an id of its own.
    pub fn event(&mut self, finding: Finding, time: Timestamp) -> FindingEvent {
        FindingEvent::new(&self.random.uuid(), time, finding)
    }
}

impl Finding {
    /// The finding that GuardDuty sends when the same act is seen again on the same resource.
    ///
    /// The id stays and the count grows, as "GuardDuty finding aggregation" in the user guide has it.
    #[must_use]
    pub fn seen_again(&self, last_seen: Timestamp, updated: Timestamp) -> Self {
        let mut again = self.clone();
        again.service.count += 1;
        again.service.event_last_seen = IsoInstant(last_seen);
        again.updated_at = IsoInstant(updated);
        again
    }
}

/// A finding while it is being made.
struct Draft<'a> {
    request: &'a FindingRequest,
    times: FindingTimes,
    id: &'a FindingId,
    random: SplitMix64,
}

/// The parts of a finding that depend on its type.
struct Parts {
    resource: Resource,
    feature: &'static str,
    action: Member<Action>,
    scan: Member<EbsVolumeScanDetails>,
    runtime: Member<RuntimeDetails>,
    detection: Member<Detection>,
    role: Member<String>,
    info: AdditionalInfo,
    evidence: Member<Evidence>,
    title: String,
    description: String,
}

impl Draft<'_> {
    fn no_value(&self) -> NoValue {
        self.request.no_value
    }

    fn no_resource(&self) -> FindingError {
        FindingError::NoResource(self.request.finding_type)
    }

    fn wrong_resource(&self, resource: ResourceKind) -> FindingError {
        FindingError::WrongResource { finding_type: self.request.finding_type, resource }
    }

    /// The role that samples name and real Runtime findings do not.
    fn role(&self) -> Member<String> {
        if self.request.sample { Member::Present("TARGET".to_owned()) } else { Member::Absent }
    }

    /// The free facts, as members and once more as text.
    fn info(&self, list: Option<&str>, agent: Option<AgentDetails>) -> AdditionalInfo {
        let mut text = serde_json::Map::new();
        if let Some(list) = list {
            text.insert("threatListName".to_owned(), list.into());
        }
        if self.request.sample {
            text.insert("sample".to_owned(), true.into());
        }
        if let Some(AgentDetails { agent_version, agent_id }) = &agent {
            let agent = serde_json::json!({"agentVersion": agent_version, "agentId": agent_id});
            text.insert("agentDetails".to_owned(), agent);
        }
        AdditionalInfo {
            threat_list_name: list.map_or(Member::Absent, |list| Member::Present(list.to_owned())),
            sample: if self.request.sample { Member::Present(true) } else { Member::Absent },
            agent_details: agent.map_or(Member::Absent, Member::Present),
            value: Member::Present(serde_json::Value::Object(text).to_string()),
            kind: Member::Present("default".to_owned()),
        }
    }
}
