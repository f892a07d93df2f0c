//! Containers and what is mounted into them.

use serde::{Deserialize, Serialize};

use crate::member::Member;

/// A container, of a task, of a pod or on its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Container {
    /// The runtime, such as `containerd`.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub container_runtime: Member<String>,
    /// The id that the runtime gave it.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub id: Member<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub name: Member<String>,
    /// The image.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub image: Member<String>,
    /// The image's id, which events have and the API does not.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub image_uid: Member<String>,
    /// The registry of the image.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub image_prefix: Member<String>,
    /// What is mounted.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub volume_mounts: Member<Vec<VolumeMount>>,
    /// What it may do.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub security_context: Member<SecurityContext>,
}

/// A volume at a path of a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VolumeMount {
    /// The name of the volume.
    pub name: String,
    /// The path.
    pub mount_path: String,
}

/// What a container may do on its host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecurityContext {
    /// Whether it runs with all capabilities.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub privileged: Member<bool>,
    /// Whether its processes may gain privileges.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub allow_privilege_escalation: Member<bool>,
}

/// A volume of a task or of a pod.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Volume {
    /// The name.
    pub name: String,
    /// The directory of the host behind it.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub host_path: Member<HostPath>,
}

/// A directory of a host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HostPath {
    /// The path.
    pub path: String,
}
