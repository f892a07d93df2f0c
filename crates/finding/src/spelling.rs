//! Findings as the AWS CLI and SDKs print them, put into the spelling of EventBridge.
//!
//! Owns how names differ between the two. It refuses to guess at values: times stay as they are
//! written, although events have numbers where the CLI prints dates.

use serde_json::{Map, Value};

/// Names that are not just spelled with a small first letter, each with the member in whose object
/// or list it stands where that matters: `locationName` in the service model of GuardDuty (API
/// version 2017-11-28).
const SPELLED: [(Option<&str>, &str, &str); 10] = [
    (None, "TaskCreatedAt", "createdAt"),
    (None, "SourceIps", "sourceIPs"),
    (None, "LoginAttributes", "LoginAttributes"),
    (None, "KubernetesResourcesTypes", "type"),
    (Some("ProductCodes"), "Code", "productCodeId"),
    (Some("ProductCodes"), "ProductType", "productCodeType"),
    (Some("Account"), "Name", "account"),
    (Some("Ec2Instance"), "IamInstanceProfile", "IamInstanceProfile"),
    (Some("Location"), "Latitude", "lat"),
    (Some("Location"), "Longitude", "lon"),
];

/// Members whose own members are named by data, not by the model.
const MAPS: [&str; 3] = ["AffectedResources", "Profiles", "Behavior"];

/// Puts a finding of the API into the spelling of EventBridge.
///
/// `AdditionalInfo` of the API holds its facts as a JSON text in `Value` alone; events have them as
/// members as well, so they are put beside it.
///
/// # Errors
/// What is wrong with the text if it is not JSON, or nested deeper than any finding.
pub fn spell_as_event(finding: &str) -> Result<String, serde_json::Error> {
    let finding: Value = serde_json::from_str(finding)?;
    let mut spelled = spell(None, finding);
    if let Some(Value::Object(info)) = spelled.pointer_mut("/service/additionalInfo") {
        unfold(info);
    }
    Ok(spelled.to_string())
}

fn spell(within: Option<&str>, value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(name, value)| member(within, name, value)).collect(),
        ),
        Value::Array(items) => items.into_iter().map(|item| spell(within, item)).collect(),
        other => other,
    }
}

fn member(within: Option<&str>, name: String, value: Value) -> (String, Value) {
    if within.is_some_and(|within| MAPS.contains(&within)) {
        return (name, spell(None, value));
    }
    let spelled = SPELLED.iter().find(|(parent, known, _)| {
        *known == name && parent.is_none_or(|parent| within == Some(parent))
    });
    let value = spell(Some(&name), value);
    match spelled {
        Some((_, _, spelled)) => ((*spelled).to_owned(), value),
        None => (small(&name), value),
    }
}

fn small(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// Puts the facts in the JSON text `value` beside it, before it as events have them.
fn unfold(info: &mut Map<String, Value>) {
    let text = info.get("value").and_then(Value::as_str);
    let facts = text.and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok());
    if let Some(mut facts) = facts {
        facts.append(info);
        *info = facts;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_events_spell_them() {
        let finding = r#"{"AccountId":"1","Resource":{"EcsClusterDetails":{"TaskDetails":
            {"Arn":"t","TaskCreatedAt":"2026-01-01T00:00:00+00:00"}},
            "InstanceDetails":{"ProductCodes":[{"Code":"c"}],"IamInstanceProfile":{"Id":"i"}}},
            "Service":{"Action":{"AwsApiCallAction":{"AffectedResources":{"AWS::S3::Bucket":"b"}}},
            "AdditionalInfo":{"Value":"{\"sample\":true}","Type":"default"}},"Severity":8.0}"#;
        let spelled: Value = serde_json::from_str(&spell_as_event(finding).unwrap()).unwrap();
        assert_eq!(
            spelled,
            serde_json::json!({
                "accountId": "1",
                "resource": {
                    "ecsClusterDetails": {
                        "taskDetails": { "arn": "t", "createdAt": "2026-01-01T00:00:00+00:00" }
                    },
                    "instanceDetails": {
                        "productCodes": [{ "productCodeId": "c" }],
                        "iamInstanceProfile": { "id": "i" }
                    }
                },
                "service": {
                    "action": {
                        "awsApiCallAction": { "affectedResources": { "AWS::S3::Bucket": "b" } }
                    },
                    "additionalInfo": {
                        "sample": true, "value": "{\"sample\":true}", "type": "default"
                    }
                },
                "severity": 8.0
            })
        );
    }

    #[test]
    fn text_of_any_depth_is_spelled_or_refused() {
        assert!(spell_as_event(&format!("{}{}", "[".repeat(9_999), "]".repeat(9_999))).is_err());
        assert_eq!(spell_as_event("{\"\":1,\"Ä\":2}").unwrap(), "{\"\":1,\"Ä\":2}");
    }
}
