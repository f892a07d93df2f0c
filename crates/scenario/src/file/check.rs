//! What a scenario must mean beyond its form: names that exist, one stimulus at a time, limits
//! that a run can keep.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use firedrill_flow::closest;
use firedrill_record::AssertionKind;
use miette::SourceSpan;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::error::{ScenarioError, near_or_all, span_of};
use super::{
    Assertion, Fault, GivenTask, NeverAssertion, RuleVerdict, Scenario, ServiceAssertion, Stimulus,
    TextMatcher,
};
use crate::names::check_names;

/// How many tasks a scenario may place, so that a slip of a digit does not fill the memory.
const MOST_TASKS: usize = 1_000;
/// How many times an event may be delivered once more.
const MOST_DUPLICATES: u32 = 1_000;

/// Checks what the types cannot.
pub(crate) fn check(text: &str, offset: usize, scenario: &Scenario) -> Result<(), ScenarioError> {
    let whole: SourceSpan = (offset, 1).into();
    if scenario.when.is_empty() {
        return Err(ScenarioError::meaning("`when` is empty: nothing would happen", whole));
    }
    if scenario.then.is_empty() {
        return Err(ScenarioError::meaning("`then` is empty: nothing would be checked", whole));
    }
    check_account(text, scenario)?;
    let tasks = check_tasks(text, scenario, whole)?;
    for fault in &scenario.faults {
        check_fault(span_of(text, fault.referenced), &fault.value)?;
    }
    for stimulus in &scenario.when {
        check_stimulus(text, stimulus, &tasks)?;
    }
    for assertion in &scenario.then {
        let span = span_of(text, assertion.referenced);
        check_assertion(span, &assertion.value, scenario, &tasks)?;
    }
    check_fails(text, scenario)
}

fn check_account(text: &str, scenario: &Scenario) -> Result<(), ScenarioError> {
    let Some(account) = &scenario.account else { return Ok(()) };
    let digits = account.value.len() == 12 && account.value.bytes().all(|b| b.is_ascii_digit());
    if digits {
        return Ok(());
    }
    let message = format!("`{}` is not an account id", account.value);
    let error = ScenarioError::meaning(message, span_of(text, account.referenced));
    Err(error.with_help("an account id is twelve digits, in quotes"))
}

fn check_tasks<'a>(
    text: &str,
    scenario: &'a Scenario,
    whole: SourceSpan,
) -> Result<BTreeSet<&'a str>, ScenarioError> {
    if scenario.given.tasks.len() > MOST_TASKS {
        let message = format!("more than {MOST_TASKS} tasks are given");
        return Err(ScenarioError::meaning(message, whole));
    }
    let mut names = BTreeSet::new();
    let mut services: BTreeMap<(&str, &str), &GivenTask> = BTreeMap::new();
    for task in &scenario.given.tasks {
        let span = span_of(text, task.referenced);
        let name = task.value.name.as_str();
        let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            let message = format!("`{name}` is not a name for a task");
            let error = ScenarioError::meaning(message, span);
            return Err(error.with_help("use letters, digits, `-` and `_`"));
        }
        if !names.insert(name) {
            return Err(ScenarioError::meaning(format!("two tasks are named `{name}`"), span));
        }
        if task.value.id.is_some() && task.value.service.is_some() {
            let message = format!("the task `{name}` has an `id` and a `service`");
            let error = ScenarioError::meaning(message, span);
            return Err(
                error.with_help("a service gives its tasks their ids; leave one of them out")
            );
        }
        if task.value.stop_timeout.is_some_and(|length| length.0.subsec_nanos() != 0) {
            let message = format!("the `stopTimeout` of the task `{name}` is no whole second");
            let error = ScenarioError::meaning(message, span);
            return Err(error.with_help("ECS takes whole seconds, such as `30s`"));
        }
        if let Some(service) = &task.value.service {
            let first = services.entry((&task.value.cluster, service)).or_insert(&task.value);
            check_alike(first, &task.value, service, span)?;
        }
    }
    Ok(names)
}

