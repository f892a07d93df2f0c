//! The two spellings of a value in JSON: that of Step Functions and that of the wire.
//!
//! In Step Functions, parameters and results of AWS SDK integrations are in Pascal case at every
//! level (`Cluster` for `cluster`), whatever the service's own protocol writes; keys of maps are
//! data and stay as they are, timestamps are ISO-8601 texts and bytes are Base64.
//! See <https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html>.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use firedrill_diagnostic::nearest;
use jiff::Timestamp;
use serde_json::{Map as Object, Value as Json};

use crate::document::{from_document, to_document};
use crate::http::Place;
use crate::member_name::{customised_member_name, is_member_spelt, sdk_member_name};
use crate::number::whole_number;
use crate::shape::{Member, Shape, ShapeKind, Structure};
use crate::value::Value;

/// The parameters of a task that could not become the input of an operation.
///
/// Displayed as Step Functions lists them: `[The field "task" is not supported by Step Functions]`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("[{}]", .0.iter().map(ParameterError::to_string).collect::<Vec<_>>().join(", "))]
pub struct ParametersError(pub Vec<ParameterError>);

/// A parameter that is not one, or whose value is of another kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterError {
    /// The names and indices on the way to the field, from the outermost; the field itself last.
    pub path: Vec<String>,
    /// What is wrong with it.
    pub problem: ParameterProblem,
}

/// What is wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterProblem {
    /// The operation has no such parameter at this place.
    Unsupported {
        /// The parameter that is most like it: `Task` for `task`.
        nearest: Option<String>,
    },
    /// The value is of another kind.
    Kind {
        /// What the parameter takes, as Step Functions names it, such as `STRING`.
        expected: &'static str,
    },
    /// The whole number does not fit into the parameter's bits.
    OutOfRange,
}

impl fmt::Display for ParameterError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.path.last().map_or("", String::as_str);
        match &self.problem {
            ParameterProblem::Unsupported { .. } => {
                write!(out, "The field \"{field}\" is not supported by Step Functions")
            }
            ParameterProblem::Kind { expected } => {
                write!(out, "The value for the field '{field}' must be a {expected}")
            }
            ParameterProblem::OutOfRange => {
                write!(out, "The value for the field '{field}' is out of range")
            }
        }
    }
}

/// What becomes of an object or a list that stands where a text is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonForText {
    /// It is refused, as AWS SDK integrations do.
    Refused,
    /// It becomes its JSON text without spaces, as optimised integrations do with `Message` of
    /// Amazon SNS, `MessageBody` of Amazon SQS and `Detail` of Amazon EventBridge.
    Written,
}

/// The input of an operation, from the parameters of a task.
///
/// A null parameter counts as absent. Whether all that is required is there is the matter of
/// [`check`](crate::check()), as it is the service's.
///
/// # Errors
///
/// Every parameter that the shape does not know, at any depth, and every value of another kind. A
/// name in the wrong case (`task` for `Task`) is not known.
///
/// # Examples
///
/// ```
/// use firedrill_api::{JsonForText, from_sdk_integration_json, service};
/// use serde_json::json;
///
/// let stop_task = service("ecs").and_then(|ecs| ecs.operation("StopTask"));
/// let input = stop_task.and_then(|operation| operation.input()).ok_or("unknown operation")?;
/// let refused = from_sdk_integration_json(input, &json!({"task": "t"}), JsonForText::Refused);
/// assert_eq!(
///     refused.map_err(|error| error.to_string()),
///     Err(r#"[The field "task" is not supported by Step Functions]"#.to_owned()),
/// );
/// # Ok::<(), &str>(())
/// ```
pub fn from_sdk_integration_json(
    shape: &Shape,
    parameters: &Json,
    json_for_text: JsonForText,
) -> Result<Value, ParametersError> {
    let mut reading = Reading { json_for_text, path: Vec::new(), errors: Vec::new() };
    let value = reading.value(shape, parameters);
    if reading.errors.is_empty() { Ok(value) } else { Err(ParametersError(reading.errors)) }
}

struct Reading {
    json_for_text: JsonForText,
    path: Vec<String>,
    errors: Vec<ParameterError>,
}

