//! One scenario from its set-up to its verdict.

use firedrill_endpoint::admin::Condition;
use firedrill_finding::FindingGenerator;
use firedrill_flow::{Clients, FlowError, InFile};
use firedrill_record::{
    AssertionResult, AssertionVerdict, Note, RunRecord, ScenarioResult, ScenarioVerdict, SourceLine,
};
use firedrill_sim::{Delay, Delays, Fault};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;

use super::given::bring_about;
use super::stage::{DEFAULT_ACCOUNT, Stages};
use super::stimulus::Stimuli;
use crate::assertion::{Story, StoryIndex, judge};
use crate::backend::{Backend, BackendError, Embedded};
use crate::file::{Assertion, LoadedScenario, Scenario};
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

/// Runs a scenario on the embedded account and judges its record.
pub(super) async fn run(
    loaded: &LoadedScenario,
    default_flow: &camino::Utf8Path,
    stages: &Stages,
) -> Result<ScenarioResult, RunError> {
    let scenario = &loaded.scenario;
    let dir = match &scenario.flow {
        Some(flow) => loaded.dir().join(&flow.value),
        None => default_flow.to_owned(),
    };
    let account = scenario.account.as_ref().map_or(DEFAULT_ACCOUNT, |account| &account.value);
    let staged = stages.staged(&dir, account, None).await;
    let staged = staged.map_err(|error| where_named(loaded, error))?;

    let delays = delays_of(scenario);
    let mut account = staged.account.clone();
    account.set_delays(delays.clone());
    let backend = Embedded::start(account, stages.transport(), stages.seed()).await?;
    let clients = Clients::new(backend.client_config(), stages.seed());

    let tasks = bring_about(scenario, &backend, &clients).await?;
    let about = backend.description();
    let names = Names {
        tasks: tasks.iter().map(|(name, task)| (name.clone(), task.named.clone())).collect(),
        topic: staged.deployment.topic_arn.clone(),
        state_machine: staged.deployment.state_machine_arn.clone(),
        rule: staged.deployment.rule_name.clone(),
        region: about.region,
        account: about.account,
    };
    for fault in &scenario.faults {
        let fault = &fault.value;
        backend
            .add_fault(Fault {
                service: fault.service.clone(),
                operation: fault.operation.clone(),
                error: fault.error.clone(),
                message: fault.message.clone(),
                times: Some(fault.times),
            })
            .await?;
    }
    let mut stimuli = Stimuli {
        loaded,
        backend: &backend,
        clients: &clients,
        tasks: &tasks,
        names: &names,
        delays: &delays,
        generator: FindingGenerator::new(stages.seed()),
    };
    let told = tell(scenario, &backend, &mut stimuli).await?;
    let action = scenario.action.as_ref().map(|action| action.value.clone());
    let action = action.or_else(|| staged.flow.manifest.action.clone());
    let mut record = backend.record(action).await?;
    if let Some(until) = told.cut_at {
        record.notes.push(Note(format!(
            "the story was still going on {until:#} after its last stimulus, where `until` ends it"
        )));
    }
    Ok(result(loaded, &names, record, told.ended.duration_since(told.started)))
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

fn delays_of(scenario: &Scenario) -> Delays {
    scenario.delays.iter().fold(Delays::default(), |delays, (name, length)| {
        match Delay::from_name(name) {
            Some(delay) => {
                let length = Duration::try_from(length.value.0).unwrap_or_default();
                delays.with(delay, length)
            }
            // The check of the file refuses names that are none.
            None => delays,
        }
    })
}

/// When a story was told.
struct Told {
    started: Timestamp,
    ended: Timestamp,
    /// How long after its last stimulus it was no longer followed although it went on.
    cut_at: Option<SignedDuration>,
}

/// Makes the stimuli happen in the order of their times, and waits for the end of the story.
async fn tell<B: Backend>(
    scenario: &Scenario,
    backend: &B,
    stimuli: &mut Stimuli<'_, B>,
) -> Result<Told, RunError> {
    let started = backend.now().await?;
    let mut ordered: Vec<_> = scenario.when.iter().collect();
    ordered.sort_by_key(|stimulus| stimulus.value.at);
    let mut last = started;
    for stimulus in ordered {
        if let Some(at) = stimulus.value.at {
            last = started + at.0;
            backend.wait_until(Condition::Never, last).await?;
        }
        stimuli.bring_about(stimulus, last).await?;
    }
    let until = scenario.until.as_ref().map(|until| until.value.0);
    let followed = until.unwrap_or(DEFAULT_UNTIL);
    let is_settled = backend.wait_until(Condition::Settled, last + followed).await?;
    if !is_settled && until.is_none() {
        return Err(RunError::Unsettled(followed));
    }
    let cut_at = (!is_settled).then_some(followed);
    Ok(Told { started, ended: backend.now().await?, cut_at })
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
