//! The ECS cluster of a finding and its task, real or of a sample.

use super::Draft;
use crate::catalogue::ResourceKind;
use crate::instant::EpochSeconds;
use crate::member::Member;
use crate::model::{Container, EcsClusterDetails, EcsTaskDetails, Resource, Tag};
use crate::request::{ContainerFacts, LaunchType, TaskFacts};

impl Draft<'_> {
    /// The cluster and the task in it, with the instance below a task that is not on Fargate.
    pub(super) fn task(&mut self, task: &TaskFacts) -> Resource {
        let cluster = EcsClusterDetails {
            name: task.cluster.arn.name().to_owned(),
            arn: task.cluster.arn.to_string(),
            status: Member::Present("ACTIVE".to_owned()),
            active_services_count: Member::Present(task.cluster.services),
            registered_container_instances_count: Member::Present(task.cluster.instances),
            running_tasks_count: Member::Present(task.cluster.running_tasks),
            tags: Member::Present(tags(&task.cluster.tags)),
            task_details: Member::Present(EcsTaskDetails {
                arn: task.arn.to_string(),
                definition_arn: task.definition.to_string(),
                version: Member::Present(self.random.between(3, 10).to_string()),
                created_at: Member::Present(task.created_at.into()),
                started_at: Member::Present(task.started_at.into()),
                started_by: match &task.started_by {
                    Some(started_by) => Member::Present(started_by.clone()),
                    None => self.no_value().member(),
                },
                tags: self.no_value().member(),
                volumes: self.no_value().member(),
                containers: Member::Present(
                    task.containers.iter().map(|facts| self.task_container(task, facts)).collect(),
                ),
                group: Member::Present(task.group.clone()),
                launch_type: Member::Present(task.launch_type.as_str().to_owned()),
            }),
        };
        let instance = match task.launch_type {
            LaunchType::Fargate => Member::Absent,
            LaunchType::Ec2 => {
                let facts = task.instance.clone();
                let facts = facts.unwrap_or_else(|| self.made_up_instance());
                Member::Present(self.instance(&facts))
            }
        };
        Resource {
            ecs_cluster_details: Member::Present(cluster),
            instance_details: instance,
            ..Resource::of(ResourceKind::EcsCluster.as_str())
        }
    }

    fn task_container(&mut self, task: &TaskFacts, facts: &ContainerFacts) -> Container {
        let runtime = match task.launch_type {
            LaunchType::Fargate => "containerd",
            LaunchType::Ec2 => "docker",
        };
        let number = self.random.between(1_000_000_000, 4_294_967_296);
        self.container(facts, runtime, format!("{}-{number}", task.arn.id()))
    }

    pub(super) fn container(&self, facts: &ContainerFacts, runtime: &str, id: String) -> Container {
        Container {
            container_runtime: Member::Present(runtime.to_owned()),
            id: Member::Present(id),
            name: Member::Present(facts.name.clone()),
            image: Member::Present(facts.image.clone()),
            image_uid: Member::Absent,
            image_prefix: match facts.image.split_once('/') {
                Some((registry, _)) => Member::Present(registry.to_owned()),
                None => self.no_value().member(),
            },
            volume_mounts: self.no_value().member(),
            security_context: self.no_value().member(),
        }
    }
}

impl Resource {
    /// A resource of this kind without any details.
    pub(super) fn of(resource_type: &str) -> Self {
        Self {
            resource_type: resource_type.to_owned(),
            eks_cluster_details: Member::Absent,
            kubernetes_details: Member::Absent,
            ecs_cluster_details: Member::Absent,
            instance_details: Member::Absent,
            container_details: Member::Absent,
            ebs_volume_details: Member::Absent,
        }
    }
}

/// The cluster of CreateSampleFindings, as public samples have it: its ARNs name no region, an
/// account that is not ours, and two clusters that are not the one that `name` names.
pub(super) fn sample_task() -> Resource {
    let created = EpochSeconds(1_639_005_830.0);
    let numbered = |number: u8| Tag {
        key: format!("GeneratedFindingECSClusterTag{number}"),
        value: format!("GeneratedFindingECSClusterTagValue{number}"),
    };
    let task = EcsTaskDetails {
        arn: "arn:aws:ecs:region:123456789000:task/mycluster/043de9ab3".to_owned(),
        definition_arn: "arn:aws:ecs:region:123456789000:task-definition/mycluster/76f1f1asdf"
            .to_owned(),
        version: Member::Present("1".to_owned()),
        created_at: Member::Present(created),
        started_at: Member::Present(created),
        started_by: Member::Present("GeneratedFindingECSTaskStartedBy".to_owned()),
        tags: Member::Absent,
        volumes: Member::Absent,
        containers: Member::Present(vec![Container {
            name: Member::Present("GeneratedFindingContainerName".to_owned()),
            image: Member::Present("GeneratedFindingContainerImage".to_owned()),
            ..Container::default()
        }]),
        group: Member::Absent,
        launch_type: Member::Absent,
    };
    Resource {
        ecs_cluster_details: Member::Present(EcsClusterDetails {
            name: SAMPLE_CLUSTER.to_owned(),
            arn: "arn:aws:ecs:region:123456789000:cluster/clusterName".to_owned(),
            status: Member::Present("ACTIVE".to_owned()),
            active_services_count: Member::Absent,
            registered_container_instances_count: Member::Absent,
            running_tasks_count: Member::Absent,
            tags: Member::Present((1..=3).map(numbered).collect()),
            task_details: Member::Present(task),
        }),
        ..Resource::of(ResourceKind::EcsCluster.as_str())
    }
}

/// The name of the cluster of CreateSampleFindings.
pub(super) const SAMPLE_CLUSTER: &str = "GeneratedFindingECSClusterName";

pub(super) fn tags(pairs: &[(String, String)]) -> Vec<Tag> {
    pairs.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect()
}
