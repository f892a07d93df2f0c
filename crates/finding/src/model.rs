//! The finding as data: one file for each of its parts, one struct for each of its objects.
//!
//! Owns the names, the order and the forms of the members; refuses to know what makes a finding
//! plausible.

mod action;
mod container;
mod ecs;
mod finding;
mod instance;
mod kubernetes;
mod malware;
mod resource;
mod runtime;
mod sequence;
mod service;

pub use action::{
    Action, City, Country, DnsRequest, GeoLocation, LocalIp, NetworkConnection, Organization, Port,
    RemoteIp,
};
pub use container::{Container, HostPath, SecurityContext, Volume, VolumeMount};
pub use ecs::{EcsClusterDetails, EcsTaskDetails};
pub use finding::Finding;
pub use instance::{
    IamInstanceProfile, InstanceDetails, NetworkInterface, PrivateIpAddress, ProductCode,
    SecurityGroup,
};
pub use kubernetes::{EksClusterDetails, KubernetesDetails, KubernetesUser, KubernetesWorkload};
pub use malware::{
    EbsVolumeDetails, EbsVolumeScanDetails, HighestSeverityThreat, InfectedFile, NamedThreat,
    ScanDetections, ScannedItemCount, ScannedVolume, ThreatDetectedByName,
    ThreatsDetectedItemCount,
};
pub use resource::{Resource, Tag};
pub use runtime::{Ancestor, Process, RuntimeContext, RuntimeDetails};
pub use sequence::{
    ActorProcess, ContainerData, Detection, EcsClusterData, EcsTaskData, EndpointConnection,
    Indicator, ResourceData, Sequence, SequenceActor, SequenceEndpoint, SequenceResource, Signal,
};
pub use service::{AdditionalInfo, AgentDetails, Evidence, Service, ThreatIntelligence};
