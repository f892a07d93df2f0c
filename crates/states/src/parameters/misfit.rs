//! Values of another kind than an action takes.
//!
//! The parameters of an AWS SDK integration are read into the request of AWS SDK for Java, whose
//! reader says what fits. Its answers are recorded of texts, of whole numbers, of truth values, and
//! of texts in the place of an object; of anything else that does not fit there is a warning.

use firedrill_api::{Shape, ShapeKind};

use super::problem::Refusal;
use crate::json::{Node, NodeKind};
use crate::service_action::ServiceAction;

/// What is said of a value that does not fit, and whether the machine is refused for it.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) message: String,
    /// What to do about it, where the message speaks of Java.
    pub(super) help: Option<String>,
    pub(super) refusal: Refusal,
}

impl Misfit {
    fn refused(message: String) -> Self {
        Self { message, help: None, refusal: Refusal::First }
    }

    fn passed(field: &str, expected: &str) -> Self {
        Self { message: must_be(field, expected), help: None, refusal: Refusal::Never }
    }

    fn with_help(self, help: String) -> Self {
        Self { help: Some(help), ..self }
    }
}

/// What is wrong with the value of a parameter of an AWS SDK integration.
pub(super) fn in_sdk_request(
    action: ServiceAction<'_>,
    shape: &Shape,
    field: &str,
    node: &Node,
) -> Option<Misfit> {
    match (shape.kind(), &node.kind) {
        (ShapeKind::String(_), NodeKind::Number(_) | NodeKind::Bool(_)) => {
            Some(Misfit::refused(must_be(field, "STRING")))
        }
        (ShapeKind::Integer(_), NodeKind::Number(number)) if !number.is_f64() => None,
        (ShapeKind::Integer(_), NodeKind::Number(_) | NodeKind::String(_) | NodeKind::Bool(_)) => {
            Some(Misfit::refused(must_be(field, "INTEGER")))
        }
        (ShapeKind::Boolean, NodeKind::Number(number)) => number.is_f64().then(|| {
            let message = "Cannot deserialize value of type `java.lang.Boolean` from Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)";
            Misfit::refused(message.to_owned()).with_help(takes(field, "`true` or `false`"))
        }),
        (ShapeKind::Boolean, NodeKind::String(text)) => (!is_truth_value(text)).then(|| {
            let text = text.trim();
            Misfit::refused(format!(
                "Cannot deserialize value of type `java.lang.Boolean` from String \"{text}\": only \"true\" or \"false\" recognized"
            ))
            .with_help(takes(field, "`true` or `false`"))
        }),
        (ShapeKind::Structure(_), NodeKind::String(text)) if !text.is_empty() => {
            let (package, class) = (action.service.integration_name(), shape.name());
            let misfit = Misfit::refused(format!(
                "Cannot construct instance of `software.amazon.awssdk.services.{package}.model.{class}$BuilderImpl` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('{text}')"
            ));
            Some(misfit.with_help(takes(field, "an object")))
        }
        _ => other(shape, node).map(|expected| Misfit::passed(field, expected)),
    }
}

/// What is wrong with the value of a parameter of an optimised integration: the task fails when it
/// runs. JSON may stand where a text is wanted.
///
/// With `scalars_as_one`, one scalar may stand for another and a text for the value of an
/// attribute, as in the integration of Amazon DynamoDB: published state machines count on both.
pub(super) fn in_optimised_integration(
    shape: &Shape,
    field: &str,
    node: &Node,
    scalars_as_one: bool,
) -> Option<Misfit> {
    let is_json = matches!(node.kind, NodeKind::Object(_) | NodeKind::Array(_));
    let stands_for_it = match shape.kind() {
        ShapeKind::String(_) if is_json => true,
        ShapeKind::Structure(_) => {
            scalars_as_one && shape.name() == "AttributeValue" && node.as_str().is_some()
        }
        ShapeKind::List(_) | ShapeKind::Map(_) => false,
        _ => scalars_as_one && !is_json,
    };
    let expected = if stands_for_it { None } else { other(shape, node) };
    expected.map(|expected| Misfit::passed(field, expected))
}

/// What a shape takes, if a value is not of that kind at all.
fn other(shape: &Shape, node: &Node) -> Option<&'static str> {
    let is_text = matches!(node.kind, NodeKind::String(_));
    let (fits, expected) = match shape.kind() {
        ShapeKind::Structure(_) | ShapeKind::Map(_) => (false, "OBJECT"),
        ShapeKind::List(_) => (false, "ARRAY"),
        ShapeKind::String(_) | ShapeKind::Timestamp => (is_text, "STRING"),
        ShapeKind::Boolean => (matches!(node.kind, NodeKind::Bool(_)), "BOOLEAN"),
        ShapeKind::Integer(_) | ShapeKind::Long(_) | ShapeKind::Float(_) | ShapeKind::Double(_) => {
            (matches!(node.kind, NodeKind::Number(_)), "NUMBER")
        }
        ShapeKind::Blob(_) | ShapeKind::Document => (true, ""),
    };
    (!fits && !node.is_null()).then_some(expected)
}

