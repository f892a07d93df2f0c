//! One scenario from its set-up to its verdict.

use std::sync::Arc;

use firedrill_flow::{FlowError, InFile};
use firedrill_record::{
    AssertionResult, AssertionVerdict, HopId, Note, Problem, RunRecord, ScenarioResult,
    ScenarioVerdict, SourceLine,
};
use jiff::{SignedDuration, Timestamp};
use serde_saphyr::Spanned;

use super::deployments::{DEFAULT_ACCOUNT, Deployments};
use super::given::bring_about;
use super::record::record;
use super::stimulus::Stimuli;
use crate::assertion::{Story, StoryIndex, judge};
use crate::backend::{
    Backend, BackendError, Capabilities, Condition, Environment, Inputs, Prepared, UnusedFault,
    clients,
};
use crate::file::{self, Assertion, Fault, LoadedScenario, Scenario};
use crate::names::Names;

/// How long after its last stimulus a story may go on when its scenario does not say.
const DEFAULT_UNTIL: SignedDuration = SignedDuration::from_mins(10);

/// Why a scenario could not be judged.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum RunError {
    /// The scenario, or a file that it names, is not valid.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Invalid(InFile),
    /// The flow is not valid.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Flow(#[from] FlowError),
    /// The backend failed or does not model what was asked.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Backend(#[from] BackendError),
    /// The story was still going on when it was no longer followed, and nobody asked for that: what
    /// has not happened yet may still happen.
    #[error("the story had not come to rest {0:#} after its last stimulus")]
    #[diagnostic(
        code(firedrill::scenario::unsettled),
        help("say with `until` how long after its last stimulus a story is followed")
    )]
    Unsettled(SignedDuration),
}

impl RunError {
    /// What it makes of the scenario.
    #[must_use]
    pub fn verdict(&self) -> ScenarioVerdict {
        match self {
            Self::Invalid(_) | Self::Flow(_) => ScenarioVerdict::Invalid,
            Self::Backend(BackendError::NotModelled { .. }) => ScenarioVerdict::NotModelled,
            Self::Backend(_) => ScenarioVerdict::BackendFailed,
            Self::Unsettled(_) => ScenarioVerdict::NotEvaluated,
        }
    }
}

/// Runs a scenario in the environment of `deployments` and judges its record.
///
/// # Errors
/// [`RunError`] when it could not be judged.
pub async fn run_scenario<E: Environment>(
    loaded: &LoadedScenario,
    default_flow: &camino::Utf8Path,
    deployments: &Deployments<E>,
) -> Result<ScenarioResult, RunError> {
    let scenario = &loaded.scenario;
    check_supported(loaded, &deployments.environment().capabilities())?;
    let dir = match &scenario.flow {
        Some(flow) => loaded.dir().join(&flow.value),
        None => default_flow.to_owned(),
    };
    let account = scenario.account.as_ref().map_or(DEFAULT_ACCOUNT, |account| &account.value);
    let prepared = deployments.prepare(&dir, account, None).await;
    let prepared = prepared.map_err(|error| where_named(loaded, error))?;

    let delays = scenario.delays.iter();
    let delays = delays.map(|(name, length)| (name.clone(), length.value.0)).collect();
    let backend = prepared.begin(&Inputs { delays }).await?;
    let clients = clients(&backend);

    let tasks = bring_about(scenario, &backend, &clients).await?;
    let about = backend.description();
    let deployment = prepared.deployment();
    let names = Names {
        tasks: tasks.iter().map(|(name, task)| (name.clone(), task.named.clone())).collect(),
        topic: deployment.topic_arn.clone(),
        state_machine: deployment.state_machine_arn.clone(),
        rule: deployment.rule_name.clone(),
        region: about.region.clone(),
        account: about.account.clone(),
    };
    for fault in &scenario.faults {
        backend.add_fault(&fault.value).await?;
    }
    let stimuli =
        Stimuli { loaded, backend: &backend, clients: &clients, tasks: &tasks, names: &names };
    let driven = drive(scenario, &backend, &stimuli).await?;
    let observed = backend.observe().await?;
    let unused_faults = observed.unused_faults.clone();
    let action = scenario.action.as_ref().map(|action| action.value.clone());
    let action = action.or_else(|| prepared.flow().manifest.action.clone());
    let mut record = record(&backend, observed, &driven.stimuli, action);
    if let Some(until) = driven.cut_at {
        record.notes.push(Note(format!(
            "the story was still going on {until:#} after its last stimulus, where `until` ends it"
        )));
    }
    record.notes.extend(unused_faults.iter().filter_map(partly_met).map(Note));
    let result = result(loaded, &names, record, driven.ended.duration_since(driven.started));
    Ok(with_faults(loaded, result, &unused_faults))
}

