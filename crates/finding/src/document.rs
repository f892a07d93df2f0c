//! What a JSON document is that somebody keeps as an event.
//!
//! Owns how an event, a finding in each of its spellings and what is often taken for one of them are
//! told apart, by the names of their members alone. Refuses to know where a document was kept and
//! who will be given the event.

use std::collections::BTreeMap;

use miette::Diagnostic;
use serde_json::value::RawValue;
use thiserror::Error;

/// What a JSON document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document<'a> {
    /// An event as EventBridge carries it, whole or in part.
    Event,
    /// A finding without its envelope, in the spelling of EventBridge: a line of an export to S3.
    Finding,
    /// A finding as the AWS CLI and SDKs print it, whose names begin with capitals.
    ApiFinding,
    /// Several documents: an array, or the answer of GetFindings.
    List(DocumentList<'a>),
    /// An object that is none of these.
    Other,
}

/// The documents in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentList<'a> {
    /// The member that holds them, such as `Findings`; an array by itself has none.
    pub member: Option<&'static str>,
    /// Their texts.
    pub documents: Vec<&'a str>,
}

/// Why a document is neither an event nor a finding, and holds none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// It is not JSON.
    #[error("it is not JSON: {reason}")]
    NotJson {
        /// What is wrong.
        reason: String,
        /// The line of it, from 1.
        line: usize,
        /// The column in that line, from 1.
        column: usize,
        /// Whether it begins as HTML or XML does.
        markup: bool,
    },
    /// It is JSON, and no object.
    #[error("it is {what}, and no JSON object")]
    NotAnObject {
        /// What it is, with its article.
        what: &'static str,
    },
    /// It is something else that is well known.
    #[error("it is {what}")]
    Foreign {
        /// What it is, with its article.
        what: &'static str,
        /// What would be an event.
        advice: &'static str,
    },
}

impl Diagnostic for DocumentError {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        match self {
            Self::NotJson { markup: true, .. } => Some(Box::new(
                "this begins as HTML or XML does: perhaps the page of an error was saved",
            )),
            Self::Foreign { advice, .. } => Some(Box::new(advice)),
            Self::NotJson { .. } | Self::NotAnObject { .. } => None,
        }
    }
}

impl<'a> Document<'a> {
    /// Tells what `text` is.
    ///
    /// An event has a `detail` or a `detail-type`. A finding has the members that the `Finding` type
    /// of the GuardDuty API reference requires; the first letters of their names say how it is
    /// spelled.
    ///
    /// # Errors
    /// [`DocumentError`] when it is not JSON, no object and no array, or something else that is well
    /// known, such as a finding of Security Hub.
    pub fn read(text: &'a str) -> Result<Self, DocumentError> {
        match text.trim_start().bytes().next() {
            Some(b'{') => Self::of_object(text),
            Some(b'[') => {
                let documents: Vec<&'a RawValue> = read(text)?;
                let documents = documents.into_iter().map(RawValue::get).collect();
                Ok(Self::List(DocumentList { member: None, documents }))
            }
            first => {
                let _: &RawValue = read(text)?;
                let what = match first {
                    Some(b'"') => "a string",
                    Some(b't' | b'f') => "a boolean",
                    Some(b'n') => "`null`",
                    _ => "a number",
                };
                Err(DocumentError::NotAnObject { what })
            }
        }
    }

    fn of_object(text: &'a str) -> Result<Self, DocumentError> {
        let members: BTreeMap<String, &'a RawValue> = read(text)?;
        let has = |name: &str| members.contains_key(name);
        if has("detail") || has("detail-type") {
            return Ok(Self::Event);
        }
        if has("type") && has("resource") && (has("accountId") || has("schemaVersion")) {
            return Ok(Self::Finding);
        }
        if has("Type") && has("Resource") && (has("AccountId") || has("SchemaVersion")) {
            return Ok(Self::ApiFinding);
        }
        if let Some(foreign) = foreign(&members) {
            return Err(foreign);
        }
        for member in ["Findings", "findings"] {
            let listed = members.get(member).map(|findings| findings.get());
            if let Some(Ok(Self::List(list))) = listed.map(Document::read) {
                return Ok(Self::List(DocumentList { member: Some(member), ..list }));
            }
        }
        Ok(Self::Other)
    }
}

/// The JSON texts that stand one after the other in `text`, such as what `jq` writes of an array, each
/// with the line that it begins in, from 1. What follows one that cannot be read is not looked at.
pub fn split_documents(text: &str) -> Vec<(usize, Result<&str, DocumentError>)> {
    let mut documents = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let mut line = 1;
    let mut read_to = 0;
    let lines = |text: Option<&str>| text.unwrap_or_default().matches('\n').count();
    while let Some(document) = stream.next() {
        match document {
            Ok(document) => {
                let end = stream.byte_offset();
                let begin = end.saturating_sub(document.get().len());
                line += lines(text.get(read_to..begin));
                documents.push((line, Ok(document.get())));
                line += lines(Some(document.get()));
                read_to = end;
            }
            Err(error) => {
                let before = text.get(..read_to).unwrap_or_default();
                let rest = text.get(read_to..).unwrap_or_default();
                let blank = rest.len() - rest.trim_start().len();
                let begin = lines(Some(before)) + lines(rest.get(..blank)) + 1;
                documents.push((begin, Err(not_json(&error, rest))));
                break;
            }
        }
    }
    documents
}