fn must_be(field: &str, expected: &str) -> String {
    let article = if expected.starts_with(['A', 'I', 'O']) { "an" } else { "a" };
    format!("The value for the field '{field}' must be {article} {expected}")
}

fn takes(field: &str, what: &str) -> String {
    format!("the field `{field}` takes {what}")
}

/// Whether a text is read as a truth value, or as none: an empty one and `null` are.
fn is_truth_value(text: &str) -> bool {
    let words = ["", "null", "true", "True", "TRUE", "false", "False", "FALSE"];
    words.contains(&text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::resource::TaskResource;

    /// What is said of the first member of an object, which a task passes to an action.
    fn said(resource: &str, member: &str) -> Option<(String, Refusal)> {
        let resource = TaskResource::parse(&format!("arn:aws:states:::{resource}")).unwrap();
        let action = ServiceAction::of(&resource).unwrap();
        let node = json::document(member).unwrap();
        let member = &node.as_object().unwrap()[0];
        let input = action.operation().unwrap().input().unwrap().structure().unwrap();
        let shape = input
            .members()
            .iter()
            .find(|known| firedrill_api::sdk_member_name(known.name()) == member.key)
            .unwrap()
            .shape();
        let misfit = match resource {
            TaskResource::AwsSdk { .. } => {
                in_sdk_request(action, shape, &member.key, &member.value)
            }
            _ => in_optimised_integration(shape, &member.key, &member.value, false),
        };
        misfit.map(|misfit| (misfit.message, misfit.refusal))
    }

    fn refused(resource: &str, member: &str) -> String {
        let (message, refusal) = said(resource, member).unwrap();
        assert_eq!(refusal, Refusal::First, "{member}");
        message
    }

    #[test]
    fn texts_and_whole_numbers_are_taken_as_they_are() {
        let send = "aws-sdk:sqs:sendMessage";
        for member in [r#"{"QueueUrl": "q"}"#, r#"{"QueueUrl": null}"#, r#"{"DelaySeconds": 2}"#] {
            assert_eq!(said(send, member), None, "{member}");
        }
        for text in ["123", "1.5", "true"] {
            assert_eq!(
                refused(send, &format!(r#"{{"QueueUrl": {text}}}"#)),
                "The value for the field 'QueueUrl' must be a STRING"
            );
        }
        for number in ["2.0", "2.5", "3e1", "\"2\"", "true"] {
            assert_eq!(
                refused(send, &format!(r#"{{"DelaySeconds": {number}}}"#)),
                "The value for the field 'DelaySeconds' must be an INTEGER"
            );
        }
    }

    #[test]
    fn a_truth_value_may_be_a_text_or_a_whole_number() {
        let create = "aws-sdk:lambda:createFunction";
        for value in
            ["true", "0", "1", "-1", "\"true\"", "\" FALSE \"", "\"\"", "\"null\"", "\"True\""]
        {
            assert_eq!(said(create, &format!(r#"{{"Publish": {value}}}"#)), None, "{value}");
        }
        assert_eq!(
            refused(create, r#"{"Publish": 1.0}"#),
            "Cannot deserialize value of type `java.lang.Boolean` from Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)"
        );
        assert_eq!(
            refused(create, r#"{"Publish": "yEs"}"#),
            "Cannot deserialize value of type `java.lang.Boolean` from String \"yEs\": only \"true\" or \"false\" recognized"
        );
    }

    #[test]
    fn a_text_is_no_object() {
        assert_eq!(
            refused("aws-sdk:lambda:createFunction", r#"{"Code": "code.zip"}"#),
            "Cannot construct instance of `software.amazon.awssdk.services.lambda.model.FunctionCode$BuilderImpl` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('code.zip')"
        );
    }

    #[test]
    fn what_is_not_recorded_is_warned_of() {
        for (resource, member, message) in [
            (
                "aws-sdk:sqs:sendMessage",
                r#"{"MessageBody": {}}"#,
                "The value for the field 'MessageBody' must be a STRING",
            ),
            (
                "aws-sdk:ecs:runTask",
                r#"{"Tags": {}}"#,
                "The value for the field 'Tags' must be an ARRAY",
            ),
            (
                "aws-sdk:s3:putObject",
                r#"{"ContentLength": "2"}"#,
                "The value for the field 'ContentLength' must be a NUMBER",
            ),
            (
                "sqs:sendMessage",
                r#"{"DelaySeconds": "2"}"#,
                "The value for the field 'DelaySeconds' must be a NUMBER",
            ),
        ] {
            assert_eq!(said(resource, member), Some((message.to_owned(), Refusal::Never)));
        }
        assert_eq!(said("sqs:sendMessage", r#"{"MessageBody": {}}"#), None);
    }
}