/// Checks that the backend can do what a scenario asks of it, before anything runs.
///
/// # Errors
/// [`RunError::Invalid`] with the place in the file.
pub(super) fn check_supported(
    loaded: &LoadedScenario,
    capabilities: &Capabilities,
) -> Result<(), RunError> {
    let checked = file::check_supported(&loaded.text, &loaded.scenario, capabilities);
    checked.map_err(|error| RunError::Invalid(loaded.in_file(error)))
}

/// A flow whose folder cannot be read is shown where the scenario names it.
fn where_named(loaded: &LoadedScenario, error: RunError) -> RunError {
    match (&loaded.scenario.flow, error) {
        (Some(flow), RunError::Flow(FlowError::File(error))) => {
            let text = Arc::clone(&loaded.text);
            let span = loaded.span_of(flow);
            RunError::Invalid(InFile::led_from(&loaded.file, text, span, error))
        }
        (_, error) => error,
    }
}

/// How a story went.
struct Driven {
    started: Timestamp,
    ended: Timestamp,
    /// The hops with which its stories began, in their order.
    stimuli: Vec<HopId>,
    /// How long after its last stimulus it was no longer followed although it went on.
    cut_at: Option<SignedDuration>,
}

/// Makes the stimuli happen in the order of their times, and waits for the end of the story.
async fn drive<B: Backend>(
    scenario: &Scenario,
    backend: &B,
    stimuli: &Stimuli<'_, B>,
) -> Result<Driven, RunError> {
    let started = backend.now().await?;
    let mut ordered: Vec<_> = scenario.when.iter().collect();
    ordered.sort_by_key(|stimulus| stimulus.value.at);
    let mut last = started;
    let mut begun = Vec::with_capacity(ordered.len());
    for stimulus in ordered {
        if let Some(at) = stimulus.value.at {
            last = started + at.0;
            backend.wait_until(None, last).await?;
        }
        begun.push(stimuli.bring_about(stimulus).await?);
    }
    let until = scenario.until.as_ref().map(|until| until.value.0);
    let followed = until.unwrap_or(DEFAULT_UNTIL);
    let is_settled = backend.wait_until(Some(Condition::Settled), last + followed).await?;
    if !is_settled && until.is_none() {
        return Err(RunError::Unsettled(followed));
    }
    let cut_at = (!is_settled).then_some(followed);
    Ok(Driven { started, ended: backend.now().await?, stimuli: begun, cut_at })
}

/// What a reader must know of a fault that fewer calls came for than were to fail.
fn partly_met(fault: &UnusedFault) -> Option<String> {
    let UnusedFault { service, operation, error, met, left } = fault;
    let left = left.filter(|_| *met > 0)?;
    let (calls, were) = if left == 1 { ("call", "was") } else { ("calls", "were") };
    Some(format!(
        "{left} more {calls} of {service}:{operation} that {were} to fail with {error} {were} not made"
    ))
}

/// A scenario one of whose faults never came about did not test what it says: it fails.
fn with_faults(
    loaded: &LoadedScenario,
    result: ScenarioResult,
    unused: &[UnusedFault],
) -> ScenarioResult {
    let never = |fault: &&Spanned<Fault>| {
        let Fault { service, operation, error, .. } = &fault.value;
        unused.iter().any(|unused| {
            unused.met == 0
                && unused.service == *service
                && unused.operation == *operation
                && unused.error == *error
        })
    };
    let Some(fault) = loaded.scenario.faults.iter().find(never) else { return result };
    let Fault { service, operation, error, .. } = &fault.value;
    let span = loaded.span_of(fault);
    let (file, text) = (loaded.file.as_str(), loaded.text.as_str());
    let problem = Problem {
        code: Some("firedrill::scenario::fault_not_met".to_owned()),
        message: format!("no call of {service}:{operation} came that was to fail with {error}"),
        help: Some("leave the fault out, or have the flow make the call".to_owned()),
        source: Some(SourceLine::locate(file, text, span.offset(), span.len())),
    };
    ScenarioResult { verdict: ScenarioVerdict::Failed, problem: Some(problem), ..result }
}

