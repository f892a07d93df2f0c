//! What the invocation of a Lambda function comes to.

use firedrill_api::Value;
use serde_json::Value as Json;

use crate::execution::TaskFailure;
use crate::json;
use crate::payload::Payload;

/// The error of a function whose payload names none: it ran out of time or of memory ("Handling
/// error conditions in Step Functions" of the developer guide).
const UNKNOWN: &str = "Lambda.Unknown";

/// The input of the invocation of a function by its ARN alone, whose event is the input of the
/// state.
pub(super) fn input(arn: &str, event: &Payload) -> Value {
    let payload = Value::Blob(event.text().as_bytes().to_vec());
    Value::Structure(vec![("FunctionName".to_owned(), arn.into()), ("Payload".to_owned(), payload)])
}

/// What a function returned that was invoked by its ARN alone: its payload as it stands, white space
/// included, as was seen at the service.
pub(super) fn returned(output: &Value) -> Payload {
    Payload::parse(&text(output)).unwrap_or_else(|_| Payload::of(payload(output)))
}

/// The JSON of a function's payload; a text that is none stays a text.
pub(super) fn payload(output: &Value) -> Json {
    let text = text(output);
    json::value(&text).unwrap_or(Json::String(text))
}

/// How a task fails whose function did.
///
/// Its error is the type that the payload names, and the cause is the payload as it stands.
pub(super) fn failure(output: &Value) -> Option<TaskFailure> {
    output.get("FunctionError").filter(|error| **error != Value::Null)?;
    let payload = payload(output);
    let error = payload.get("errorType").and_then(Json::as_str).unwrap_or(UNKNOWN);
    Some(TaskFailure { error: Some(error.to_owned()), cause: Some(text(output)) })
}

fn text(output: &Value) -> String {
    match output.get("Payload") {
        Some(Value::Blob(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn output(payload: &str, error: Option<&str>) -> Value {
        let mut members = vec![("Payload".to_owned(), Value::Blob(payload.as_bytes().to_vec()))];
        members.extend(error.map(|error| ("FunctionError".to_owned(), error.into())));
        Value::Structure(members)
    }

    #[test]
    fn a_payload_is_json_and_else_a_text() {
        for (text, value) in [
            (r#"{"a": 1}"#, json!({ "a": 1 })),
            (r#""text""#, json!("text")),
            ("null", json!(null)),
            ("no json", json!("no json")),
            ("", json!("")),
        ] {
            assert_eq!(payload(&output(text, None)), value);
            assert_eq!(failure(&output(text, None)), None);
        }
    }

    #[test]
    fn a_function_fails_with_its_own_error_and_the_whole_payload() {
        for (text, error) in [
            (r#"{"errorType": "Denied", "errorMessage": "No."}"#, "Denied"),
            (r#"{"errorMessage": "Task timed out after 3.00 seconds"}"#, UNKNOWN),
            ("out of memory", UNKNOWN),
        ] {
            let failure = failure(&output(text, Some("Unhandled"))).unwrap();
            assert_eq!(
                (failure.error.as_deref(), failure.cause.as_deref()),
                (Some(error), Some(text))
            );
        }
    }
}
