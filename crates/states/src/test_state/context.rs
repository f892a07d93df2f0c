//! The context object that a tested state sees.

use serde_json::{Map, Value, json};

use super::error::TestStateError;
use super::request::{TestStateRequest, parsed_object};
use super::run::TestSurroundings;
use super::subject::Subject;
use crate::definition::{StateType, timestamp};
use crate::execution::map_item;
use crate::payload::Payload;
use crate::random::SeededRandom;

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
    random: &mut SeededRandom,
) -> Result<Value, TestStateError> {
    if let Some(given) = parsed_object(request.context.as_deref(), "Context object")? {
        check(&given)?;
        return Ok(Value::Object(given));
    }
    Ok(made(request, subject, input, surroundings, random))
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

/// Recorded: the state runs in an Express execution, whose context object has no count of
/// redrives. "Automatic Context population" of the developer guide: a state within a Map state is
/// run for the first item, which is its input.
fn made(
    request: &TestStateRequest,
    subject: &Subject,
    input: &Payload,
    surroundings: &TestSurroundings,
    random: &mut SeededRandom,
) -> Value {
    let (machine, execution) = (random.uuid(), random.uuid());
    let TestSurroundings { now, region, .. } = surroundings;
    let role_arn = request.role_arn.as_deref();
    let account = role_arn.and_then(|arn| arn.split(':').nth(4)).unwrap_or(&surroundings.account);
    let now = timestamp::written(*now);
    let mut run = Map::new();
    let id = format!("arn:aws:states:{region}:{account}:express:{machine}:{execution}");
    run.insert("Id".to_owned(), id.into());
    run.insert("Input".to_owned(), input.value().clone());
    run.insert("StartTime".to_owned(), now.clone().into());
    run.insert("Name".to_owned(), execution.into());
    if let Some(role_arn) = role_arn {
        run.insert("RoleArn".to_owned(), role_arn.into());
    }
    let mut state = Map::new();
    state.insert("Name".to_owned(), subject.name.as_str().into());
    state.insert("EnteredTime".to_owned(), now.into());
    let state_type = subject.machine.state_named(&subject.name).map(|state| state.state_type);
    if matches!(state_type, Some(StateType::Task | StateType::Parallel | StateType::Map)) {
        let count = request.state_configuration.retrier_retry_count.unwrap_or_default();
        state.insert("RetryCount".to_owned(), count.into());
    }
    let id = format!("arn:aws:states:{region}:{account}:stateMachine:{machine}");
    let mut made = Map::new();
    made.insert("Execution".to_owned(), run.into());
    made.insert("StateMachine".to_owned(), json!({ "Id": id, "Name": machine }));
    made.insert("State".to_owned(), state.into());
    if subject.written.is_of_map {
        made.insert("Map".to_owned(), map_item(0, input.value()));
    }
    made.into()
}
