//! Batch modes: JSON lines on standard input, answers in the same order on standard output.

use std::fmt;
use std::io::{self, BufRead, Write};

use firedrill_report::escape_json;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::failure::IoFailure;
use crate::{ExpectedError, FiredrillExitCode};

/// The request of one line: its members as they are written.
///
/// Patterns, events and definitions are judged by their text: a field that is there twice counts,
/// and so do the digits of a number.
#[derive(Debug)]
pub(crate) struct BatchRequest(Vec<(String, Box<RawValue>)>);

/// Answers each line of standard input with one line on standard output.
///
/// A line that cannot be read, or whose request is refused, is answered with an error and ends
/// nothing; so the process ends with 0 when every line was answered.
pub(crate) fn run(
    answer: impl Fn(&BatchRequest) -> Result<Value, Value>,
) -> Result<FiredrillExitCode, ExpectedError> {
    let failed = |error: io::Error| IoFailure::new("answer a batch", &error);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line.map_err(failed)?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let answered = match serde_json::from_slice::<BatchRequest>(&line) {
            Ok(request) => {
                let answer = request.check_repeated().and_then(|()| answer(&request));
                with_id(request.raw("id"), &answer.unwrap_or_else(|refusal| refusal))
            }
            Err(error) => invalid(&format!("the line is not JSON: {error}")).to_string(),
        };
        writeln!(out, "{}", escape_json(&answered)).map_err(failed)?;
    }
    out.flush().map_err(failed)?;
    Ok(FiredrillExitCode::Done)
}

/// An answer with the id of its request, letter by letter, as its first member.
fn with_id(id: Option<&RawValue>, answer: &Value) -> String {
    let answer = answer.to_string();
    match (id, answer.strip_prefix('{')) {
        (Some(id), Some("}")) => format!("{{\"id\":{}}}", id.get()),
        (Some(id), Some(members)) => format!("{{\"id\":{},{members}", id.get()),
        _ => answer,
    }
}

/// The answer to a request that was refused.
pub(crate) fn error_answer(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

/// The answer to a request that is not of the form.
pub(crate) fn invalid(message: &str) -> Value {
    error_answer("InvalidRequest", message)
}

impl BatchRequest {
    /// A member as it is written.
    pub(crate) fn raw(&self, member: &str) -> Option<&RawValue> {
        self.0.iter().find(|(name, _)| name == member).map(|(_, value)| &**value)
    }

    /// A member that is JSON text, or JSON that stands for its own text; `null` is none.
    pub(crate) fn text_of(&self, member: &str) -> Option<String> {
        let written = self.raw(member)?.get();
        match serde_json::from_str::<Option<String>>(written) {
            Ok(text) => text,
            Err(_) => Some(written.to_owned()),
        }
    }

    /// A member that is a text; `null` is none.
    pub(crate) fn text(&self, member: &str) -> Result<Option<String>, Value> {
        let Some(written) = self.raw(member) else { return Ok(None) };
        serde_json::from_str(written.get())
            .map_err(|_| invalid(&format!("`{member}` is not a text")))
    }

    /// A member as a value; `null` is none.
    pub(crate) fn value(&self, member: &str) -> Result<Option<Value>, Value> {
        let Some(written) = self.raw(member) else { return Ok(None) };
        serde_json::from_str(written.get())
            .map_err(|error| invalid(&format!("`{member}` cannot be read: {error}")))
    }

    /// A member that maps names to texts, in the order in which they are written.
    pub(crate) fn texts(&self, member: &str) -> Result<Vec<(String, String)>, Value> {
        let Some(written) = self.raw(member).filter(|written| written.get() != "null") else {
            return Ok(Vec::new());
        };
        let refused = || invalid(&format!("`{member}` must map names to texts"));
        let inner: Self = serde_json::from_str(written.get()).map_err(|_| refused())?;
        inner.check_repeated()?;
        let text = |(name, written): (String, Box<RawValue>)| {
            Ok((name, serde_json::from_str(written.get()).map_err(|_| refused())?))
        };
        inner.0.into_iter().map(text).collect()
    }

    /// All members but the `id` as one value.
    pub(crate) fn to_value(&self) -> Result<Value, Value> {
        let members = self.0.iter().filter(|(name, _)| name != "id");
        members
            .map(|(name, _)| Ok((name.clone(), self.value(name)?.unwrap_or_default())))
            .collect::<Result<_, Value>>()
            .map(Value::Object)
    }

    /// Refuses a member that would be passed over.
    pub(crate) fn check_members(&self, known: &[&str]) -> Result<(), Value> {
        let unknown =
            self.0.iter().find(|(name, _)| name != "id" && !known.contains(&name.as_str()));
        match unknown {
            None => Ok(()),
            Some((name, _)) => Err(invalid(&format!("there is no member `{name}`"))),
        }
    }

    fn check_repeated(&self) -> Result<(), Value> {
        let mut earlier = Vec::new();
        for (name, _) in &self.0 {
            if earlier.contains(&name) {
                return Err(invalid(&format!("`{name}` is there twice")));
            }
            earlier.push(name);
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for BatchRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = BatchRequest;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BatchRequest, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(BatchRequest(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}
