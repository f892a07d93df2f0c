//! The findings that a flow is judged by.

use firedrill_finding::{
    AccountId, AffectedResource, ContainerFacts, FindingGenerator, FindingRequest, FindingTimes,
    FindingType, InstanceFacts, LaunchType, NoValue, PodFacts, Region, Severity, TaskFacts,
};
use jiff::Timestamp;

/// The seed does not matter, and is fixed so that warnings repeat.
const SEED: u64 = 1;

/// One event with a finding.
#[derive(Debug, Clone)]
pub(super) struct SampleFinding {
    pub(super) event: String,
    pub(super) finding_type: FindingType,
    pub(super) severity: Severity,
    pub(super) kind: SampleKind,
}

/// Why an event is in the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SampleKind {
    /// A Runtime Monitoring finding on a task of ECS, which the flow is there for.
    OnTask,
    /// The same, made by CreateSampleFindings.
    MarkedSample,
    /// The same, archived by hand.
    Archived,
    /// Any other finding.
    Other,
}

/// Every kind of finding that can be made: each type, on each resource, at each of its severities.
///
/// Account, region, ids and times are made up: no lint may depend on them.
pub(super) fn corpus() -> Vec<SampleFinding> {
    let Some(mut corpus) = Corpus::new() else { return Vec::new() };
    for finding_type in FindingType::all() {
        let on_task =
            if finding_type.is_runtime() { SampleKind::OnTask } else { SampleKind::Other };
        for severity in finding_type.severities() {
            for (launch_type, no_value) in
                [(LaunchType::Fargate, NoValue::Omitted), (LaunchType::Ec2, NoValue::Null)]
            {
                let request = corpus.on_task(finding_type, launch_type);
                let severity = Some(severity);
                corpus.add(&FindingRequest { severity, no_value, ..request }, on_task);
            }
        }
        for resource in corpus.others() {
            let request = corpus.on(finding_type, resource);
            let no_value = NoValue::Null;
            corpus.add(&FindingRequest { no_value, ..request }, SampleKind::Other);
        }
        if finding_type.is_runtime() {
            let (account, region) = (corpus.account.clone(), corpus.region.clone());
            let sample = FindingRequest::sample(finding_type, account, region);
            corpus.add(&sample, SampleKind::MarkedSample);
            let archived = corpus.on_task(finding_type, LaunchType::Fargate);
            corpus.add(&FindingRequest { archived: true, ..archived }, SampleKind::Archived);
        }
    }
    corpus.samples
}

struct Corpus {
    generator: FindingGenerator,
    account: AccountId,
    region: Region,
    /// A task on Fargate.
    task: TaskFacts,
    times: FindingTimes,
    samples: Vec<SampleFinding>,
}

impl Corpus {
    /// Nothing only if the texts below were no longer what they are.
    fn new() -> Option<Self> {
        let started: Timestamp = "2026-01-01T00:00:00Z".parse().ok()?;
        let task = TaskFacts::new(
            "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef"
                .parse()
                .ok()?,
            "arn:aws:ecs:eu-west-1:111122223333:cluster/prod".parse().ok()?,
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1".parse().ok()?,
            LaunchType::Fargate,
            "service:web",
            started,
        );
        let times = FindingTimes::once(
            "2026-01-01T01:00:00.412Z".parse().ok()?,
            "2026-01-01T01:02:30.118Z".parse().ok()?,
        );
        Some(Self {
            generator: FindingGenerator::new(SEED),
            account: task.arn.account().clone(),
            region: task.arn.region().clone(),
            task,
            times,
            samples: Vec::new(),
        })
    }

    fn on_task(&self, finding_type: FindingType, launch_type: LaunchType) -> FindingRequest {
        let task = TaskFacts { launch_type, ..self.task.clone() };
        FindingRequest::on_task(finding_type, task)
    }

    fn on(&self, finding_type: FindingType, resource: AffectedResource) -> FindingRequest {
        FindingRequest::on(finding_type, self.account.clone(), self.region.clone(), resource)
    }

    fn others(&self) -> [AffectedResource; 3] {
        let host = InstanceFacts::new("i-0a1b2c3d4e5f60718", self.task.started_at);
        let container = ContainerFacts::new("web", "registry.example.com/web:1.4.2");
        [
            AffectedResource::Instance(host.clone()),
            AffectedResource::Container(container.clone(), host.clone()),
            AffectedResource::EksPod(PodFacts {
                cluster: "prod".to_owned(),
                namespace: "shop".to_owned(),
                name: "web-6d4cf56db6-abcde".to_owned(),
                container,
                node: host,
            }),
        ]
    }

    /// Adds the event of a finding, if such a finding can be made.
    fn add(&mut self, request: &FindingRequest, kind: SampleKind) {
        let finding_type = request.finding_type;
        let Ok(finding) = self.generator.finding(request, self.times) else { return };
        let severity = finding.severity;
        let event = self.generator.event(finding, self.times.updated).to_json();
        if let Ok(event) = event {
            self.samples.push(SampleFinding { event, finding_type, severity, kind });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corpus_holds_findings_of_every_kind() {
        let corpus = corpus();
        let of = |kind| corpus.iter().filter(|sample| sample.kind == kind).count();
        let runtime = FindingType::all().filter(|known| known.is_runtime()).count();
        assert_eq!((of(SampleKind::MarkedSample), of(SampleKind::Archived)), (runtime, runtime));
        assert!(of(SampleKind::OnTask) >= 2 * runtime);
        for part in ["EbsVolumeScan", "AttackSequence", "Container", "EKSCluster", "Instance"] {
            assert!(corpus.iter().any(|sample| sample.event.contains(part)), "{part}");
        }
    }
}
