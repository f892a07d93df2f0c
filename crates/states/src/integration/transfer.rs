//! The calls of Amazon S3 with which a distributed Map state reads its items and writes its
//! results.

use firedrill_api::{JsonForText, Operation, ParametersError, Value, from_sdk_integration_json};
use serde_json::{Map, Value as Json, json};

use super::uncallable::UncallableTaskError;
use crate::execution::{RequestPurpose, TaskFailure};
use crate::resource::TaskResource;

/// What a call moves.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Transfer {
    /// An object that is read.
    Object,
    /// Objects that are listed, after those of the pages before.
    List { before: Vec<Json>, pages: usize },
    /// An object that is written.
    Results,
}

/// The operation that moves the items or the results of a Map state.
pub(super) fn operation(
    resource: &TaskResource,
) -> Result<(&'static Operation, Transfer), UncallableTaskError> {
    let (name, transfer) = match resource.s3_action() {
        Some("getObject") => ("GetObject", Transfer::Object),
        Some("listObjectsV2") => ("ListObjectsV2", Transfer::List { before: Vec::new(), pages: 0 }),
        Some("putObject") => ("PutObject", Transfer::Results),
        _ => return Err(UncallableTaskError::Transfer),
    };
    let operation = firedrill_api::service("s3").and_then(|s3| s3.operation(name));
    Ok((operation.ok_or(UncallableTaskError::Transfer)?, transfer))
}

/// The input of that operation. What is written is the text of `Body` itself, where a task would
/// write its JSON.
pub(super) fn input(
    operation: &Operation,
    purpose: RequestPurpose,
    parameters: &Json,
) -> Result<Value, ParametersError> {
    let Some(shape) = operation.input() else { return Ok(Value::Null) };
    let mut parameters = parameters.clone();
    let writes =
        matches!(purpose, RequestPurpose::ResultWriterTrial | RequestPurpose::ResultWriter);
    let body = match &mut parameters {
        Json::Object(members) if writes => members.remove("Body"),
        _ => None,
    };
    let mut input = from_sdk_integration_json(shape, &parameters, JsonForText::Refused)?;
    if let (Value::Structure(members), Some(Json::String(text))) = (&mut input, body) {
        members.push(("Body".to_owned(), Value::Blob(text.into_bytes())));
    }
    Ok(input)
}

impl Transfer {
    /// What the state is given of the service's answer.
    ///
    /// # Errors
    /// Where what was read is no text, or a list without its end. The words are not the service's.
    pub(super) fn answer(&self, output: &Value) -> Result<Json, TaskFailure> {
        match self {
            Self::Object => {
                text(output).map(Json::String).ok_or_else(|| unread("The object is not UTF-8"))
            }
            Self::List { .. } if is_truncated(output) => {
                Err(unread("The list goes on, and does not say from where"))
            }
            Self::List { before, .. } => {
                Ok(Json::Array(before.iter().cloned().chain(objects(output)).collect()))
            }
            Self::Results => Ok(json!({})),
        }
    }

    /// Keeps the objects of a page that is not the last, and says where the next begins.
    pub(super) fn turn(&mut self, output: &Value) -> Option<Value> {
        let Self::List { before, pages } = self else { return None };
        let next = output.get("NextContinuationToken").filter(|_| is_truncated(output))?.clone();
        before.extend(objects(output));
        *pages += 1;
        Some(next)
    }

    /// How many pages have been turned.
    pub(super) fn pages(&self) -> usize {
        match self {
            Self::List { pages, .. } => *pages,
            Self::Object | Self::Results => 0,
        }
    }
}

fn unread(cause: &str) -> TaskFailure {
    TaskFailure { error: None, cause: Some(cause.to_owned()) }
}

fn is_truncated(output: &Value) -> bool {
    output.get("IsTruncated") == Some(&Value::Bool(true))
}

fn text(output: &Value) -> Option<String> {
    match output.get("Body") {
        Some(Value::Blob(bytes)) => String::from_utf8(bytes.clone()).ok(),
        _ => Some(String::new()),
    }
}

/// The objects of a page, each as an item ("ItemReader (Map)" of the developer guide): another name
/// for the tag, and seconds since 1970 for the time.
fn objects(output: &Value) -> impl Iterator<Item = Json> {
    let contents = output.get("Contents").and_then(Value::as_list).unwrap_or_default();
    contents.iter().map(|object| {
        let mut item = Map::new();
        for (member, name) in [
            ("ETag", "Etag"),
            ("Key", "Key"),
            ("LastModified", "LastModified"),
            ("Size", "Size"),
            ("StorageClass", "StorageClass"),
        ] {
            let value = match object.get(member) {
                Some(Value::String(text)) => json!(text),
                Some(Value::Integer(number)) => json!(number),
                Some(Value::Timestamp(instant)) => json!(instant.as_second()),
                _ => continue,
            };
            item.insert(name.to_owned(), value);
        }
        Json::Object(item)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(members: &[(&str, Value)]) -> Value {
        let named = members.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Value::Structure(named.collect())
    }

    #[test]
    fn an_object_is_a_text_or_fails_the_state() {
        let answer = |bytes: &[u8]| {
            Transfer::Object.answer(&structure(&[("Body", Value::Blob(bytes.to_vec()))]))
        };
        assert_eq!(answer("\u{3c0}".as_bytes()), Ok(json!("\u{3c0}")));
        assert_eq!(answer(b""), Ok(json!("")));
        let failure = answer(b"PAR1\xff").unwrap_err();
        assert_eq!(failure.cause.as_deref(), Some("The object is not UTF-8"));
    }

    #[test]
    fn a_list_without_its_end_fails_the_state_and_is_never_half_of_the_items() {
        let object = structure(&[("Key", "a".into())]);
        let page = |more: &[(&str, Value)]| {
            let contents = ("Contents", Value::List(vec![object.clone()]));
            structure(&[&[contents], more].concat())
        };
        let truncated = ("IsTruncated", Value::Bool(true));
        let mut list = Transfer::List { before: Vec::new(), pages: 0 };
        let next = page(&[truncated.clone(), ("NextContinuationToken", "t".into())]);
        assert_eq!(list.turn(&next), Some("t".into()));
        let unended = page(&[truncated]);
        assert_eq!(list.turn(&unended), None);
        let failure = list.answer(&unended).unwrap_err();
        let cause = "The list goes on, and does not say from where";
        assert_eq!(failure.cause.as_deref(), Some(cause));
        assert_eq!(list.answer(&page(&[])), Ok(json!([{ "Key": "a" }, { "Key": "a" }])));
    }

    #[test]
    fn results_are_written_as_they_stand_and_what_is_unknown_is_named_without_them() {
        let put = firedrill_api::service("s3").unwrap().operation("PutObject").unwrap();
        let asked = |parameters: &Json| input(put, RequestPurpose::ResultWriter, parameters);
        let read = asked(&json!({ "Bucket": "b", "Key": "k", "Body": "{}\n" })).unwrap();
        assert_eq!(read.get("Body"), Some(&Value::Blob(b"{}\n".to_vec())));
        let trial = json!({ "Bucket": "b", "Key": "k", "Body": "" });
        let read = input(put, RequestPurpose::ResultWriterTrial, &trial).unwrap();
        assert_eq!(read.get("Body"), Some(&Value::Blob(Vec::new())));
        let error = asked(&json!({ "Folder": "f", "Body": "secret" })).unwrap_err().to_string();
        assert!(error.contains("\"Folder\"") && !error.contains("secret"), "{error}");
    }
}
