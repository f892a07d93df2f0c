//! The catalogue of finding types: what is known of each, as data.
//!
//! Owns the names, severities and facts of the types that the GuardDuty user guide lists, in
//! particular all types of Runtime Monitoring, and of look-alikes that a rule on runtime threats
//! must tell apart. Refuses to know how a finding is put together.

mod lookalike;
mod runtime;

use std::fmt;

use firedrill_diagnostic::nearest;
use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::severity::Severity;

/// A name that is no type of finding in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{name}` is not a finding type of the catalogue")]
pub struct FindingTypeError {
    /// The name.
    pub name: String,
    /// The type whose name is nearest, if one is near.
    pub suggestion: Option<&'static str>,
}

impl Diagnostic for FindingTypeError {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("firedrill::finding::unknown_type"))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let suggestion = self.suggestion?;
        Some(Box::new(format!("did you mean `{suggestion}`?")))
    }
}

/// A type of finding that the catalogue knows.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FindingType(&'static Entry);

impl FindingType {
    /// The type with this name; the error says which name is near.
    pub fn named(name: &str) -> Result<Self, FindingTypeError> {
        Self::all().find(|known| known.name() == name).ok_or_else(|| FindingTypeError {
            name: name.to_owned(),
            suggestion: nearest(name, Self::all().map(Self::name)),
        })
    }

    /// Every type of the catalogue, those of Runtime Monitoring first.
    pub fn all() -> impl Iterator<Item = Self> {
        runtime::TYPES.iter().chain(lookalike::TYPES).map(Self)
    }

    /// The name, such as `Execution:Runtime/ReverseShell`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The severities that GuardDuty gives it, the lowest first.
    pub fn severities(self) -> impl DoubleEndedIterator<Item = Severity> {
        self.0.severities.iter().copied().map(Severity::known)
    }

    /// The severity of a finding that does not ask for one: the highest that the type can have.
    #[must_use]
    pub fn default_severity(self) -> Severity {
        self.severities().next_back().unwrap_or(Severity::known(5))
    }

    /// Whether Runtime Monitoring makes it.
    #[must_use]
    pub fn is_runtime(self) -> bool {
        matches!(self.0.kind, Kind::Runtime(_))
    }

    /// Whether what it is about can be done inside a task on Fargate, where there is no host to get
    /// at.
    #[must_use]
    pub fn is_plausible_on_fargate(self) -> bool {
        match self.kind() {
            Kind::Runtime(act) => !act.needs_host,
            Kind::Malware(kind) => *kind == ResourceKind::EcsCluster,
            Kind::AttackSequence(sequence) => *sequence == SequenceKind::Ecs,
            Kind::Other { .. } => false,
        }
    }

    pub(crate) fn kind(self) -> &'static Kind {
        &self.0.kind
    }
}

impl TryFrom<String> for FindingType {
    type Error = FindingTypeError;

    fn try_from(name: String) -> Result<Self, FindingTypeError> {
        Self::named(&name)
    }
}

impl From<FindingType> for String {
    fn from(finding_type: FindingType) -> Self {
        finding_type.name().to_owned()
    }
}

impl fmt::Display for FindingType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for FindingType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FindingType").field(&self.name()).finish()
    }
}

/// One row of the catalogue.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    name: &'static str,
    severities: &'static [u8],
    kind: Kind,
}

/// Which feature makes the findings of a type, and what is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Runtime Monitoring.
    Runtime(RuntimeAct),
    /// A malware scan of the volumes behind a resource.
    Malware(ResourceKind),
    /// A correlation of signals.
    AttackSequence(SequenceKind),
    /// A type that is only known by name, severity and resource.
    Other {
        /// The resource type of its findings.
        resource: &'static str,
    },
}

/// The resource that a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A task of an ECS cluster.
    EcsCluster,
    /// A workload of an EKS cluster.
    EksCluster,
    /// An EC2 instance.
    Instance,
    /// A container on an instance that belongs to no cluster.
    Container,
}

impl ResourceKind {
    /// The `resourceType` of a finding on it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EcsCluster => "ECSCluster",
            Self::EksCluster => "EKSCluster",
            Self::Instance => "Instance",
            Self::Container => "Container",
        }
    }
}

