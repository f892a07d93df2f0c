//! Batch modes: JSON lines on standard input, answers in the same order on standard output.

use std::io::{self, BufRead, Write};

use firedrill_report::escape_json;
use serde_json::{Value, json};

use crate::failure::IoFailure;
use crate::{ExpectedError, FiredrillExitCode};

/// Answers each line of standard input with one line on standard output.
///
/// A line that cannot be read, or whose request is refused, is answered with an error and ends
/// nothing; so the process ends with 0 when every line was answered.
pub(crate) fn run(
    answer: impl Fn(&Value) -> Result<Value, Value>,
) -> Result<FiredrillExitCode, ExpectedError> {
    let failed = |error: io::Error| IoFailure::new("answer a batch", &error);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line.map_err(failed)?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answer = match serde_json::from_slice::<Value>(&line) {
            Ok(request) => {
                let mut answer = answer(&request).unwrap_or_else(|refusal| refusal);
                if let (Some(members), Some(id)) = (answer.as_object_mut(), request.get("id")) {
                    members.shift_insert(0, "id".to_owned(), id.clone());
                }
                answer
            }
            Err(error) => {
                let message = format!("the line is not JSON: {error}");
                error_answer("InvalidRequest", &message)
            }
        };
        writeln!(out, "{}", escape_json(&answer.to_string())).map_err(failed)?;
    }
    out.flush().map_err(failed)?;
    Ok(FiredrillExitCode::Done)
}

/// The answer to a request that was refused.
pub(crate) fn error_answer(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

/// A member that is JSON text, or JSON that stands for its own text.
pub(crate) fn text_of(request: &Value, member: &str) -> Option<String> {
    match request.get(member)? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
