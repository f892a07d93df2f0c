//! The rules that events are matched with.

/// Rules with their ids.
pub type Rules = Vec<(u32, String)>;

/// Rules to match every event with.
#[derive(Debug, Clone)]
pub struct Workload {
    /// What it is called in tables.
    pub name: &'static str,
    /// The rules.
    pub rules: Rules,
    /// The fields that a rule names, as paths, where they are two, so that looking up these two
    /// fields is the least that can be done.
    pub two_fields: Option<[&'static [&'static str]; 2]>,
}

/// How many rules the large workload has.
const MANY: u32 = 10_000;

/// A rule on one exact value, five levels deep.
const EXACT: &str = r#"{"detail": {"resource": {"ecsClusterDetails": {"taskDetails": {"launchType": ["FARGATE"]}}}}}"#;

/// The rule of the published flow that stops tasks.
const GUARDDUTY_ECS: &str = include_str!("../../fixtures/flows/stop-task/pattern.json");

/// All workloads.
#[must_use]
pub fn workloads() -> Vec<Workload> {
    let one =
        |name, rule: &str| Workload { name, rules: vec![(0, rule.to_owned())], two_fields: None };
    vec![
        one("one exact value, 5 levels deep", EXACT),
        Workload {
            two_fields: Some([
                &["detail", "resource", "resourceType"],
                &["detail", "service", "featureName"],
            ]),
            ..one("the GuardDuty ECS pattern", GUARDDUTY_ECS)
        },
        one("wildcard *:Runtime/*", r#"{"detail": {"type": [{"wildcard": "*:Runtime/*"}]}}"#),
        one(
            "anything-but, 2 strings",
            r#"{"detail": {"resource": {"resourceType": [{"anything-but": ["Instance", "Container"]}]}}}"#,
        ),
        one("numeric >= 7", r#"{"detail": {"severity": [{"numeric": [">=", 7]}]}}"#),
        Workload { name: "5 rules, mixed operators", rules: mixed(), two_fields: None },
        Workload { name: "1 rule (account, resource type)", rules: ecs_rules(1), two_fields: None },
        Workload { name: "10,000 rules (the same)", rules: ecs_rules(MANY), two_fields: None },
    ]
}

/// So many rules, each on the tasks of one account.
#[must_use]
pub fn ecs_rules(count: u32) -> Rules {
    (0..count)
        .map(|number| {
            let account = 100_000_000_000 + u64::from(number);
            let rule = format!(
                r#"{{"detail": {{"accountId": ["{account}"], "resource": {{"resourceType": ["ECSCluster"]}}}}}}"#
            );
            (number, rule)
        })
        .collect()
}

fn mixed() -> Rules {
    [
        r#"{"source": ["aws.guardduty"], "detail": {"type": [{"prefix": "CryptoCurrency:"}]}}"#,
        r#"{"detail": {"severity": [{"numeric": [">=", 7]}], "resource": {"resourceType": ["ECSCluster"]}}}"#,
        r#"{"region": [{"anything-but": ["us-east-1"]}], "detail": {"type": [{"wildcard": "*:Runtime/*Shell*"}]}}"#,
        r#"{"detail": {"service": {"archived": [false], "count": [1]}, "accountId": ["100000000042"]}}"#,
        r#"{"detail": {"resource": {"ecsClusterDetails": {"name": [{"suffix": "workers"}]}, "kubernetesDetails": [{"exists": false}]}}}"#,
    ]
    .into_iter()
    .zip(0..)
    .map(|(rule, id)| (id, rule.to_owned()))
    .collect()
}