/// A service starts its tasks from one task definition and in one way.
fn check_alike(
    first: &GivenTask,
    other: &GivenTask,
    service: &str,
    span: SourceSpan,
) -> Result<(), ScenarioError> {
    let family = |task: &GivenTask| task.family.clone().unwrap_or_else(|| service.to_owned());
    let differing = if first.launch_type != other.launch_type {
        "launchType"
    } else if family(first) != family(other) {
        "family"
    } else if first.stop_timeout != other.stop_timeout {
        "stopTimeout"
    } else {
        return Ok(());
    };
    let message = format!(
        "the tasks `{}` and `{}` of the service `{service}` differ in `{differing}`",
        first.name, other.name
    );
    let error = ScenarioError::meaning(message, span);
    Err(error.with_help("the tasks of a service are alike; name another service"))
}

fn check_fault(span: SourceSpan, fault: &Fault) -> Result<(), ScenarioError> {
    if fault.times == 0 {
        let error = ScenarioError::meaning("`times: 0` lets no call fail", span);
        return Err(error.with_help("leave the fault out"));
    }
    Ok(())
}

fn check_stimulus(
    text: &str,
    stimulus: &Spanned<Stimulus>,
    tasks: &BTreeSet<&str>,
) -> Result<(), ScenarioError> {
    let span = span_of(text, stimulus.referenced);
    let stimulus = &stimulus.value;
    let given = [
        stimulus.finding.is_some(),
        stimulus.event.is_some(),
        stimulus.execution.is_some(),
        stimulus.exec.is_some(),
    ];
    if given.iter().filter(|given| **given).count() != 1 {
        let message = "a stimulus is exactly one of `finding`, `event`, `execution` and `exec`";
        return Err(ScenarioError::meaning(message, span));
    }
    if let Some(finding) = &stimulus.finding {
        check_task(&finding.task.value, tasks, span_of(text, finding.task.referenced))?;
        if finding.severity.is_some_and(|severity| !(0.0..=10.0).contains(&severity)) {
            return Err(ScenarioError::meaning("a severity lies between 0 and 10", span));
        }
    }
    if let Some(started) = &stimulus.execution {
        check_input(&started.input, tasks, span)?;
    }
    if let Some(exec) = &stimulus.exec {
        check_task(&exec.task, tasks, span)?;
    }
    if let Some(delivery) = stimulus.delivery {
        if stimulus.execution.is_some() {
            let message = "an execution that is started by hand has no `delivery`";
            return Err(ScenarioError::meaning(message, span));
        }
        if delivery.duplicate > MOST_DUPLICATES {
            let message = format!("more than {MOST_DUPLICATES} duplicates of an event");
            return Err(ScenarioError::meaning(message, span));
        }
    }
    Ok(())
}

