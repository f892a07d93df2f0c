//! Attack sequences on an ECS cluster.

use super::process::file_name;
use super::{Draft, FindingError, Parts};
use crate::instant::EpochSeconds;
use crate::member::Member;
use crate::model::{
    ActorProcess, AdditionalInfo, ContainerData, Detection, EcsClusterData, EcsTaskData,
    EndpointConnection, Indicator, Resource, ResourceData, Sequence, SequenceActor,
    SequenceEndpoint, SequenceResource, Signal,
};
use crate::request::{AffectedResource, TaskFacts};
use crate::severity::Severity;

impl Draft<'_> {
    /// A sequence of a look-up and a reverse shell in one task.
    ///
    /// Where the user guide shows no attack sequence on ECS, the form is that of public ones on
    /// other resources, and the title is ours.
    pub(super) fn attack_sequence(&mut self) -> Result<Parts, FindingError> {
        let task = match &self.request.resource {
            Some(AffectedResource::EcsTask(task)) => task,
            Some(other) => return Err(self.wrong_resource(other.kind())),
            None => return Err(self.no_resource()),
        };
        let cluster = task.cluster.arn.name();
        let description = format!(
            "A sequence of actions involving 2 signals indicating a possible compromise of ECS \
             cluster {cluster} was observed with the following behaviors:\n  \
             - 2 MITRE ATT&CK tactics observed: Command and Control, Execution\n"
        );
        let sequence = self.sequence(task, &description);
        Ok(Parts {
            resource: Resource::of("AttackSequence"),
            feature: "Correlation",
            action: Member::Absent,
            scan: Member::Absent,
            runtime: Member::Absent,
            detection: Member::Present(Detection { sequence }),
            role: Member::Present("TARGET".to_owned()),
            info: if self.request.sample {
                self.info(None, None)
            } else {
                AdditionalInfo::default()
            },
            evidence: Member::Absent,
            title: format!(
                "Potential compromise of ECS cluster {cluster} indicated by a sequence of actions."
            ),
            description,
        })
    }

    fn sequence(&mut self, task: &TaskFacts, description: &str) -> Sequence {
        let program = self.request.program.as_deref().unwrap_or("/usr/bin/curl").to_owned();
        let domain = self.request.domain.as_deref().unwrap_or("c2.guarddutyc2activityb.com");
        let actor = format!("process:{}", file_name(&program));
        let malicious = |key: &str, value: &str| Indicator {
            key: key.to_owned(),
            values: vec![value.to_owned()],
        };
        let lookup = self.signal(
            "Backdoor:Runtime/C&CActivity.B!DNS",
            task,
            &actor,
            vec!["domain:1".to_owned()],
            malicious("MALICIOUS_DOMAIN", domain),
        );
        let shell = self.signal(
            "Execution:Runtime/ReverseShell",
            task,
            &actor,
            Vec::new(),
            malicious("MALICIOUS_PROCESS", &program),
        );
        Sequence {
            uid: self.id.to_string(),
            description: description.to_owned(),
            actors: vec![SequenceActor {
                id: actor,
                process: Member::Present(ActorProcess {
                    name: file_name(&program).to_owned(),
                    path: program,
                    sha256: self.random.hex(64),
                }),
            }],
            resources: self.sequence_resources(task),
            endpoints: vec![SequenceEndpoint {
                id: "domain:1".to_owned(),
                domain: Member::Present(domain.to_owned()),
                connection: Member::Present(EndpointConnection {
                    direction: "OUTBOUND".to_owned(),
                }),
            }],
            signals: vec![lookup, shell],
            sequence_indicators: vec![Indicator {
                key: "ATTACK_TACTIC".to_owned(),
                values: vec!["Command and Control".to_owned(), "Execution".to_owned()],
            }],
            additional_sequence_types: Vec::new(),
        }
    }

    /// The cluster, the task and its containers, the only place that names them.
    fn sequence_resources(&mut self, task: &TaskFacts) -> Vec<SequenceResource> {
        let (region, account) = (&self.request.region, &self.request.account);
        let resource = |uid: String, name: &str, kind: &str, data| SequenceResource {
            uid,
            name: name.to_owned(),
            resource_type: kind.to_owned(),
            data,
            account_id: account.to_string(),
            region: region.to_string(),
            service: "ecs".to_owned(),
            cloud_partition: region.partition().to_owned(),
            tags: Vec::new(),
        };
        let containers: Vec<String> = task
            .containers
            .iter()
            .map(|_| {
                let number = self.random.between(1_000_000_000, 4_294_967_296);
                format!("{}-{number}", task.arn.id())
            })
            .collect();
        let cluster = EcsClusterData {
            status: "ACTIVE".to_owned(),
            ec2_instance_uids: task.instance.iter().map(|instance| instance.id.clone()).collect(),
        };
        let data = EcsTaskData {
            created_at: EpochSeconds::from(task.created_at),
            task_definition_arn: task.definition.to_string(),
            launch_type: task.launch_type.as_str().to_owned(),
            container_uids: containers.clone(),
        };
        let mut resources = vec![
            resource(
                task.cluster.arn.to_string(),
                task.cluster.arn.name(),
                "ECS_CLUSTER",
                ResourceData { ecs_cluster: Member::Present(cluster), ..ResourceData::default() },
            ),
            resource(
                task.arn.to_string(),
                task.arn.id(),
                "ECS_TASK",
                ResourceData { ecs_task: Member::Present(data), ..ResourceData::default() },
            ),
        ];
        for (uid, facts) in containers.into_iter().zip(&task.containers) {
            let data = ContainerData { image: facts.image.clone() };
            let data = ResourceData { container: Member::Present(data), ..ResourceData::default() };
            resources.push(resource(uid, &facts.name, "CONTAINER", data));
        }
        resources
    }

    fn signal(
        &mut self,
        finding_type: &str,
        task: &TaskFacts,
        actor: &str,
        endpoint_ids: Vec<String>,
        indicator: Indicator,
    ) -> Signal {
        Signal {
            uid: self.random.hex(32),
            kind: "FINDING".to_owned(),
            name: finding_type.to_owned(),
            created_at: EpochSeconds::from(self.times.created),
            updated_at: EpochSeconds::from(self.times.updated),
            first_seen_at: EpochSeconds::from(self.times.first_seen),
            last_seen_at: EpochSeconds::from(self.times.last_seen),
            severity: Severity::known(8),
            count: 1,
            resource_uids: vec![task.arn.to_string()],
            actor_ids: vec![actor.to_owned()],
            endpoint_ids,
            signal_indicators: vec![indicator],
        }
    }
}
