//! Holding a mocked result against the answer of the API.

use firedrill_api::{
    Limits, Member, Operation, SdkAction, Shape, ShapeKind, is_member_spelt, sdk_member_name,
    service,
};
use serde_json::Value;

use crate::resource::{IntegrationPattern, TaskResource};

/// What is wrong with a result, in AWS's words; nothing where the answer of the API is not
/// described here.
///
/// A job that is waited for answers as the operation does that it is polled with, and a token is
/// given back with anything.
pub(super) fn check(resource: &TaskResource, result: &Value, strict: bool) -> Result<(), String> {
    let operation = match (resource, resource.pattern()) {
        (TaskResource::AwsSdk { service, action, .. }, IntegrationPattern::RequestResponse) => {
            SdkAction::of(service, action).ok().and_then(SdkAction::operation)
        }
        (
            TaskResource::Optimized { service: name, action, .. },
            IntegrationPattern::RequestResponse,
        ) => described(name, action),
        (TaskResource::Optimized { service: name, .. }, IntegrationPattern::SyncV2)
            if name == "states" =>
        {
            described("states", "describeExecution")
        }
        _ => None,
    };
    match operation.and_then(Operation::output) {
        Some(shape) => value(shape, result, "", strict),
        None => Ok(()),
    }
}

fn described(name: &str, action: &str) -> Option<&'static Operation> {
    let service = service(name)?;
    SdkAction::of(&service.integration_name(), action).ok().and_then(SdkAction::operation)
}

fn value(shape: &Shape, json: &Value, field: &str, strict: bool) -> Result<(), String> {
    let must_be = |kind: &str| Err(format!("Field '{field}' must be {kind}"));
    match (shape.kind(), json) {
        (ShapeKind::Document, _) => Ok(()),
        (ShapeKind::Structure(structure), Value::Object(members)) => {
            let known = structure.members();
            if strict {
                let missing = known
                    .iter()
                    .filter(|member| member.is_required())
                    .map(Member::name)
                    .find(|name| !members.keys().any(|given| is_member_spelt(name, given)));
                if let Some(name) = missing {
                    let name = sdk_member_name(name);
                    return Err(format!("Required field '{name}' is missing"));
                }
            }
            members.iter().try_for_each(|(name, json)| {
                let member = known.iter().find(|member| is_member_spelt(member.name(), name));
                // A member that is not known may have come since.
                member.map_or(Ok(()), |member| value(member.shape(), json, name, strict))
            })
        }
        (ShapeKind::Structure(_) | ShapeKind::Map(_), json) if !json.is_object() => {
            must_be("an object")
        }
        (ShapeKind::Map(map), Value::Object(entries)) => {
            entries.values().try_for_each(|json| value(map.value(), json, field, strict))
        }
        (ShapeKind::List(list), Value::Array(items)) => {
            items.iter().try_for_each(|json| value(list.member(), json, field, strict))
        }
        (ShapeKind::List(_), _) => must_be("an array"),
        (ShapeKind::String(text), Value::String(json)) => {
            let values = text.values();
            if !values.is_empty() && !values.contains(json) {
                return Err(format!("Field '{field}' is not an expected value"));
            }
            length(text.limits(), json.chars().count(), field)
        }
        (ShapeKind::Blob(limits), Value::String(json)) => length(*limits, json.len(), field),
        (ShapeKind::Timestamp, Value::String(_)) | (ShapeKind::Boolean, Value::Bool(_)) => Ok(()),
        (ShapeKind::String(_) | ShapeKind::Blob(_) | ShapeKind::Timestamp, _) => {
            must_be("a string")
        }
        (ShapeKind::Boolean, _) => must_be("a boolean"),
        (
            ShapeKind::Integer(limits)
            | ShapeKind::Long(limits)
            | ShapeKind::Float(limits)
            | ShapeKind::Double(limits),
            Value::Number(number),
        ) => {
            let number = number.as_f64().unwrap_or_default();
            if limits.max.is_some_and(|max| number > exact(max)) {
                Err(format!("Field '{field}' exceeds the maximum value"))
            } else if limits.min.is_some_and(|min| number < exact(min)) {
                Err(format!("Field '{field}' is less than the minimum value"))
            } else {
                Ok(())
            }
        }
        _ => must_be("a number"),
    }
}

/// Recorded of the least length; the greatest is said alike.
fn length(limits: Limits, length: usize, field: &str) -> Result<(), String> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    if limits.min.is_some_and(|min| length < min) {
        Err(format!("Field '{field}' is smaller than the minimum length"))
    } else if limits.max.is_some_and(|max| length > max) {
        Err(format!("Field '{field}' exceeds the maximum length"))
    } else {
        Ok(())
    }
}

/// A limit as a number that others compare with.
#[expect(clippy::cast_precision_loss, reason = "no limit of an API is beyond what is exact")]
fn exact(limit: i64) -> f64 {
    limit as f64
}
