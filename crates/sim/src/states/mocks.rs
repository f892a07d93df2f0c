//! Mocked tasks: states whose tasks are answered by what was written down, without a call.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_states::TaskRequest;
use firedrill_states::mock::{MockedAnswer, MockedAnswers, NoMockError};
use serde::{Deserialize, Serialize};

use super::run::RunId;

/// The answers of mocked states, and how far each execution has got with them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Mocks {
    answers: MockedAnswers,
    /// How many attempts of a state an execution has made, over all visits.
    #[serde(with = "crate::pairs")]
    attempts: BTreeMap<(RunId, Arc<str>), u64>,
}

impl Mocks {
    /// Answers the tasks of the states that `answers` names.
    pub(crate) fn new(answers: MockedAnswers) -> Self {
        Self { answers, attempts: BTreeMap::new() }
    }

    /// Returns what the next attempt of a state answers; nothing if the state is not mocked.
    ///
    /// # Errors
    /// The state is mocked, but not this attempt.
    pub(super) fn answer(
        &mut self,
        run: RunId,
        task: &TaskRequest,
    ) -> Option<Result<MockedAnswer, NoMockError>> {
        if !self.answers.name(&task.state) {
            return None;
        }
        let attempts = self.attempts.entry((run, Arc::clone(&task.state))).or_default();
        let attempt = *attempts;
        *attempts += 1;
        let answer = self.answers.of(&task.state, attempt).cloned();
        Some(answer.ok_or_else(|| NoMockError { state: Arc::clone(&task.state), attempt }))
    }
}
