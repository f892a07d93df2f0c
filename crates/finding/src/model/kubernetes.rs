//! The EKS cluster of a finding and the workload in it.

use serde::{Deserialize, Serialize};

use super::{Container, Tag, Volume};
use crate::instant::EpochSeconds;
use crate::member::Member;

/// An EKS cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EksClusterDetails {
    /// The name.
    pub name: String,
    /// The ARN.
    pub arn: String,
    /// The VPC.
    pub vpc_id: String,
    /// The status, such as `ACTIVE`.
    pub status: String,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// When it was made.
    pub created_at: EpochSeconds,
}

/// Who and what in a Kubernetes cluster a finding is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KubernetesDetails {
    /// The user, in findings from audit logs.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub kubernetes_user_details: Member<KubernetesUser>,
    /// The workload.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub kubernetes_workload_details: Member<KubernetesWorkload>,
}

/// A user of a Kubernetes cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KubernetesUser {
    /// The name.
    pub username: String,
    /// The id.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub uid: Member<String>,
    /// The groups.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub groups: Member<Vec<String>>,
}

/// A workload of a Kubernetes cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KubernetesWorkload {
    /// The name.
    pub name: String,
    /// The kind, such as `pods`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id.
    pub uid: String,
    /// The namespace.
    pub namespace: String,
    /// Whether it uses the network of its host.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub host_network: Member<bool>,
    /// Its containers.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub containers: Member<Vec<Container>>,
    /// Its volumes.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub volumes: Member<Vec<Volume>>,
    /// The service account it runs as.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub service_account_name: Member<String>,
    /// Whether it shares memory with its host.
    #[serde(rename = "hostIPC", default, skip_serializing_if = "Member::is_absent")]
    pub host_ipc: Member<bool>,
    /// Whether it sees the processes of its host.
    #[serde(rename = "hostPID", default, skip_serializing_if = "Member::is_absent")]
    pub host_pid: Member<bool>,
}
