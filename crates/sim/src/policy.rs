//! Policies that a resource carries: whether the trust policy of a role or the policy of a queue or
//! topic lets a service of AWS in.
//!
//! Owns the reading of one document for one request of a service principal, which has no identity
//! policy, so that the resource's policy alone decides ("Policy evaluation logic" in the IAM user
//! guide). It refuses to know identity policies and the principals of people, and it guesses
//! nothing: what it does not evaluate is [`NotModelled`] by name, where the decision hangs on it.

use serde_json::Value;

use crate::error::NotModelled;

/// What a service asks of a resource.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServiceRequest<'a> {
    /// The service principal, such as `sns.amazonaws.com`.
    pub(crate) principal: &'a str,
    /// The action, such as `sqs:SendMessage`.
    pub(crate) action: &'a str,
    /// The ARN of the resource; none for a role that is assumed, whose trust policy names none.
    pub(crate) resource: Option<&'a str>,
    /// The ARN of what the service acts for, `aws:SourceArn`.
    pub(crate) source_arn: Option<&'a str>,
    /// The account of what the service acts for, `aws:SourceAccount`.
    pub(crate) source_account: &'a str,
}

/// Whether a document lets the service do what it asks: a statement allows it and none denies it.
///
/// A text that is no policy allows nothing.
///
/// # Errors
/// [`NotModelled`] if the decision hangs on an element, a condition or a policy variable that is
/// not evaluated here.
pub(crate) fn allows(document: &str, request: &ServiceRequest<'_>) -> Result<bool, NotModelled> {
    let Ok(document) = serde_json::from_str::<Value>(document) else { return Ok(false) };
    let (mut allowed, mut unknown_allow, mut unknown_deny) = (false, None, None);
    for statement in elements(document.get("Statement")) {
        let denies = match statement.get("Effect").and_then(Value::as_str) {
            Some("Allow") => false,
            Some("Deny") => true,
            _ => continue,
        };
        match applies(statement, request) {
            Ok(true) if denies => return Ok(false),
            Ok(applies) => allowed |= applies,
            Err(unknown) if denies => unknown_deny = Some(unknown),
            Err(unknown) => unknown_allow = Some(unknown),
        }
    }
    match (allowed, unknown_allow, unknown_deny) {
        (true, _, Some(unknown)) | (false, Some(unknown), _) => Err(unknown),
        (allowed, _, _) => Ok(allowed),
    }
}

/// Whether a document speaks of services and of nobody else.
pub(crate) fn names_only_services(document: &str) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(document) else { return false };
    elements(document.get("Statement")).all(|statement| {
        let principals = statement.get("Principal").and_then(Value::as_object);
        principals.is_some_and(|kinds| kinds.keys().all(|kind| kind == "Service"))
    })
}

fn applies(statement: &Value, request: &ServiceRequest<'_>) -> Result<bool, NotModelled> {
    let inverted = ["NotPrincipal", "NotAction", "NotResource"];
    if let Some(element) = inverted.into_iter().find(|element| statement.get(*element).is_some()) {
        return Err(not_modelled(&format!("`{element}`")));
    }
    if !names_principal(statement.get("Principal"), request.principal)
        || !texts(statement.get("Action")).any(|action| names_action(action, request.action))
    {
        return Ok(false);
    }
    if let Some(resource) = request.resource {
        let mut named = false;
        for pattern in texts(statement.get("Resource")) {
            named |= like(variable_free(pattern)?, resource);
        }
        if !named {
            return Ok(false);
        }
    }
    conditions_hold(statement.get("Condition"), request)
}

/// Whether `Principal` names the service. `"*"` and `{"AWS": "*"}` name everyone.
fn names_principal(principal: Option<&Value>, service: &str) -> bool {
    match principal {
        Some(Value::String(everyone)) => everyone == "*",
        Some(Value::Object(kinds)) => {
            texts(kinds.get("Service")).any(|named| named == service)
                || texts(kinds.get("AWS")).any(|named| named == "*")
        }
        _ => false,
    }
}

/// Actions have no case, and wildcards anywhere.
fn names_action(pattern: &str, action: &str) -> bool {
    like(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase())
}

/// Whether every condition holds. One that certainly does not decides, whatever the others say.
fn conditions_hold(
    conditions: Option<&Value>,
    request: &ServiceRequest<'_>,
) -> Result<bool, NotModelled> {
    let mut unknown = None;
    for (operator, keys) in conditions.and_then(Value::as_object).into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            match condition_holds(operator, key, values, request) {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(what) => unknown = Some(what),
            }
        }
    }
    unknown.map_or(Ok(true), Err)
}