impl Reading {
    fn refuse(&mut self, problem: ParameterProblem) -> Value {
        self.errors.push(ParameterError { path: self.path.clone(), problem });
        Value::Null
    }

    fn inside(&mut self, segment: String, shape: &Shape, json: &Json) -> Value {
        self.path.push(segment);
        let value = self.value(shape, json);
        self.path.pop();
        value
    }

    fn value(&mut self, shape: &Shape, json: &Json) -> Value {
        match (shape.kind(), json) {
            (ShapeKind::Document, json) => from_document(json),
            (_, Json::Null) => Value::Null,
            (ShapeKind::Structure(structure), Json::Object(object)) => {
                self.structure(structure, object)
            }
            (ShapeKind::List(list), Json::Array(elements)) => Value::List(
                elements
                    .iter()
                    .enumerate()
                    .map(|(index, json)| self.inside(index.to_string(), list.member(), json))
                    .collect(),
            ),
            (ShapeKind::Map(map), Json::Object(object)) => Value::Map(
                object
                    .iter()
                    .map(|(key, json)| (key.clone(), self.inside(key.clone(), map.value(), json)))
                    .collect(),
            ),
            (ShapeKind::String(_), Json::String(text)) => Value::String(text.clone()),
            (ShapeKind::String(_), Json::Object(_) | Json::Array(_))
                if self.json_for_text == JsonForText::Written =>
            {
                Value::String(json.to_string())
            }
            (ShapeKind::Blob(_), Json::String(text)) => match STANDARD.decode(text) {
                Ok(bytes) => Value::Blob(bytes),
                Err(_) => self.refuse(ParameterProblem::Kind { expected: "BASE64 STRING" }),
            },
            (ShapeKind::Boolean, Json::Bool(flag)) => Value::Bool(*flag),
            (ShapeKind::Integer(_), Json::Number(number)) => match whole_number(number) {
                Some(number) if i32::try_from(number).is_ok() => Value::Integer(number),
                Some(_) => self.refuse(ParameterProblem::OutOfRange),
                None => self.refuse(ParameterProblem::Kind { expected: "NUMBER" }),
            },
            (ShapeKind::Long(_), Json::Number(number)) => match whole_number(number) {
                Some(number) => Value::Integer(number),
                None => self.refuse(ParameterProblem::Kind { expected: "NUMBER" }),
            },
            (ShapeKind::Float(_) | ShapeKind::Double(_), Json::Number(number)) => {
                number.as_f64().map_or(Value::Null, Value::Float)
            }
            (ShapeKind::Timestamp, Json::String(text)) => match text.parse::<Timestamp>() {
                Ok(instant) => Value::Timestamp(instant),
                Err(_) => self.refuse(ParameterProblem::Kind { expected: "TIMESTAMP" }),
            },
            (kind, _) => self.refuse(ParameterProblem::Kind { expected: expected(kind) }),
        }
    }

    fn structure(&mut self, structure: &Structure, object: &Object<String, Json>) -> Value {
        let mut members = Vec::with_capacity(object.len());
        for (name, json) in object {
            let mut known = structure.members().iter();
            let known = known.find(|member| is_member_spelt(member.name(), name));
            if let Some(member) = known {
                let value = match body(member, json) {
                    Some(bytes) => Value::Blob(bytes),
                    None => self.inside(name.clone(), member.shape(), json),
                };
                match value {
                    Value::Null => {}
                    value => members.push((member.name().to_owned(), value)),
                }
            } else {
                let names = structure.members().iter().map(|m| sdk_member_name(m.name()));
                self.path.push(name.clone());
                self.refuse(ParameterProblem::Unsupported { nearest: nearest(name, names) });
                self.path.pop();
            }
        }
        Value::Structure(members)
    }
}

/// The bytes of a member that is the body of a request, where it takes bytes.
///
/// Seen at the service: what is streamed (`Body` of `s3:putObject`) is the JSON text of the
/// parameter, be it null or a text; what is not (`Payload` of `lambda:invoke`) is the text itself,
/// and the JSON text of anything else.
fn body(member: &Member, json: &Json) -> Option<Vec<u8>> {
    if member.place() != Place::Body || !matches!(member.shape().kind(), ShapeKind::Blob(_)) {
        return None;
    }
    match json {
        _ if member.is_streamed() => Some(json.to_string().into_bytes()),
        Json::Null => None,
        Json::String(text) => Some(text.clone().into_bytes()),
        json => Some(json.to_string().into_bytes()),
    }
}

