//! `given: mocks:`: tasks that are answered by what is written down, in the form of a test case of
//! AWS Step Functions Local.

use std::collections::BTreeMap;

use firedrill_states::mock::{MockedAnswers, MockedAnswersError};
use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::error::{ScenarioError, span_of};

/// The answers of mocked states by name.
pub type Mocks = BTreeMap<String, Spanned<Value>>;

/// Returns the answers that a scenario gives.
///
/// # Errors
/// One of them has another form; the check of the file refuses such a file.
pub fn mocked_answers(mocks: &Mocks) -> Result<MockedAnswers, MockedAnswersError> {
    let states = mocks.iter().map(|(state, answers)| (state.clone(), answers.value.clone()));
    MockedAnswers::read(&Value::Object(states.collect()))
}

/// Checks the answers of each state.
pub(super) fn check(text: &str, mocks: &Mocks) -> Result<(), ScenarioError> {
    for (state, answers) in mocks {
        let one = Map::from_iter([(state.clone(), answers.value.clone())]);
        MockedAnswers::read(&Value::Object(one)).map_err(|error| {
            ScenarioError::meaning(error.to_string(), span_of(text, answers.referenced)).with_help(
                "a state's attempts are counted from 0, and each has `Return` or `Throw`: \
                 `\"0\": { Return: {} }`",
            )
        })?;
    }
    Ok(())
}