/// Whether the request's value of a key equals one of the condition's; a key that the request does
/// not have equals none.
fn condition_holds(
    operator: &str,
    key: &str,
    values: &Value,
    request: &ServiceRequest<'_>,
) -> Result<bool, NotModelled> {
    let equals: fn(&str, &str) -> bool = match operator {
        "ArnEquals" | "ArnLike" => arn_like,
        "StringEquals" => |wanted, given| wanted == given,
        _ => return Err(not_modelled(&format!("the condition operator `{operator}`"))),
    };
    let given = match key.to_ascii_lowercase().as_str() {
        "aws:sourcearn" => request.source_arn,
        "aws:sourceaccount" => Some(request.source_account),
        _ => return Err(not_modelled(&format!("the condition key `{key}`"))),
    };
    let Some(given) = given else { return Ok(false) };
    let mut holds = false;
    for wanted in texts(Some(values)) {
        holds |= equals(variable_free(wanted)?, given);
    }
    Ok(holds)
}

fn not_modelled(what: &str) -> NotModelled {
    NotModelled::new(format!("{what} in the policy of a resource"))
}

/// A text of a policy, if it holds no policy variable such as `${aws:PrincipalAccount}`.
fn variable_free(text: &str) -> Result<&str, NotModelled> {
    if text.contains("${") {
        return Err(not_modelled(&format!("the policy variable of `{text}`")));
    }
    Ok(text)
}

/// Whether two ARNs are alike segment by segment; only the sixth may hold colons. `ArnEquals` and
/// `ArnLike` are the same operator ("IAM JSON policy elements: Condition operators").
fn arn_like(pattern: &str, arn: &str) -> bool {
    let (patterns, segments) = (pattern.splitn(6, ':'), arn.splitn(6, ':'));
    patterns.clone().count() == segments.clone().count()
        && patterns.zip(segments).all(|(pattern, segment)| like(pattern, segment))
}

/// Whether a text is like a pattern, in which `*` stands for any characters and `?` for one.
fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen) = (0, 0);
    // Where the last star stands, and what of the text it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(character) = text.get(seen) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == character => {
                at += 1;
                seen += 1;
            }
            _ => {
                let Some((place, taken)) = star else { return false };
                star = Some((place, taken + 1));
                (at, seen) = (place + 1, taken + 1);
            }
        }
    }
    pattern.get(at..).is_some_and(|rest| rest.iter().all(|character| *character == '*'))
}