/// What is often kept beside events and findings, and is none.
fn foreign(members: &BTreeMap<String, &RawValue>) -> Option<DocumentError> {
    let has = |name: &str| members.contains_key(name);
    // "AWS Security Finding Format (ASFF)" in the Security Hub user guide names the required ones.
    if has("AwsAccountId") && has("ProductArn") {
        return Some(DocumentError::Foreign {
            what: "a finding in the format of Security Hub (ASFF), which GuardDuty never sends",
            advice: "export the finding from GuardDuty, or give the event `Security Hub Findings - \
                     Imported` that carries it",
        });
    }
    // "CloudTrail record contents" in the CloudTrail user guide.
    if has("eventVersion") && has("eventSource") && has("eventName") {
        return Some(DocumentError::Foreign {
            what: "a record of CloudTrail, which EventBridge carries as the `detail` of an event",
            advice: "give the event `AWS API Call via CloudTrail` that carries it",
        });
    }
    let records: Vec<BTreeMap<String, &RawValue>> =
        serde_json::from_str(members.get("Records")?.get()).ok()?;
    records.first().and_then(foreign).map(|_| DocumentError::Foreign {
        what: "a log file of CloudTrail, and no event of EventBridge",
        advice: "EventBridge carries each of its records as the `detail` of an event of its own",
    })
}

fn read<'a, T: serde::Deserialize<'a>>(text: &'a str) -> Result<T, DocumentError> {
    serde_json::from_str(text).map_err(|error| not_json(&error, text))
}

fn not_json(error: &serde_json::Error, text: &str) -> DocumentError {
    let (line, column) = (error.line(), error.column());
    let reason = error.to_string();
    let place = format!(" at line {line} column {column}");
    DocumentError::NotJson {
        reason: reason.strip_suffix(&place).unwrap_or(&reason).to_owned(),
        line,
        column,
        markup: text.trim_start().starts_with('<'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_findings_are_told_by_their_members() {
        let read = |text| Document::read(text).unwrap();
        assert_eq!(read(r#"{"source":"aws.ecs","detail":{"type":"x"}}"#), Document::Event);
        assert_eq!(read(r#"{"detail-type":"x"}"#), Document::Event);
        assert_eq!(read(r#"{"type":"x","resource":{},"accountId":"1"}"#), Document::Finding);
        assert_eq!(read(r#"{"Type":"x","Resource":{},"AccountId":"1"}"#), Document::ApiFinding);
        for other in ["{}", r#"{"a":1}"#, r#"{"type":"x"}"#, r#"{"Findings":1}"#] {
            assert_eq!(read(other), Document::Other, "{other}");
        }
    }

    #[test]
    fn lists_give_their_documents_word_for_word() {
        let list = |text| match Document::read(text).unwrap() {
            Document::List(list) => list,
            other => panic!("{other:?}"),
        };
        assert_eq!(list("[]").documents, Vec::<&str>::new());
        assert_eq!(list(r#"[{"a": 1.0} ,2]"#).documents, [r#"{"a": 1.0}"#, "2"]);
        let answer = list(r#"{"Findings":[{"Type":"x"}]}"#);
        assert_eq!((answer.member, answer.documents), (Some("Findings"), vec![r#"{"Type":"x"}"#]));
    }

    #[test]
    fn documents_that_follow_each_other_are_told_apart() {
        let split = split_documents("\n{\"a\":\n1}\n{} [2]\n\nx");
        let lines: Vec<usize> = split.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 4, 4, 6]);
        let texts: Vec<&str> =
            split.iter().filter_map(|(_, text)| text.as_ref().ok().copied()).collect();
        assert_eq!(texts, ["{\"a\":\n1}", "{}", "[2]"]);
        let place = |text| match split_documents(text).pop() {
            Some((_, Err(DocumentError::NotJson { line, column, .. }))) => (line, column),
            other => panic!("{other:?}"),
        };
        assert_eq!(place("{}\n  x"), (2, 3));
        assert!(split_documents(" \n").is_empty());
    }

    #[test]
    fn what_is_well_known_and_no_event_is_named() {
        let named = |text: &str| Document::read(text).unwrap_err().to_string();
        assert!(
            named(r#"{"SchemaVersion":"2018-10-08","AwsAccountId":"1","ProductArn":"a"}"#)
                .contains("Security Hub")
        );
        let record = r#"{"eventVersion":"1.08","eventSource":"ecs","eventName":"StopTask"}"#;
        assert!(named(record).contains("a record of CloudTrail"));
        assert!(
            named(&format!(r#"{{"Records":[{record}]}}"#)).contains("a log file of CloudTrail")
        );
        assert!(named("7").contains("a number") && named("null").contains("`null`"));
    }

    #[test]
    fn what_is_not_json_is_told_with_its_place() {
        let error = Document::read("{\n  \"a\": x}").unwrap_err();
        let DocumentError::NotJson { line, column, markup, ref reason } = error else { panic!() };
        assert_eq!((line, column, markup, reason.as_str()), (2, 8, false, "expected value"));
        let page = Document::read("<!DOCTYPE html>").unwrap_err();
        assert!(matches!(page, DocumentError::NotJson { markup: true, .. }));
        let two = Document::read("{} {}").unwrap_err();
        assert!(two.to_string().contains("trailing characters"));
        assert!(Document::read(&"[".repeat(100_000)).is_err());
        assert!(Document::read("").is_err());
    }
}