fn check_task(name: &str, tasks: &BTreeSet<&str>, span: SourceSpan) -> Result<(), ScenarioError> {
    if tasks.contains(name) {
        return Ok(());
    }
    let advice = closest(name, tasks.iter().copied()).map_or_else(
        || "name it under `given: tasks:`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let error = ScenarioError::meaning(format!("no task `{name}` is given"), span);
    Err(error.with_help(advice))
}

fn check_text(text: &str, tasks: &BTreeSet<&str>, span: SourceSpan) -> Result<(), ScenarioError> {
    check_names(text, tasks).map_err(|(name, advice)| {
        ScenarioError::meaning(format!("`{name}` stands for nothing"), span).with_help(advice)
    })
}

fn check_input(
    input: &Value,
    tasks: &BTreeSet<&str>,
    span: SourceSpan,
) -> Result<(), ScenarioError> {
    match input {
        Value::String(text) => check_text(text, tasks, span),
        Value::Array(items) => items.iter().try_for_each(|item| check_input(item, tasks, span)),
        Value::Object(members) => {
            members.values().try_for_each(|member| check_input(member, tasks, span))
        }
        _ => Ok(()),
    }
}

fn check_assertion(
    span: SourceSpan,
    assertion: &Assertion,
    scenario: &Scenario,
    tasks: &BTreeSet<&str>,
) -> Result<(), ScenarioError> {
    for text in assertion.matchers().into_iter().flat_map(TextMatcher::texts) {
        check_text(text, tasks, span)?;
    }
    match assertion {
        Assertion::Rule(rule) if rule.verdict == RuleVerdict::Matched && rule.leaf.is_some() => {
            let message = "`leaf` says nothing of a rule that matched";
            let error = ScenarioError::meaning(message, span);
            Err(error.with_help("leave it out: every leaf of a pattern that matches does"))
        }
        Assertion::Service(service) => check_service(service, scenario, span),
        Assertion::Never(NeverAssertion::Call(call)) => check_never_count(call.count, span),
        Assertion::Never(NeverAssertion::Message(message)) => {
            check_never_count(message.count, span)
        }
        Assertion::Task(task) => {
            if task.status.is_none() && task.reason.is_none() && task.stop_code.is_none() {
                let message = "`task` says nothing of the task";
                let error = ScenarioError::meaning(message, span);
                return Err(error.with_help("add `status`, `reason` or `stop-code`"));
            }
            check_task(&task.name, tasks, span)
        }
        Assertion::Never(NeverAssertion::Task(task)) => check_task(&task.name, tasks, span),
        // Which of two stages comes first is for the flow to say.
        Assertion::Within(within) if within.from == within.to => {
            let message = format!("`{}` does not come before itself", within.from.as_str());
            Err(ScenarioError::meaning(message, span))
        }
        Assertion::Within(within) => check_stimulus_number(within.stimulus, scenario, span),
        Assertion::NothingElse(false) => {
            let error = ScenarioError::meaning("`nothing-else: false` checks nothing", span);
            Err(error.with_help("leave it out"))
        }
        _ => Ok(()),
    }
}

fn check_service(
    asserted: &ServiceAssertion,
    scenario: &Scenario,
    span: SourceSpan,
) -> Result<(), ScenarioError> {
    let name = asserted.name.as_str();
    let given = || scenario.given.tasks.iter().map(|task| &task.value);
    let of_name = given().filter(|task| task.service.as_deref() == Some(name));
    let clusters: BTreeSet<&str> = of_name.map(|task| task.cluster.as_str()).collect();
    let services: BTreeSet<&str> = given().filter_map(|task| task.service.as_deref()).collect();
    match &asserted.cluster {
        _ if clusters.is_empty() => {}
        Some(cluster) if !clusters.contains(cluster.as_str()) => {
            let message = format!("no task of a service `{name}` is given in `{cluster}`");
            let known = near_or_all(cluster, clusters);
            return Err(ScenarioError::meaning(message, span).with_help(known));
        }
        None if clusters.len() > 1 => {
            let clusters = clusters.into_iter().collect::<Vec<_>>().join("`, `");
            let message = format!("services named `{name}` are in the clusters `{clusters}`");
            let error = ScenarioError::meaning(message, span);
            return Err(error.with_help("say which one is meant with `cluster`"));
        }
        _ => return Ok(()),
    }
    let advice = closest(name, services).map_or_else(
        || "name it as the `service` of a task under `given: tasks:`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let error = ScenarioError::meaning(format!("no task of a service `{name}` is given"), span);
    Err(error.with_help(advice))
}

fn check_stimulus_number(
    number: Option<NonZeroUsize>,
    scenario: &Scenario,
    span: SourceSpan,
) -> Result<(), ScenarioError> {
    let stimuli = scenario.when.len();
    match number.filter(|number| number.get() > stimuli) {
        None => Ok(()),
        Some(number) => {
            let message = format!("there is no stimulus {number}: `when` has {stimuli}");
            Err(ScenarioError::meaning(message, span))
        }
    }
}

fn check_never_count(count: Option<usize>, span: SourceSpan) -> Result<(), ScenarioError> {
    if count.is_none() {
        return Ok(());
    }
    let error = ScenarioError::meaning("`count` says nothing of what never happens", span);
    Err(error.with_help("leave it out, or assert the count without `never`"))
}

fn check_fails(text: &str, scenario: &Scenario) -> Result<(), ScenarioError> {
    for kind in &scenario.fails {
        let asserted =
            scenario.then.iter().any(|clause| clause.value.kind().as_str() == kind.value);
        if !asserted {
            let message = format!("`fails` names `{}`, and no such assertion is made", kind.value);
            let error = ScenarioError::meaning(message, span_of(text, kind.referenced));
            let advice = closest(&kind.value, AssertionKind::ALL.map(AssertionKind::as_str))
                .map(|near| format!("did you mean `{near}`?"));
            return Err(match advice {
                Some(advice) => error.with_help(advice),
                None => error,
            });
        }
    }
    Ok(())
}
