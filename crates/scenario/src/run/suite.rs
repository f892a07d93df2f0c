//! Suites: finding scenario files and running their scenarios in parallel.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_flow::FileError;
use firedrill_record::{
    AssertionVerdict, Problem, SUITE_VERSION, ScenarioResult, ScenarioVerdict, SuiteReport,
};
use jiff::SignedDuration;
use miette::Diagnostic;

use super::deployments::Deployments;
use super::scenario::{RunError, check_supported, run_scenario};
use crate::backend::{BackendError, Environment};
use crate::file::{Assertion, LoadError, LoadedScenario, load_file};

/// Which records a suite keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeepRecords {
    /// What a reader needs: of scenarios that failed or that measure stages all of it, of others what
    /// their outcome rests on.
    #[default]
    Needed,
    /// All of them.
    All,
}

/// How a suite is run.
#[derive(Debug, Clone)]
pub struct SuiteSettings {
    /// The flow of scenarios that name none.
    pub flow: Utf8PathBuf,
    /// How many scenarios run at once.
    pub jobs: NonZeroUsize,
    /// Which records are kept.
    pub keep: KeepRecords,
}

/// What came of a suite.
#[derive(Debug)]
pub struct SuiteOutcome {
    /// One result for each scenario and for each file that could not be read.
    pub report: SuiteReport,
    /// What is wrong with files, each with its place.
    pub diagnostics: Vec<Box<dyn Diagnostic + Send + Sync>>,
}

/// The scenario files that `paths` name: files as they are, and the `.yaml` and `.yml` files of
/// folders and of the folders in them, in the order of their names.
///
/// # Errors
/// [`FileError`] for a path that cannot be looked at.
pub fn find_scenarios(paths: &[Utf8PathBuf]) -> Result<Vec<Utf8PathBuf>, FileError> {
    let mut found = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            find_in(path, &mut found)?;
        } else {
            found.insert(path.clone());
        }
    }
    Ok(found.into_iter().collect())
}

fn find_in(dir: &Utf8Path, found: &mut BTreeSet<Utf8PathBuf>) -> Result<(), FileError> {
    let unreadable = |error: std::io::Error| FileError::Unreadable {
        path: dir.to_owned(),
        reason: error.to_string(),
    };
    for entry in dir.read_dir_utf8().map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        // A link to a folder is not followed, so a circle of them ends.
        if kind.is_dir() {
            find_in(entry.path(), found)?;
        } else if matches!(entry.path().extension(), Some("yaml" | "yml")) {
            found.insert(entry.into_path());
        }
    }
    Ok(())
}

/// What one place of the suite becomes.
type Outcome = (ScenarioResult, Option<Box<dyn Diagnostic + Send + Sync>>);

/// Runs the scenarios of `files` in `environment`; `done` is told of each as it ends, in no certain
/// order. What the environment cannot do is found before anything runs.
pub fn run_suite<E: Environment>(
    files: &[Utf8PathBuf],
    settings: &SuiteSettings,
    environment: E,
    begin: impl FnOnce(usize),
    done: impl Fn() + Sync,
) -> SuiteOutcome {
    let capabilities = environment.capabilities();
    let supported = |loaded: LoadedScenario| match check_supported(&loaded, &capabilities) {
        Ok(()) => Ok(loaded),
        Err(error) => Err(Box::new(unjudged(&loaded, error))),
    };
    let mut places: Vec<Result<LoadedScenario, Box<Outcome>>> = Vec::new();
    for file in files {
        match load_file(file) {
            Ok(loaded) => places.extend(loaded.into_iter().map(supported)),
            Err(error) => places.push(Err(Box::new(invalid_file(file, error)))),
        }
    }
    begin(places.len());

    let deployments = Deployments::new(environment);
    let next = AtomicUsize::new(0);
    let outcomes: Vec<Mutex<Option<Outcome>>> = places.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..settings.jobs.get().min(places.len()) {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(place), Some(slot)) = (places.get(at), outcomes.get(at)) else {
                        break;
                    };
                    let outcome = match (place, &runtime) {
                        (Err(_), _) => continue,
                        (Ok(loaded), Ok(runtime)) => {
                            runtime.block_on(one(loaded, settings, &deployments))
                        }
                        (Ok(loaded), Err(error)) => {
                            let reason = error.to_string();
                            unjudged(loaded, BackendError::Unavailable { reason }.into())
                        }
                    };
                    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
                    done();
                }
            });
        }
    });

    let mut report = SuiteReport {
        version: SUITE_VERSION,
        firedrill: env!("CARGO_PKG_VERSION").to_owned(),
        scenarios: Vec::with_capacity(places.len()),
    };
    let mut diagnostics = Vec::new();
    for (place, slot) in places.into_iter().zip(outcomes) {
        let ran = slot.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some((result, diagnostic)) = place.err().map(|outcome| *outcome).or(ran) else {
            continue;
        };
        report.scenarios.push(result);
        diagnostics.extend(diagnostic);
    }
    SuiteOutcome { report, diagnostics }
}

async fn one<E: Environment>(
    loaded: &LoadedScenario,
    settings: &SuiteSettings,
    deployments: &Deployments<E>,
) -> Outcome {
    match run_scenario(loaded, &settings.flow, deployments).await {
        Ok(mut result) => {
            if settings.keep == KeepRecords::Needed
                && !needs_record(loaded, &result)
                && let Some(record) = &mut result.record
            {
                // What an outcome rests on is told of one that passed as well.
                record.summarize();
            }
            (result, None)
        }
        Err(error) => unjudged(loaded, error),
    }
}

fn needs_record(loaded: &LoadedScenario, result: &ScenarioResult) -> bool {
    let measures =
        loaded.scenario.then.iter().any(|clause| matches!(clause.value, Assertion::Within(_)));
    measures
        || result.verdict != ScenarioVerdict::Passed
        || result.assertions.iter().any(|assertion| assertion.verdict() != AssertionVerdict::Passed)
}

/// A scenario that could not be judged.
fn unjudged(loaded: &LoadedScenario, error: RunError) -> Outcome {
    let verdict = error.verdict();
    let result = ScenarioResult {
        name: loaded.scenario.name.clone(),
        file: loaded.file.to_string(),
        because: loaded.scenario.because.clone(),
        verdict,
        expects_failure: !loaded.scenario.fails.is_empty(),
        problem: Some(problem(&error)),
        duration: SignedDuration::ZERO,
        assertions: Vec::new(),
        record: None,
    };
    // What lies in a file is shown with its place; what a backend says is in the report.
    let diagnostic = (verdict == ScenarioVerdict::Invalid).then(|| Box::new(error) as Box<_>);
    (result, diagnostic)
}

fn invalid_file(file: &Utf8Path, error: LoadError) -> Outcome {
    let result = ScenarioResult {
        name: file.file_name().unwrap_or(file.as_str()).to_owned(),
        file: file.to_string(),
        because: None,
        verdict: ScenarioVerdict::Invalid,
        expects_failure: false,
        problem: Some(problem(&error)),
        duration: SignedDuration::ZERO,
        assertions: Vec::new(),
        record: None,
    };
    (result, Some(Box::new(error)))
}

fn problem(error: &dyn Diagnostic) -> Problem {
    Problem {
        code: error.code().map(|code| code.to_string()),
        message: error.to_string(),
        help: error.help().map(|help| help.to_string()),
        source: None,
    }
}
