//! An attack sequence: several acts, on several resources, that belong together.

use serde::{Deserialize, Serialize};

use super::Tag;
use crate::instant::EpochSeconds;
use crate::member::Member;
use crate::severity::Severity;

/// How an attack sequence was detected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Detection {
    /// The sequence.
    pub sequence: Sequence,
}

/// Acts that belong together.
///
/// The tasks of an ECS sequence are named here only, as resources of the kind `ECS_TASK`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sequence {
    /// The id.
    pub uid: String,
    /// The story, in several lines.
    pub description: String,
    /// Who acted.
    pub actors: Vec<SequenceActor>,
    /// What it happened to.
    pub resources: Vec<SequenceResource>,
    /// Where it led.
    pub endpoints: Vec<SequenceEndpoint>,
    /// The acts.
    pub signals: Vec<Signal>,
    /// What makes them a sequence.
    pub sequence_indicators: Vec<Indicator>,
    /// Further types that the sequence has.
    pub additional_sequence_types: Vec<String>,
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SequenceActor {
    /// The id that signals use.
    pub id: String,
    /// The process.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub process: Member<ActorProcess>,
}

/// A process that acted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActorProcess {
    /// The name.
    pub name: String,
    /// The program.
    pub path: String,
    /// The digest of the program.
    pub sha256: String,
}

/// A resource of a sequence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SequenceResource {
    /// The ARN, or the id of a container.
    pub uid: String,
    /// The name.
    pub name: String,
    /// The kind, such as `ECS_TASK`.
    pub resource_type: String,
    /// What belongs to the kind.
    pub data: ResourceData,
    /// The account.
    pub account_id: String,
    /// The region.
    pub region: String,
    /// The service.
    pub service: String,
    /// The partition.
    pub cloud_partition: String,
    /// The tags.
    pub tags: Vec<Tag>,
}

/// What belongs to the kind of a resource.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceData {
    /// For an ECS cluster.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub ecs_cluster: Member<EcsClusterData>,
    /// For an ECS task.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub ecs_task: Member<EcsTaskData>,
    /// For a container.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub container: Member<ContainerData>,
}

/// What a sequence says of an ECS cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EcsClusterData {
    /// The status.
    pub status: String,
    /// The instances in it.
    #[serde(rename = "ec2InstanceUids")]
    pub ec2_instance_uids: Vec<String>,
}

/// What a sequence says of an ECS task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EcsTaskData {
    /// When it was asked for.
    pub created_at: EpochSeconds,
    /// The ARN of its definition.
    pub task_definition_arn: String,
    /// `FARGATE` or `EC2`.
    pub launch_type: String,
    /// The containers in it.
    pub container_uids: Vec<String>,
}

/// What a sequence says of a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContainerData {
    /// The image.
    pub image: String,
}

/// Where an act led.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SequenceEndpoint {
    /// The id that signals use.
    pub id: String,
    /// The name.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub domain: Member<String>,
    /// The way.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub connection: Member<EndpointConnection>,
}

/// The way to an endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndpointConnection {
    /// `INBOUND` or `OUTBOUND`.
    pub direction: String,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signal {
    /// The id, of the finding if it is one.
    pub uid: String,
    /// What saw it, such as `FINDING`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The type of the finding.
    pub name: String,
    /// When it was made.
    pub created_at: EpochSeconds,
    /// When it last changed.
    pub updated_at: EpochSeconds,
    /// When it happened first.
    pub first_seen_at: EpochSeconds,
    /// When it happened last.
    pub last_seen_at: EpochSeconds,
    /// How serious it is alone.
    pub severity: Severity,
    /// How often it happened.
    pub count: u64,
    /// The resources.
    pub resource_uids: Vec<String>,
    /// The actors.
    pub actor_ids: Vec<String>,
    /// The endpoints.
    pub endpoint_ids: Vec<String>,
    /// What made it a signal.
    pub signal_indicators: Vec<Indicator>,
}

/// What makes an act a signal, or several a sequence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Indicator {
    /// The kind, such as `MALICIOUS_DOMAIN`.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
}
