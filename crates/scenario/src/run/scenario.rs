//! One scenario from its set-up to its verdict.

use firedrill_endpoint::admin::Condition;
use firedrill_finding::FindingGenerator;
use firedrill_flow::{Clients, Flow, FlowError, InFile, ResourceKind};
use firedrill_record::{
    AssertionResult, AssertionVerdict, HopId, Note, RunRecord, ScenarioResult, ScenarioVerdict,
    SourceLine,
};
use firedrill_sim::{Delay, Delays, Fault};
use firedrill_states::mock::MockedAnswers;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;

use super::given::bring_about;
use super::stage::{DEFAULT_ACCOUNT, Stages};
use super::stimulus::Stimuli;
use crate::assertion::{Story, StoryIndex, judge};
use crate::backend::{Backend, BackendError, Embedded};
use crate::file::{
    Assertion, LoadedScenario, Scenario, ScenarioError, mocked_answers, near_or_all,
};
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

/// Runs a scenario on the embedded account and judges its record; answers with what its reader must
/// be warned of.
pub(super) async fn run(
    loaded: &LoadedScenario,
    default_flow: &camino::Utf8Path,
    stages: &Stages,
) -> Result<(ScenarioResult, Vec<InFile>), RunError> {
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
    account.set_mocks(mocks_of(loaded, &staged.flow)?);
    let backend = Embedded::start(account, stages.transport(), stages.seed()).await?;
    let clients = Clients::new(backend.client_config(), stages.seed());

    let tasks = bring_about(scenario, &backend, &clients).await?;
    let about = backend.description();
    let first_arn = |kind| staged.deployment.first_arn(kind).map(str::to_owned).unwrap_or_default();
    let names = Names {
        tasks: tasks.iter().map(|(name, task)| (name.clone(), task.named.clone())).collect(),
        topic: first_arn(ResourceKind::Topic),
        state_machine: first_arn(ResourceKind::StateMachine),
        rule: staged.flow.first_rule().map(|rule| rule.name.clone()).unwrap_or_default(),
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
        foreign: Vec::new(),
    };
    let told = tell(scenario, &backend, &mut stimuli).await?;
    let foreign = stimuli.foreign;
    let (mut record, stimuli) = backend.record().await?;
    record.notes.extend(foreign.iter().map(|event| Note(event.to_string())));
    if let Some(until) = told.cut_at {
        record.notes.push(Note(format!(
            "the story was still going on {until:#} after its last stimulus, where `until` ends it"
        )));
    }
    let result = result(loaded, &names, record, &stimuli, told.ended.duration_since(told.started));
    let warnings = foreign.into_iter().map(|event| loaded.in_file(event)).collect();
    Ok((result, warnings))
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

/// The answers of the scenario's mocks, for states that the flow has.
fn mocks_of(loaded: &LoadedScenario, flow: &Flow) -> Result<MockedAnswers, RunError> {
    let mocks = &loaded.scenario.given.mocks;
    let refuse = |answers, message, help| {
        let text = Arc::clone(&loaded.text);
        let error = ScenarioError::meaning(message, loaded.span_of(answers));
        RunError::Invalid(InFile::new(&loaded.file, text, error.with_help(help)))
    };
    let machines = &flow.resources.state_machines;
    let states = || machines.iter().flat_map(|machine| machine.definition.parsed.state_names());
    for (state, answers) in mocks {
        if !states().any(|known| known == state) {
            let message = format!("no state machine of the flow has a state `{state}`");
            return Err(refuse(answers, message, near_or_all(state, states())));
        }
    }
    // The check of the file refuses answers of another form.
    Ok(mocked_answers(mocks).unwrap_or_default())
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
    stimuli: &[HopId],
    duration: SignedDuration,
) -> ScenarioResult {
    let scenario = &loaded.scenario;
    let index = StoryIndex::of(&record, stimuli);
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
                kind: clause.value.kind().to_owned(),
                source: SourceLine::locate(
                    loaded.file.as_str(),
                    &loaded.text,
                    span.offset(),
                    span.len(),
                ),
                verdict: judgement.verdict,
                expected_to_fail: scenario
                    .fails
                    .iter()
                    .any(|kind| kind.value == clause.value.kind()),
                message: judgement.message,
                actual: judgement.actual,
                expected: judgement.expected,
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

/// A scenario passes when each assertion that was judged came out as it should: those of the kinds
/// under `fails` fail, all others hold. Where none was judged, or not the one that must fail, the
/// scenario shows nothing.
fn verdict(assertions: &[AssertionResult]) -> ScenarioVerdict {
    let judged = |assertion: &&AssertionResult| assertion.verdict != AssertionVerdict::NotEvaluated;
    let mut must_fail = assertions.iter().filter(|assertion| assertion.expected_to_fail).peekable();
    let shown = match must_fail.peek() {
        Some(_) => must_fail.all(|must| judged(&must)),
        None => assertions.iter().any(|assertion| judged(&assertion)),
    };
    match (assertions.iter().any(AssertionResult::is_wrong), shown) {
        (true, _) => ScenarioVerdict::Failed,
        (false, true) => ScenarioVerdict::Passed,
        (false, false) => ScenarioVerdict::NotEvaluated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(kinds: &[(&str, AssertionVerdict)], fails: &[&str]) -> ScenarioVerdict {
        let assertions: Vec<_> = kinds
            .iter()
            .map(|(kind, verdict)| AssertionResult {
                kind: (*kind).to_owned(),
                source: SourceLine::locate("s.yaml", "", 0, 1),
                verdict: *verdict,
                expected_to_fail: fails.contains(kind),
                message: String::new(),
                actual: None,
                expected: None,
                chain: Vec::new(),
            })
            .collect();
        verdict(&assertions)
    }

    #[test]
    fn what_nobody_could_judge_never_makes_a_scenario_pass() {
        use AssertionVerdict::{Failed, NotEvaluated, Passed};

        assert_eq!(
            judged(&[("rule", Passed), ("message", NotEvaluated)], &[]),
            ScenarioVerdict::Passed
        );
        assert_eq!(judged(&[("rule", NotEvaluated)], &[]), ScenarioVerdict::NotEvaluated);
        assert_eq!(
            judged(&[("rule", Failed), ("message", NotEvaluated)], &[]),
            ScenarioVerdict::Failed
        );
        assert_eq!(
            judged(&[("rule", Failed), ("message", Passed)], &["rule"]),
            ScenarioVerdict::Passed
        );
        assert_eq!(
            judged(&[("rule", Passed), ("message", Passed)], &["rule"]),
            ScenarioVerdict::Failed
        );
        assert_eq!(
            judged(&[("rule", NotEvaluated), ("message", Passed)], &["rule"]),
            ScenarioVerdict::NotEvaluated,
        );
    }
}