fn expected(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Structure(_) | ShapeKind::Map(_) | ShapeKind::Document => "OBJECT",
        ShapeKind::List(_) => "ARRAY",
        ShapeKind::String(_) | ShapeKind::Blob(_) => "STRING",
        ShapeKind::Boolean => "BOOLEAN",
        ShapeKind::Integer(_) | ShapeKind::Long(_) | ShapeKind::Float(_) | ShapeKind::Double(_) => {
            "NUMBER"
        }
        ShapeKind::Timestamp => "TIMESTAMP",
    }
}

/// The result of a task, from the output of an operation: members in Pascal case at every level and
/// in the order of their names, a stream last, keys of maps untouched, timestamps as ISO-8601 texts
/// with no more of a second than there is, bytes as Base64 but those of a body as text, absent
/// members absent.
///
/// The order and the timestamps are those of recorded results of Amazon S3, such as `LastModified`
/// `2024-05-06T07:08:09Z`.
#[must_use]
pub fn to_sdk_integration_json(shape: &Shape, value: &Value) -> Json {
    written(shape, value, Spelling::Sdk)
}

/// The result of a task of an integration that Step Functions customised, from the output of an
/// operation: as [`to_sdk_integration_json`], but with the names of [`customised_member_name`] and
/// timestamps as milliseconds since 1970, as the older SDK writes its objects.
#[must_use]
pub fn to_customised_integration_json(shape: &Shape, value: &Value) -> Json {
    written(shape, value, Spelling::Customised)
}

/// The value in the names of the wire, for people and records: timestamps are ISO-8601 texts and
/// bytes are Base64, as the AWS CLI prints them.
#[must_use]
pub fn to_wire_json(shape: &Shape, value: &Value) -> Json {
    written(shape, value, Spelling::Wire)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Sdk,
    Customised,
    Wire,
}

impl Spelling {
    fn name(self, member: &Member) -> String {
        match self {
            Self::Sdk => sdk_member_name(member.name()),
            Self::Customised => customised_member_name(member.name()),
            Self::Wire => member.wire_name().to_owned(),
        }
    }
}

fn written(shape: &Shape, value: &Value, spelling: Spelling) -> Json {
    match (shape.kind(), value) {
        (ShapeKind::Structure(structure), Value::Structure(members)) => {
            let mut object = Object::new();
            for (name, value) in members.iter().filter(|(_, value)| *value != Value::Null) {
                let Some(member) = structure.member(name) else {
                    object.insert(name.clone(), to_document(value));
                    continue;
                };
                let value = match value {
                    // Seen at the service; what becomes of bytes that are no text is not known.
                    Value::Blob(bytes)
                        if member.place() == Place::Body && spelling != Spelling::Wire =>
                    {
                        Json::String(String::from_utf8_lossy(bytes).into_owned())
                    }
                    value => written(member.shape(), value, spelling),
                };
                object.insert(spelling.name(member), value);
            }
            if spelling != Spelling::Wire {
                object.sort_keys();
                // As recorded of `GetObject`: a stream comes behind the members that come with it.
                let streamed = structure.members().iter().find(|member| member.is_streamed());
                if let Some(name) = streamed.map(|member| spelling.name(member))
                    && let Some(body) = object.shift_remove(&name)
                {
                    object.insert(name, body);
                }
            }
            Json::Object(object)
        }
        (ShapeKind::List(list), Value::List(elements)) => {
            let member = list.member();
            Json::Array(elements.iter().map(|e| written(member, e, spelling)).collect())
        }
        (ShapeKind::Map(map), Value::Map(entries)) => Json::Object(
            entries.iter().map(|(k, v)| (k.clone(), written(map.value(), v, spelling))).collect(),
        ),
        (_, Value::Timestamp(instant)) => match spelling {
            Spelling::Sdk => java_instant(*instant).into(),
            Spelling::Customised => instant.as_millisecond().into(),
            Spelling::Wire => to_document(value),
        },
        (_, other) => to_document(other),
    }
}

