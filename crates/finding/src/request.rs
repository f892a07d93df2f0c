//! What a finding is asked to be: its type and the resource it happened to.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::arn::{ClusterArn, TaskArn, TaskDefinitionArn};
use crate::catalogue::{FindingType, ResourceKind};
use crate::id::{AccountId, DetectorId, FindingId, Region};
use crate::member::NoValue;
use crate::severity::Severity;

/// What a finding is asked to be; everything that is not asked for is made up from the seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRequest {
    /// Its type.
    pub finding_type: FindingType,
    /// The account that owns the resource.
    pub account: AccountId,
    /// The region.
    pub region: Region,
    /// The resource; only a sample can do without.
    pub resource: Option<AffectedResource>,
    /// The id.
    pub id: Option<FindingId>,
    /// The detector.
    pub detector: Option<DetectorId>,
    /// The severity, in place of the type's own.
    pub severity: Option<Severity>,
    /// The title, in place of the type's own.
    pub title: Option<String>,
    /// The path of the program that acted, in place of the type's own.
    pub program: Option<String>,
    /// The name that was looked up, in place of the type's own.
    pub domain: Option<String>,
    /// Whether it is marked as a sample, as CreateSampleFindings does.
    ///
    /// A sample without a resource gets the made-up ones of CreateSampleFindings, whose ARNs name a
    /// region called `region` and an account that is not ours.
    pub sample: bool,
    /// Whether an operator archived it.
    pub archived: bool,
    /// How often it happened.
    pub count: u64,
    /// How members without a value are written.
    pub no_value: NoValue,
}

impl FindingRequest {
    /// A finding of this type on a task, in the task's account and region.
    #[must_use]
    pub fn on_task(finding_type: FindingType, task: TaskFacts) -> Self {
        let (account, region) = (task.arn.account().clone(), task.arn.region().clone());
        Self::on(finding_type, account, region, AffectedResource::EcsTask(Box::new(task)))
    }

    /// A finding of this type on a resource.
    #[must_use]
    pub fn on(
        finding_type: FindingType,
        account: AccountId,
        region: Region,
        resource: AffectedResource,
    ) -> Self {
        Self {
            resource: Some(resource),
            sample: false,
            ..Self::sample(finding_type, account, region)
        }
    }

    /// A sample finding of this type, on nothing that exists.
    #[must_use]
    pub fn sample(finding_type: FindingType, account: AccountId, region: Region) -> Self {
        Self {
            finding_type,
            account,
            region,
            resource: None,
            id: None,
            detector: None,
            severity: None,
            title: None,
            program: None,
            domain: None,
            sample: true,
            archived: false,
            count: 1,
            no_value: NoValue::Omitted,
        }
    }
}

/// The resource that a finding is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AffectedResource {
    /// A task of ECS.
    EcsTask(Box<TaskFacts>),
    /// A pod of EKS.
    EksPod(PodFacts),
    /// An EC2 instance.
    Instance(InstanceFacts),
    /// A container on an instance that belongs to no cluster.
    Container(ContainerFacts, InstanceFacts),
}

impl AffectedResource {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ResourceKind {
        match self {
            Self::EcsTask(_) => ResourceKind::EcsCluster,
            Self::EksPod(_) => ResourceKind::EksCluster,
            Self::Instance(_) => ResourceKind::Instance,
            Self::Container(..) => ResourceKind::Container,
        }
    }
}

/// Where a task runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LaunchType {
    /// On Fargate.
    Fargate,
    /// On a container instance.
    Ec2,
}

impl LaunchType {
    /// Its name in events and in ECS, `FARGATE` or `EC2`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fargate => "FARGATE",
            Self::Ec2 => "EC2",
        }
    }
}

/// What is known of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// Its ARN.
    pub arn: TaskArn,
    /// The ARN of its definition.
    pub definition: TaskDefinitionArn,
    /// Where it runs.
    pub launch_type: LaunchType,
    /// Its group, `service:` and a name or `family:` and a name.
    pub group: String,
    /// Who started it, such as `ecs-svc/` and a number.
    pub started_by: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it started.
    pub started_at: Timestamp,
    /// Its containers.
    pub containers: Vec<ContainerFacts>,
    /// Its cluster.
    pub cluster: ClusterFacts,
    /// The instance it runs on, made up where it is not known; none on Fargate.
    pub instance: Option<InstanceFacts>,
}

impl TaskFacts {
    /// A task that runs alone in its cluster, with one container called as the family.
    ///
    /// It was asked for some seconds before it started. A group other than `service:` belongs to
    /// a task that nobody replaces, so only a service's task says who started it.
    #[must_use]
    pub fn new(
        arn: TaskArn,
        cluster: ClusterArn,
        definition: TaskDefinitionArn,
        launch_type: LaunchType,
        group: &str,
        started_at: Timestamp,
    ) -> Self {
        let family = definition.family().to_owned();
        let of_service = group.starts_with("service:");
        Self {
            arn,
            definition,
            launch_type,
            group: group.to_owned(),
            started_by: of_service.then(|| "ecs-svc/4573829105673829105".to_owned()),
            created_at: started_at
                .checked_sub(SignedDuration::from_millis(47_448))
                .unwrap_or(started_at),
            started_at,
            containers: vec![ContainerFacts::new(&family, &format!("{family}:latest"))],
            cluster: ClusterFacts {
                arn: cluster,
                services: u64::from(of_service),
                instances: u64::from(launch_type == LaunchType::Ec2),
                running_tasks: 1,
                tags: vec![("GuardDutyManaged".to_owned(), "true".to_owned())],
            },
            instance: None,
        }
    }
}

/// What is known of a cluster of ECS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClusterFacts {
    /// Its ARN.
    pub arn: ClusterArn,
    /// How many services run in it.
    pub services: u64,
    /// How many container instances it has.
    pub instances: u64,
    /// How many tasks run in it.
    pub running_tasks: u64,
    /// Its tags, as keys and values.
    pub tags: Vec<(String, String)>,
}

/// What is known of a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContainerFacts {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: String,
}

impl ContainerFacts {
    /// A container called `name` that runs `image`.
    #[must_use]
    pub fn new(name: &str, image: &str) -> Self {
        Self { name: name.to_owned(), image: image.to_owned() }
    }
}

/// What is known of an EC2 instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstanceFacts {
    /// Its id.
    pub id: String,
    /// Its type, such as `m5.large`.
    pub instance_type: String,
    /// When it was launched.
    pub launched_at: Timestamp,
}

impl InstanceFacts {
    /// An `m5.large` that was launched then.
    #[must_use]
    pub fn new(id: &str, launched_at: Timestamp) -> Self {
        Self { id: id.to_owned(), instance_type: "m5.large".to_owned(), launched_at }
    }
}

/// What is known of a pod of EKS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PodFacts {
    /// The name of the cluster.
    pub cluster: String,
    /// The namespace.
    pub namespace: String,
    /// The name of the pod.
    pub name: String,
    /// Its container.
    pub container: ContainerFacts,
    /// The node it runs on.
    pub node: InstanceFacts,
}

/// The points in time that a finding tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingTimes {
    /// When it happened first.
    pub first_seen: Timestamp,
    /// When it happened last.
    pub last_seen: Timestamp,
    /// When GuardDuty made the finding.
    pub created: Timestamp,
    /// When GuardDuty last changed it.
    pub updated: Timestamp,
}

impl FindingTimes {
    /// The times of something that happened once, and of the finding that was made of it.
    #[must_use]
    pub fn once(seen: Timestamp, created: Timestamp) -> Self {
        Self { first_seen: seen, last_seen: seen, created, updated: created }
    }
}