/// The elements of a list, or the one thing that stands for a list of one.
fn elements(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (list, one) = match value {
        Some(Value::Array(list)) => (list.as_slice(), None),
        other => (&[][..], other),
    };
    list.iter().chain(one)
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    elements(value).filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const QUEUE: &str = "arn:aws:sqs:ap-northeast-1:111122223333:mail";
    const TOPIC: &str = "arn:aws:sns:ap-northeast-1:111122223333:notice";

    fn decide(statements: &Value) -> Result<bool, String> {
        let request = ServiceRequest {
            principal: "sns.amazonaws.com",
            action: "sqs:SendMessage",
            resource: Some(QUEUE),
            source_arn: Some(TOPIC),
            source_account: "111122223333",
        };
        let document = json!({ "Version": "2012-10-17", "Statement": statements });
        allows(&document.to_string(), &request).map_err(|unknown| unknown.what)
    }

    fn statement(changes: &Value) -> Value {
        let mut statement = json!({
            "Effect": "Allow",
            "Principal": { "Service": "sns.amazonaws.com" },
            "Action": "sqs:SendMessage",
            "Resource": QUEUE,
        });
        for (element, value) in changes.as_object().unwrap() {
            statement[element] = value.clone();
        }
        statement
    }

    #[test]
    fn a_statement_names_principal_action_and_resource_or_it_allows_nothing() {
        for (changes, allowed) in [
            (json!({}), true),
            (json!({ "Principal": "*" }), true),
            (json!({ "Principal": { "AWS": ["*"] } }), true),
            (json!({ "Principal": { "Service": ["a", "sns.amazonaws.com"] } }), true),
            (json!({ "Principal": { "Service": "events.amazonaws.com" } }), false),
            (json!({ "Principal": { "AWS": "arn:aws:iam::111122223333:root" } }), false),
            (json!({ "Principal": null }), false),
            (json!({ "Action": ["SQS:sendmessage"] }), true),
            (json!({ "Action": "sqs:Send*" }), true),
            (json!({ "Action": "sqs:ReceiveMessage" }), false),
            (json!({ "Resource": "arn:aws:sqs:*" }), true),
            (json!({ "Resource": "arn:aws:sqs:*:*:m?il" }), true),
            (json!({ "Resource": "arn:aws:sqs:ap-northeast-1:111122223333:Mail" }), false),
            (json!({ "Effect": "allow" }), false),
        ] {
            assert_eq!(decide(&statement(&changes)), Ok(allowed), "{changes}");
        }
        assert_eq!(decide(&json!([])), Ok(false));
    }

    #[test]
    fn a_denial_outweighs_what_is_allowed_in_any_order() {
        let (allow, deny) = (statement(&json!({})), statement(&json!({ "Effect": "Deny" })));
        assert_eq!(decide(&json!([allow, deny])), Ok(false));
        assert_eq!(decide(&json!([deny, allow])), Ok(false));
    }

    #[test]
    fn conditions_hold_all_together_and_each_for_one_of_its_values() {
        let foreign = "arn:aws:sns:ap-northeast-1:444455556666:notice";
        for (condition, allowed) in [
            (json!({ "ArnEquals": { "aws:SourceArn": TOPIC } }), true),
            (json!({ "ArnLike": { "AWS:SOURCEARN": [foreign, "arn:aws:sns:*:*:no*"] } }), true),
            (json!({ "ArnLike": { "aws:SourceArn": "arn:aws:sns:*" } }), false),
            (json!({ "ArnEquals": { "aws:SourceArn": foreign } }), false),
            (json!({ "StringEquals": { "aws:SourceArn": "arn:aws:sns:*:*:no*" } }), false),
            (json!({ "StringEquals": { "aws:SourceAccount": "111122223333" } }), true),
            (
                json!({
                    "ArnEquals": { "aws:SourceArn": TOPIC },
                    "StringEquals": { "aws:SourceAccount": "444455556666" },
                }),
                false,
            ),
        ] {
            let changes = json!({ "Condition": condition });
            assert_eq!(decide(&statement(&changes)), Ok(allowed), "{changes}");
        }
    }

    #[test]
    fn what_is_not_evaluated_is_named_where_the_decision_hangs_on_it() {
        let secure = json!({ "Bool": { "aws:SecureTransport": "false" } });
        let denied = statement(&json!({ "Effect": "Deny", "Condition": secure }));
        let unknown = "the condition operator `Bool` in the policy of a resource".to_owned();
        assert_eq!(decide(&json!([denied, statement(&json!({}))])), Err(unknown));
        assert_eq!(decide(&denied), Ok(false));

        let owned = json!({ "StringEquals": { "AWS:SourceOwner": "111122223333" } });
        let unknown = "the condition key `AWS:SourceOwner` in the policy of a resource".to_owned();
        let owned = statement(&json!({ "Condition": owned }));
        assert_eq!(decide(&owned), Err(unknown));
        assert_eq!(decide(&json!([owned, statement(&json!({}))])), Ok(true));
        let foreign =
            json!({ "Effect": "Deny", "Action": "sqs:ReceiveMessage", "Condition": secure });
        assert_eq!(decide(&json!([statement(&foreign), statement(&json!({}))])), Ok(true));

        let variable = statement(&json!({ "Resource": "arn:aws:sqs:*:${aws:PrincipalAccount}:*" }));
        assert!(decide(&variable).unwrap_err().starts_with("the policy variable of "));
        let inverted = statement(&json!({ "NotAction": "sqs:ReceiveMessage" }));
        assert_eq!(decide(&inverted), Err("`NotAction` in the policy of a resource".to_owned()));
    }

    #[test]
    fn a_document_may_speak_of_services_alone() {
        for (changes, only) in [
            (json!({}), true),
            (json!({ "Principal": "*" }), false),
            (json!({ "Principal": { "AWS": "*", "Service": "s3.amazonaws.com" } }), false),
        ] {
            let document = json!({ "Statement": [statement(&changes)] }).to_string();
            assert_eq!(names_only_services(&document), only, "{document}");
        }
    }

    #[test]
    fn a_text_that_is_no_policy_allows_nothing() {
        let request = ServiceRequest {
            principal: "sns.amazonaws.com",
            action: "sts:AssumeRole",
            resource: None,
            source_arn: None,
            source_account: "111122223333",
        };
        for text in ["", "not json", "[]", "{}", r#"{"Statement":7}"#] {
            assert!(!allows(text, &request).unwrap(), "{text}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = "*a".repeat(500) + "b";
        assert!(!like(&pattern, &"a".repeat(20_000)));
        assert!(like("*", "") && like("a*", "a") && !like("?", ""));
    }
}