fn result(
    loaded: &LoadedScenario,
    names: &Names,
    record: RunRecord,
    duration: SignedDuration,
) -> ScenarioResult {
    let scenario = &loaded.scenario;
    let index = StoryIndex::of(&record);
    let story = Story { record: &record, names, index: &index };
    let all: Vec<&Assertion> = scenario.then.iter().map(|clause| &clause.value).collect();
    let assertions: Vec<AssertionResult> = scenario
        .then
        .iter()
        .map(|clause| {
            let judgement = judge(story, &clause.value, &all);
            let span = loaded.span_of(clause);
            let chain = judgement.decided_by.map(|hop| record.hops.chain(hop));
            AssertionResult {
                kind: clause.value.kind(),
                source: SourceLine::locate(
                    loaded.file.as_str(),
                    &loaded.text,
                    span.offset(),
                    span.len(),
                ),
                expected_to_fail: scenario
                    .fails
                    .iter()
                    .any(|kind| kind.value == clause.value.kind().as_str()),
                outcome: judgement.outcome,
                chain: chain.into_iter().flatten().map(|hop| hop.id).collect(),
            }
        })
        .collect();
    ScenarioResult {
        name: scenario.name.clone(),
        file: loaded.file.to_string(),
        because: scenario.because.clone(),
        verdict: verdict(&assertions),
        expects_failure: !scenario.fails.is_empty(),
        problem: None,
        duration,
        assertions,
        record: Some(record),
    }
}

/// A scenario passes when every assertion came out as it should: those of the kinds under `fails`
/// fail, all others hold. Where some could not be judged it passes in part; where none was judged,
/// or not the one that must fail, it shows nothing.
fn verdict(assertions: &[AssertionResult]) -> ScenarioVerdict {
    let judged =
        |assertion: &&AssertionResult| assertion.verdict() != AssertionVerdict::NotEvaluated;
    let mut must_fail = assertions.iter().filter(|assertion| assertion.expected_to_fail).peekable();
    let shown = match must_fail.peek() {
        Some(_) => must_fail.all(|must| judged(&must)),
        None => assertions.iter().any(|assertion| judged(&assertion)),
    };
    if assertions.iter().any(AssertionResult::is_wrong) {
        ScenarioVerdict::Failed
    } else if !shown {
        ScenarioVerdict::NotEvaluated
    } else if assertions.iter().all(|assertion| judged(&assertion)) {
        ScenarioVerdict::Passed
    } else {
        ScenarioVerdict::PassedInPart
    }
}

#[cfg(test)]
mod tests {
    use firedrill_record::{AssertionKind, AssertionOutcome, Comparison, HopType, NotEvaluated};

    use super::*;

    fn judged(
        kinds: &[(AssertionKind, AssertionVerdict)],
        fails: &[AssertionKind],
    ) -> ScenarioVerdict {
        let comparison = Comparison::Executions { wanted: 1, got: 1 };
        let outcome = |verdict| match verdict {
            AssertionVerdict::Passed => AssertionOutcome::Passed { comparison: comparison.clone() },
            AssertionVerdict::Failed => AssertionOutcome::Failed { comparison: comparison.clone() },
            AssertionVerdict::NotEvaluated => AssertionOutcome::NotEvaluated {
                reason: NotEvaluated::Unobservable { hop_type: HopType::ApiCall },
            },
        };
        let assertions: Vec<_> = kinds
            .iter()
            .map(|(kind, verdict)| AssertionResult {
                kind: *kind,
                source: SourceLine::locate("s.yaml", "", 0, 1),
                expected_to_fail: fails.contains(kind),
                outcome: outcome(*verdict),
                chain: Vec::new(),
            })
            .collect();
        verdict(&assertions)
    }

    #[test]
    fn what_nobody_could_judge_never_makes_a_scenario_pass() {
        use AssertionKind::{Message, Rule};
        use AssertionVerdict::{Failed, NotEvaluated, Passed};

        assert_eq!(judged(&[(Rule, Passed), (Message, Passed)], &[]), ScenarioVerdict::Passed);
        assert_eq!(
            judged(&[(Rule, Passed), (Message, NotEvaluated)], &[]),
            ScenarioVerdict::PassedInPart
        );
        assert_eq!(judged(&[(Rule, NotEvaluated)], &[]), ScenarioVerdict::NotEvaluated);
        assert_eq!(
            judged(&[(Rule, Failed), (Message, NotEvaluated)], &[]),
            ScenarioVerdict::Failed
        );
        assert_eq!(judged(&[(Rule, Failed), (Message, Passed)], &[Rule]), ScenarioVerdict::Passed);
        assert_eq!(judged(&[(Rule, Passed), (Message, Passed)], &[Rule]), ScenarioVerdict::Failed);
        assert_eq!(
            judged(&[(Rule, NotEvaluated), (Message, Passed)], &[Rule]),
            ScenarioVerdict::NotEvaluated,
        );
        assert_eq!(
            judged(&[(Rule, Failed), (Message, NotEvaluated)], &[Rule]),
            ScenarioVerdict::PassedInPart,
        );
    }
}
