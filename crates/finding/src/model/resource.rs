//! What a finding is about.

use serde::{Deserialize, Serialize};

use super::{
    Container, EbsVolumeDetails, EcsClusterDetails, EksClusterDetails, InstanceDetails,
    KubernetesDetails,
};
use crate::member::Member;

/// The resource of a finding: its kind, and the details that belong to the kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resource {
    /// The kind, such as `ECSCluster`, `Instance` or `AttackSequence`.
    pub resource_type: String,
    /// The EKS cluster.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub eks_cluster_details: Member<EksClusterDetails>,
    /// The workload in the EKS cluster.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub kubernetes_details: Member<KubernetesDetails>,
    /// The ECS cluster, with the task.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub ecs_cluster_details: Member<EcsClusterDetails>,
    /// The EC2 instance, also as the host of a container.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub instance_details: Member<InstanceDetails>,
    /// The container that belongs to no cluster.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub container_details: Member<Container>,
    /// The volumes that a malware scan looked at.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub ebs_volume_details: Member<EbsVolumeDetails>,
}

/// A tag of a resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}
