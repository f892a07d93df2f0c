//! Types that are not of Runtime Monitoring but look like it, from near to far.

use super::{Entry, Kind, ResourceKind, SequenceKind};

const fn sequence(name: &'static str, kind: SequenceKind) -> Entry {
    Entry { name, severities: &[9], kind: Kind::AttackSequence(kind) }
}

const fn malware(name: &'static str, resource: ResourceKind) -> Entry {
    Entry { name, severities: &[2, 5, 6, 8], kind: Kind::Malware(resource) }
}

const fn other(name: &'static str, severities: &'static [u8], resource: &'static str) -> Entry {
    Entry { name, severities, kind: Kind::Other { resource } }
}

/// The types, which the rule on runtime threats must leave alone.
pub(super) static TYPES: &[Entry] = &[
    // Nearest: the resource is an ECS cluster and names the task; only the feature differs.
    malware("Execution:ECS/MaliciousFile", ResourceKind::EcsCluster),
    malware("Execution:ECS/SuspiciousFile", ResourceKind::EcsCluster),
    malware("Execution:Container/MaliciousFile", ResourceKind::Container),
    malware("Execution:Container/SuspiciousFile", ResourceKind::Container),
    malware("Execution:Kubernetes/MaliciousFile", ResourceKind::EksCluster),
    malware("Execution:Kubernetes/SuspiciousFile", ResourceKind::EksCluster),
    malware("Execution:EC2/MaliciousFile", ResourceKind::Instance),
    malware("Execution:EC2/SuspiciousFile", ResourceKind::Instance),
    // The most serious, whose tasks are named deep inside the sequence only.
    sequence("AttackSequence:ECS/CompromisedCluster", SequenceKind::Ecs),
    sequence("AttackSequence:EKS/CompromisedCluster", SequenceKind::Eks),
    sequence("AttackSequence:EC2/CompromisedInstanceGroup", SequenceKind::InstanceGroup),
    sequence("AttackSequence:IAM/CompromisedCredentials", SequenceKind::Credentials),
    sequence("AttackSequence:S3/CompromisedData", SequenceKind::Bucket),
    // The same words, seen from outside the instance.
    other("Backdoor:EC2/C&CActivity.B!DNS", &[8], "Instance"),
    other("CryptoCurrency:EC2/BitcoinTool.B!DNS", &[8], "Instance"),
    // The credentials of a task, used elsewhere.
    other("UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.InsideAWS", &[8], "AccessKey"),
    other(
        "UnauthorizedAccess:IAMUser/ResourceCredentialExfiltration.OutsideAWS",
        &[8],
        "AccessKey",
    ),
    other("UnauthorizedAccess:IAMUser/MaliciousIPCaller", &[5], "AccessKey"),
    other("Stealth:IAMUser/CloudTrailLoggingDisabled", &[2], "AccessKey"),
    other("Impact:IAMUser/CostHarvesting", &[2], "AccessKey"),
    other("Policy:Kubernetes/AdminAccessToDefaultServiceAccount", &[8], "EKSCluster"),
    other("Discovery:S3/MaliciousIPCaller.Custom", &[8], "S3Bucket"),
    other("Object:S3/MaliciousFile", &[8], "S3Object"),
    other("Backdoor:Lambda/C&CActivity.B", &[8], "Lambda"),
    other("CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin", &[2, 5, 8], "RDSDBInstance"),
    // Of the form that custom detection rules make.
    other("Persistence:EC2/ExternalRemoteServices", &[5], "AttackSequence"),
];
