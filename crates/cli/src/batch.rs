//! Batch modes: JSON lines on standard input, answers in the same order on standard output.

use std::any::Any;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufRead, Read, Write};
use std::panic::{self, AssertUnwindSafe};

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

/// How much of standard input is read at once.
const READ_BYTES: usize = 1 << 16;

/// Answers each line of standard input with one line on standard output.
///
/// A line that cannot be read, or whose request is refused, is answered with an error and ends
/// nothing; so the process ends with 0 when every line was answered. Answers are written before
/// more input is waited for: whoever sends a line may wait for its answer.
pub(crate) fn run(
    answer: impl Fn(&BatchRequest) -> Result<Value, Value>,
) -> Result<FiredrillExitCode, ExpectedError> {
    let input = io::BufReader::with_capacity(READ_BYTES, io::stdin().lock());
    let output = io::BufWriter::new(io::stdout().lock());
    answer_lines(input, output, answer)
        .map_err(|error| IoFailure::new("answer a batch", &error))?;
    Ok(FiredrillExitCode::Done)
}

fn answer_lines(
    mut input: io::BufReader<impl Read>,
    mut output: impl Write,
    answer: impl Fn(&BatchRequest) -> Result<Value, Value>,
) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        if !line.iter().all(u8::is_ascii_whitespace) {
            writeln!(output, "{}", escape_json(&answered(&line, &answer)))?;
        }
        if !input.buffer().contains(&b'\n') {
            output.flush()?;
        }
    }
}

/// The answer to one line.
fn answered(line: &[u8], answer: &impl Fn(&BatchRequest) -> Result<Value, Value>) -> String {
    let request = match serde_json::from_slice::<BatchRequest>(line) {
        Ok(request) => request,
        Err(error) => return invalid(&format!("the line is not JSON: {error}")).to_string(),
    };
    // A bug that one line meets is told in its answer, and the lines behind it have theirs.
    let answer = panic::catch_unwind(AssertUnwindSafe(|| {
        request.check_repeated().and_then(|()| answer(&request))
    }));
    let answer = answer.unwrap_or_else(|bug| Err(internal(&*bug)));
    with_id(request.raw("id"), &answer.unwrap_or_else(|refusal| refusal))
}

/// The answer to a request that met a bug.
fn internal(bug: &(dyn Any + Send)) -> Value {
    let message = bug.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| bug.downcast_ref::<&str>().copied());
    let message = message.unwrap_or("it panicked without a message");
    error_answer("InternalError", &format!("a bug of firedrill: {message}"))
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
        let mut earlier = HashSet::new();
        match self.0.iter().find(|(name, _)| !earlier.insert(name)) {
            Some((name, _)) => Err(invalid(&format!("`{name}` is there twice"))),
            None => Ok(()),
        }
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// Input that comes line by line, and notes what had been answered before each.
    struct Lines<'a> {
        lines: std::slice::Iter<'a, &'a str>,
        written: Rc<RefCell<Vec<u8>>>,
        seen: Vec<String>,
    }

    impl Read for &mut Lines<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.seen.push(String::from_utf8(self.written.borrow().clone()).unwrap());
            let line = self.lines.next().copied().unwrap_or_default();
            into[..line.len()].copy_from_slice(line.as_bytes());
            Ok(line.len())
        }
    }

    struct Written(Rc<RefCell<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn answers(lines: &[&str]) -> (Vec<String>, String) {
        let written = Rc::new(RefCell::new(Vec::new()));
        let mut lines =
            Lines { lines: lines.iter(), written: Rc::clone(&written), seen: Vec::new() };
        let output = io::BufWriter::new(Written(Rc::clone(&written)));
        answer_lines(io::BufReader::new(&mut lines), output, |request| match request.raw("bad") {
            Some(_) => panic!("met {}", "a bug"),
            None => Ok(json!({ "ok": true })),
        })
        .unwrap();
        let written = String::from_utf8(written.borrow().clone()).unwrap();
        (lines.seen, written)
    }

    #[test]
    fn each_answer_is_written_before_more_input_is_waited_for() {
        let (seen, written) = answers(&["{\"id\":1}\n", "{\"id\":2}\n{\"id\":", "3}\n"]);
        let one = "{\"id\":1,\"ok\":true}\n";
        let two = "{\"id\":2,\"ok\":true}\n";
        assert_eq!(seen[1], one);
        assert_eq!(seen[2], format!("{one}{two}"));
        assert_eq!(written, format!("{one}{two}{{\"id\":3,\"ok\":true}}\n"));
    }

    #[test]
    fn a_line_that_meets_a_bug_is_answered_and_ends_nothing() {
        let (_, written) = answers(&["{\"id\":1,\"bad\":1}\n{\"id\":2}\n"]);
        assert_eq!(
            written,
            "{\"id\":1,\"error\":{\"code\":\"InternalError\",\"message\":\"a bug of firedrill: met a bug\"}}\n{\"id\":2,\"ok\":true}\n"
        );
    }
}
