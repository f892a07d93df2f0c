//! Generated GuardDuty findings as events.

use std::error::Error;

use firedrill_finding::{
    AffectedResource, ContainerFacts, FindingGenerator, FindingRequest, FindingTimes, FindingType,
    InstanceFacts, LaunchType, PodFacts, TaskFacts,
};

/// How many accounts the findings are about: the first is 100000000000.
const ACCOUNTS: u64 = 10_000;

/// A small generator of numbers (xorshift), so that all runs see the same events.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}

/// So many events of about 4 KB: findings of Runtime Monitoring, seven of ten about tasks of ECS.
///
/// # Errors
/// The generator of findings refuses what is asked of it, which is a fault of this function.
pub fn guardduty_events(count: usize) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let types: Vec<FindingType> = FindingType::all()
        .filter(|known| known.is_runtime() && known.is_plausible_on_fargate())
        .collect();
    let times =
        FindingTimes::once("2026-01-01T01:00:00Z".parse()?, "2026-01-01T01:02:30Z".parse()?);
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut generator = FindingGenerator::new(7);
    let mut events = Vec::with_capacity(count);
    for _ in 0..count {
        let account = 100_000_000_000 + numbers.below(ACCOUNTS);
        let region = numbers.of(&["eu-west-1", "us-east-1", "ap-southeast-2"]);
        let finding_type = numbers.of(&types);
        let resource = match numbers.below(10) {
            0..7 => AffectedResource::EcsTask(Box::new(task(region, account, &mut numbers)?)),
            7 => AffectedResource::EksPod(PodFacts {
                cluster: "platform".into(),
                namespace: "payments".into(),
                name: format!("worker-{:x}", numbers.below(1 << 32)),
                container: ContainerFacts::new("worker", "registry.example.com/payments/worker:3"),
                node: instance(&mut numbers)?,
            }),
            8 => AffectedResource::Instance(instance(&mut numbers)?),
            _ => AffectedResource::Container(
                ContainerFacts::new("agent", "registry.example.com/agent:1"),
                instance(&mut numbers)?,
            ),
        };
        let (account, region) = (account.to_string().parse()?, region.parse()?);
        let request = FindingRequest::on(finding_type, account, region, resource);
        let finding = generator.finding(&request, times)?;
        let event = generator.event(finding, "2026-01-01T01:03:30Z".parse()?);
        events.push(event.to_json()?.into_bytes());
    }
    Ok(events)
}

fn task(region: &str, account: u64, numbers: &mut Numbers) -> Result<TaskFacts, Box<dyn Error>> {
    let cluster = numbers.of(&["prod", "staging", "batch-workers"]);
    let family = numbers.of(&["web", "checkout", "report-renderer", "ingest"]);
    let ecs = format!("arn:aws:ecs:{region}:{account}");
    let id = format!("{:016x}{:016x}", numbers.below(u64::MAX), numbers.below(u64::MAX));
    let mut task = TaskFacts::new(
        format!("{ecs}:task/{cluster}/{id}").parse()?,
        format!("{ecs}:cluster/{cluster}").parse()?,
        format!("{ecs}:task-definition/{family}:{}", 1 + numbers.below(400)).parse()?,
        numbers.of(&[LaunchType::Fargate, LaunchType::Ec2]),
        &format!("service:{family}"),
        "2026-01-01T00:00:00Z".parse()?,
    );
    for sidecar in ["envoy", "log-router", "xray-daemon"] {
        let image = format!("{account}.dkr.ecr.{region}.amazonaws.com/{sidecar}:stable");
        task.containers.push(ContainerFacts::new(sidecar, &image));
    }
    for (key, value) in [("team", "payments"), ("cost-centre", "4711"), ("environment", cluster)] {
        task.cluster.tags.push((key.into(), value.into()));
    }
    Ok(task)
}

fn instance(numbers: &mut Numbers) -> Result<InstanceFacts, Box<dyn Error>> {
    let id = format!("i-{:017x}", numbers.below(1 << 60));
    Ok(InstanceFacts::new(&id, "2026-01-01T00:00:00Z".parse()?))
}