impl fmt::Display for ResourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an attack sequence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SequenceKind {
    Ecs,
    Eks,
    InstanceGroup,
    Credentials,
    Bucket,
}

/// What is known of a type of Runtime Monitoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RuntimeAct {
    /// The program of the process.
    pub(crate) program: &'static str,
    /// What the process did over the network.
    pub(crate) network: NetworkAct,
    /// The facts in `runtimeDetails.context`.
    pub(crate) context: &'static [ContextFact],
    /// The threat list that the finding refers to.
    pub(crate) threat_list: Option<ThreatList>,
    /// Whether it takes a host: no task on Fargate can do it.
    pub(crate) needs_host: bool,
    /// The title, up to the resource.
    pub(crate) title: &'static str,
    /// What the process did, behind its name and the resource.
    pub(crate) story: &'static str,
}

/// What a process did over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NetworkAct {
    /// Nothing: `action` is an empty object.
    None,
    /// It looked this name up.
    Lookup(&'static str),
    /// It connected to this port of a foreign address.
    Connection(u16),
}

/// What a threat list knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ThreatList {
    /// The name or address.
    Endpoint,
    /// The file, by its digest, on a list of AWS.
    File,
    /// The file, by its digest, on a list that the customer uploaded.
    OwnFile,
}

/// One member of `runtimeDetails.context`, with the value it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContextFact {
    ModifyingProcess(&'static str),
    ModifiedAt,
    ScriptPath(&'static str),
    LibraryPath(&'static str),
    SocketPath(&'static str),
    RuncBinaryPath(&'static str),
    ReleaseAgentPath(&'static str),
    MountSource(&'static str),
    MountTarget(&'static str),
    FileSystemType(&'static str),
    Flags(&'static [&'static str]),
    ModuleName(&'static str),
    ModuleFilePath(&'static str),
    ModuleSha256,
    ShellHistoryFilePath(&'static str),
    TargetProcess(&'static str),
    ToolName(&'static str),
    ToolCategory(&'static str),
    CommandLineExample(&'static str),
    ThreatFilePath,
    FileOperation(&'static str),
    FilePath(&'static str),
    RelatedFilePaths(&'static [&'static str]),
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_catalogue_holds_every_runtime_type_and_each_name_once() {
        let names: HashSet<_> = FindingType::all().map(FindingType::name).collect();
        assert_eq!(names.len(), FindingType::all().count());
        let runtime: Vec<_> = FindingType::all().filter(|known| known.is_runtime()).collect();
        assert_eq!(runtime.len(), 46);
        assert!(runtime.iter().all(|known| known.name().contains(":Runtime/")));
        assert_eq!(names.iter().filter(|name| name.contains(":Runtime/")).count(), 46);
    }

    #[test]
    fn severities_are_counted_as_the_table_of_active_types_has_them() {
        let with = |severities: &[u8]| {
            runtime::TYPES.iter().filter(|entry| entry.severities == severities).count()
        };
        // The table says High for DefenseEvasion:Runtime/SuspiciousCommand, its own page Variable.
        assert_eq!((with(&[8]), with(&[5]), with(&[2])), (20, 19, 4));
        assert_eq!((with(&[2, 5, 8]), with(&[2, 8])), (2, 1));
        assert!(FindingType::all().all(|known| known.severities().is_sorted()));
    }

    #[test]
    fn a_slip_of_the_hand_is_answered_with_the_nearest_name() {
        let error = FindingType::named("CryptoCurrency:Runtime/BitcoinTool.B!DSN").unwrap_err();
        assert_eq!(error.suggestion, Some("CryptoCurrency:Runtime/BitcoinTool.B!DNS"));
        assert_eq!(FindingType::named("nonsense").unwrap_err().suggestion, None);
        assert_eq!(FindingType::named(&"x".repeat(1_000_000)).unwrap_err().suggestion, None);
    }

    #[test]
    fn a_variable_severity_defaults_to_the_highest() {
        let tool = FindingType::named("Execution:Runtime/SuspiciousTool").unwrap();
        assert_eq!(tool.default_severity(), Severity::known(8));
    }
}