/// An instant as Java displays it: with three, six or nine digits of a second, or none.
fn java_instant(instant: Timestamp) -> String {
    let digits = match instant.subsec_nanosecond() {
        0 => 0,
        nanosecond if nanosecond % 1_000_000 == 0 => 3,
        nanosecond if nanosecond % 1_000 == 0 => 6,
        _ => 9,
    };
    format!("{instant:.digits$}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::service;
    use crate::service::Operation;

    fn operation(service_name: &str, name: &str) -> &'static Operation {
        service(service_name).unwrap().operation(name).unwrap()
    }

    fn read(service_name: &str, name: &str, json: &Json) -> Result<Value, ParametersError> {
        let input = operation(service_name, name).input().unwrap();
        from_sdk_integration_json(input, json, JsonForText::Refused)
    }

    #[test]
    fn a_body_is_the_json_of_what_is_streamed_and_else_a_text_as_it_stands() {
        let body = |service: &str, operation: &str, name: &str, json: &Json| {
            read(service, operation, &json!({ name: json })).unwrap().get(name).cloned()
        };
        let bytes = |text: &str| Some(Value::Blob(text.as_bytes().to_vec()));
        let anything = json!({ "a": [1, null] });
        for (json, streamed, whole) in [
            (&json!("a\nb"), bytes("\"a\\nb\""), bytes("a\nb")),
            (&json!(null), bytes("null"), None),
            (&json!(0), bytes("0"), bytes("0")),
            (&anything, bytes(r#"{"a":[1,null]}"#), bytes(r#"{"a":[1,null]}"#)),
        ] {
            assert_eq!(body("s3", "PutObject", "Body", json), streamed);
            assert_eq!(body("lambda", "Invoke", "Payload", json), whole);
        }
        let output = operation("s3", "GetObject").output().unwrap();
        let read = Value::Structure(vec![("Body".to_owned(), Value::Blob("\u{3c0}".into()))]);
        assert_eq!(to_sdk_integration_json(output, &read), json!({ "Body": "\u{3c0}" }));
        assert_eq!(to_wire_json(output, &read), json!({ "Body": "z4A=" }));
    }

    #[test]
    fn parameters_are_pascal_case_at_every_level_and_keys_of_maps_are_data() {
        let value = read(
            "ecs",
            "RegisterTaskDefinition",
            &json!({
                "Family": "web",
                "ContainerDefinitions": [
                    {"Name": "a", "DockerLabels": {"lower": "x", "Upper": "y"}, "Essential": true, "Cpu": 10}
                ]
            }),
        )
        .unwrap();
        let container = &value.get("containerDefinitions").and_then(Value::as_list).unwrap()[0];
        assert_eq!(container.get("name"), Some(&Value::from("a")));
        assert_eq!(container.get("cpu"), Some(&Value::Integer(10)));
        let labels = container.get("dockerLabels").unwrap();
        assert_eq!(
            labels,
            &Value::Map(vec![("lower".to_owned(), "x".into()), ("Upper".to_owned(), "y".into())])
        );
    }

    #[test]
    fn a_name_in_the_wrong_case_is_refused_with_the_right_one() {
        let error = read("ecs", "StopTask", &json!({"Cluster": "c", "task": "t"})).unwrap_err();
        assert_eq!(error.to_string(), "[The field \"task\" is not supported by Step Functions]");
        assert_eq!(
            error.0[0].problem,
            ParameterProblem::Unsupported { nearest: Some("Task".to_owned()) }
        );
        let nested =
            json!({"TaskDefinition": "t", "NetworkConfiguration": {"awsvpcConfiguration": {}}});
        let error = read("ecs", "RunTask", &nested).unwrap_err();
        assert_eq!(error.0[0].path, ["NetworkConfiguration", "awsvpcConfiguration"]);
        assert_eq!(
            error.0[0].problem,
            ParameterProblem::Unsupported { nearest: Some("AwsvpcConfiguration".to_owned()) }
        );
    }

    #[test]
    fn values_of_another_kind_are_all_reported() {
        let error = read("ecs", "RunTask", &json!({"TaskDefinition": 1, "Count": "2", "Tags": {}}))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "[The value for the field 'TaskDefinition' must be a STRING, The value for the field \
             'Count' must be a NUMBER, The value for the field 'Tags' must be a ARRAY]"
        );
        let error = read("ecs", "RunTask", &json!({"Count": 3_000_000_000_i64})).unwrap_err();
        assert_eq!(error.0[0].problem, ParameterProblem::OutOfRange);
        assert_eq!(
            read("ecs", "RunTask", &json!({"Count": 2.0})).unwrap().get("count"),
            Some(&Value::Integer(2))
        );
        assert!(read("ecs", "RunTask", &json!({"Count": 2.5})).is_err());
    }

    #[test]
    fn json_for_a_text_is_written_only_where_the_integration_does_so() {
        let input = operation("sns", "Publish").input().unwrap();
        let parameters = json!({"TopicArn": "a", "Message": {"b": [1, "x"]}});
        let error =
            from_sdk_integration_json(input, &parameters, JsonForText::Refused).unwrap_err();
        assert_eq!(error.to_string(), "[The value for the field 'Message' must be a STRING]");
        let value = from_sdk_integration_json(input, &parameters, JsonForText::Written).unwrap();
        assert_eq!(value.get("Message"), Some(&Value::from(r#"{"b":[1,"x"]}"#)));
    }

    #[test]
    fn null_parameters_are_absent() {
        let value = read("ecs", "StopTask", &json!({"Task": "t", "Reason": null})).unwrap();
        assert_eq!(value, Value::Structure(vec![("task".to_owned(), "t".into())]));
    }

    #[test]
    fn results_are_in_the_order_of_their_names_and_tell_no_more_of_a_second_than_there_is() {
        let output = operation("sqs", "SendMessage").output().unwrap();
        let members = [("MessageId", "1"), ("MD5OfMessageBody", "2")];
        let members = members.map(|(name, value)| (name.to_owned(), Value::from(value)));
        let value = Value::Structure(members.to_vec());
        assert_eq!(
            to_sdk_integration_json(output, &value).to_string(),
            r#"{"Md5OfMessageBody":"2","MessageId":"1"}"#
        );
        assert_eq!(
            to_customised_integration_json(output, &value).to_string(),
            r#"{"MD5OfMessageBody":"2","MessageId":"1"}"#
        );
        let output = operation("s3", "GetObject").output().unwrap();
        let members = [("Body", Value::Blob(b"text".to_vec())), ("ETag", "1".into())];
        let members = members.map(|(name, value)| (name.to_owned(), value)).to_vec();
        assert_eq!(
            to_sdk_integration_json(output, &Value::Structure(members)).to_string(),
            r#"{"ETag":"1","Body":"text"}"#,
            "a stream comes last"
        );
        for instant in [
            "2024-01-01T00:00:00Z",
            "2024-01-01T00:00:00.100Z",
            "2024-01-01T00:00:00.000120Z",
            "2024-01-01T00:00:00.000000001Z",
        ] {
            assert_eq!(java_instant(instant.parse().unwrap()), instant);
        }
    }

    #[test]
    fn results_are_pascal_case_with_iso_timestamps_and_the_wire_keeps_its_names() {
        let at: Timestamp = "2024-01-01T00:00:00.120Z".parse().unwrap();
        let structure = |members: &[(&str, Value)]| {
            Value::Structure(members.iter().map(|(n, v)| ((*n).to_owned(), v.clone())).collect())
        };
        let task = structure(&[
            ("taskArn", "arn".into()),
            ("stoppingAt", at.into()),
            ("enableExecuteCommand", false.into()),
            ("cpu", Value::Null),
        ]);
        let value = structure(&[("task", task)]);
        let output = operation("ecs", "StopTask").output().unwrap();
        assert_eq!(
            to_sdk_integration_json(output, &value),
            json!({"Task": {"TaskArn": "arn", "StoppingAt": "2024-01-01T00:00:00.120Z", "EnableExecuteCommand": false}})
        );
        assert_eq!(
            to_wire_json(output, &value),
            json!({"task": {"taskArn": "arn", "stoppingAt": "2024-01-01T00:00:00.120Z", "enableExecuteCommand": false}})
        );
    }

    #[test]
    fn customised_results_are_sorted_and_count_milliseconds_but_keep_the_order_of_data() {
        let at: Timestamp = "2024-01-01T00:00:00.120Z".parse().unwrap();
        let output = operation("ecs", "StopTask").output().unwrap();
        let members = [("taskArn", Value::from("arn")), ("createdAt", at.into())];
        let members = members.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let value = Value::Structure(vec![("task".to_owned(), Value::Structure(members))]);
        assert_eq!(
            to_customised_integration_json(output, &value).to_string(),
            r#"{"Task":{"CreatedAt":1704067200120,"TaskArn":"arn"}}"#
        );
        let input = operation("ecs", "RegisterTaskDefinition").input().unwrap();
        let labels = ["b", "a"].map(|key| (key.to_owned(), Value::from("x"))).to_vec();
        let container = Value::Structure(vec![("dockerLabels".to_owned(), Value::Map(labels))]);
        let containers = Value::List(vec![container]);
        let value = Value::Structure(vec![("containerDefinitions".to_owned(), containers)]);
        assert_eq!(
            to_customised_integration_json(input, &value).to_string(),
            r#"{"ContainerDefinitions":[{"DockerLabels":{"b":"x","a":"x"}}]}"#
        );
    }

    #[test]
    fn what_was_written_reads_back() {
        let parameters =
            json!({"Cluster": "c", "Tags": [{"Key": "a", "Value": "b"}], "TaskDefinition": "d"});
        let value = read("ecs", "RunTask", &parameters).unwrap();
        let input = operation("ecs", "RunTask").input().unwrap();
        assert_eq!(to_sdk_integration_json(input, &value), parameters);
    }

    #[test]
    fn bytes_are_base64_both_ways() {
        let parameters = json!({"KeyId": "k", "CiphertextBlob": "/wA="});
        let value = read("kms", "Decrypt", &parameters).unwrap();
        assert_eq!(value.get("CiphertextBlob"), Some(&Value::Blob(vec![0xff, 0x00])));
        let decrypt = operation("kms", "Decrypt");
        assert_eq!(to_sdk_integration_json(decrypt.input().unwrap(), &value), parameters);
        let answer =
            Value::Structure(vec![("Plaintext".to_owned(), Value::Blob(b"text".to_vec()))]);
        let output = decrypt.output().unwrap();
        assert_eq!(to_sdk_integration_json(output, &answer), json!({"Plaintext": "dGV4dA=="}));
        let error = read("kms", "Encrypt", &json!({"Plaintext": "plain text"})).unwrap_err();
        assert_eq!(
            error.to_string(),
            "[The value for the field 'Plaintext' must be a BASE64 STRING]"
        );
    }

    #[test]
    fn a_shape_that_contains_itself_is_read_and_written_at_any_depth() {
        let parameters = json!({
            "TableName": "orders",
            "Item": {
                "id": {"S": "1"},
                "raw": {"B": "/wA="},
                "lines": {"L": [{"M": {"lower": {"N": "2"}, "Tags": {"L": [{"Nul": true}]}}}]},
            },
        });
        let value = read("dynamodb", "PutItem", &parameters).unwrap();
        let lines = value.get("Item").unwrap().get("lines").unwrap().get("L").unwrap();
        let line = lines.as_list().unwrap()[0].get("M").unwrap();
        assert_eq!(line.get("lower").unwrap().get("N"), Some(&Value::from("2")));
        let input = operation("dynamodb", "PutItem").input().unwrap();
        assert_eq!(to_sdk_integration_json(input, &value), parameters);
        let deep = json!({"Item": {"lines": {"L": [{"M": {"lower": {"Number": "2"}}}]}}});
        let error = read("dynamodb", "PutItem", &deep).unwrap_err();
        assert_eq!(error.0[0].path, ["Item", "lines", "L", "0", "M", "lower", "Number"]);
    }
}
