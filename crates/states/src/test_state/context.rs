//! The context object that a tested state sees.

use firedrill_api::iso_8601;
use firedrill_arn::Arn;
use firedrill_seed::SeededRandom;
use serde_json::{Map, Value, json};

use super::error::TestStateError;
use super::request::{TestStateRequest, parsed_object};
use super::run::TestSurroundings;
use super::subject::{LONE_STATE, Subject};
use crate::definition::StateType;
use crate::payload::Payload;

/// The members of a context object that are texts.
const TEXTS: [(&str, &[&str]); 3] = [
    ("Execution", &["Id", "Name", "RoleArn", "StartTime"]),
    ("State", &["EnteredTime", "Name"]),
    ("StateMachine", &["Id", "Name"]),
];

/// The context object of a request: the one that it gives, or the one of an Express execution.
pub(super) fn context_object(
    request: &TestStateRequest,
    subject: &Subject,
    input: &Payload,
    surroundings: &TestSurroundings,
    ids: &mut SeededRandom,
) -> Result<Value, TestStateError> {
    if let Some(given) = parsed_object(request.context.as_deref(), "Context object")? {
        check(&given)?;
        return Ok(Value::Object(given));
    }
    Ok(made(request, subject, input, surroundings, ids))
}

fn check(given: &Map<String, Value>) -> Result<(), TestStateError> {
    let refuse = |problem: String| {
        Err(TestStateError::validation(format!("Invalid Context object provided: {problem}")))
    };
    if given.contains_key("Map") {
        let problem = "'Map' field is not supported when mocking a Context object";
        return refuse(problem.to_owned());
    }
    for (part, texts) in TEXTS {
        let Some(members) = given.get(part) else { continue };
        let Some(members) = members.as_object() else {
            return refuse(format!("{part} must be an object"));
        };
        let wrong =
            texts.iter().find(|name| members.get(**name).is_some_and(|value| !value.is_string()));
        if let Some(name) = wrong {
            return refuse(format!("{part}.{name} must be a string"));
        }
    }
    Ok(())
}

/// Recorded: the state runs in an Express execution of a machine that has only this state, whatever
/// its name is and whatever it is nested in. So there is neither a count of redrives nor an item of
/// a Map state, though "Automatic Context population" of the developer guide speaks of one.
fn made(
    request: &TestStateRequest,
    subject: &Subject,
    input: &Payload,
    surroundings: &TestSurroundings,
    ids: &mut SeededRandom,
) -> Value {
    let (machine, execution) = (ids.uuid(), ids.uuid());
    let TestSurroundings { now, region, .. } = surroundings;
    let role_arn = request.role_arn.as_deref();
    let account = role_arn
        .and_then(|arn| Arn::parse(arn).ok())
        .map_or(surroundings.account.as_str(), |arn| arn.account);
    let now = iso_8601(*now);
    let mut state = Map::new();
    state.insert("Name".to_owned(), LONE_STATE.into());
    state.insert("EnteredTime".to_owned(), now.as_str().into());
    let state_type = subject.machine.state_named(&subject.name).map(|state| state.state_type);
    if matches!(state_type, Some(StateType::Task | StateType::Parallel | StateType::Map)) {
        let count = request.state_configuration.retrier_retry_count.unwrap_or_default();
        state.insert("RetryCount".to_owned(), count.into());
    }
    json!({
        "Execution": {
            "Id": format!("arn:aws:states:{region}:{account}:express:{machine}:{execution}"),
            "Input": input.value(),
            "Name": execution,
            "RoleArn": role_arn,
            "StartTime": now,
        },
        "StateMachine": {
            "Id": format!("arn:aws:states:{region}:{account}:stateMachine:{machine}"),
            "Name": machine,
        },
        "State": state,
    })
}
