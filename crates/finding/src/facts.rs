//! The facts that matter about a finding, read from any event that carries one.
//!
//! Owns where they stand; refuses to insist on anything but that the text is JSON and carries a
//! finding. Members that are missing, unknown or of another type are no error, because deliveries
//! differ in all three.

use jiff::Timestamp;
use miette::Diagnostic;
use serde_json::Value;
use thiserror::Error;

use crate::event::FindingEvent;

/// Why no facts can be read.
#[derive(Debug, Error, Diagnostic)]
pub enum FindingFactsError {
    /// The text is not JSON.
    #[error("the event is not JSON: {0}")]
    #[diagnostic(code(firedrill::finding::json))]
    NotJson(#[from] serde_json::Error),
    /// The JSON is neither an event with a finding nor a finding.
    #[error("the event carries no GuardDuty finding")]
    #[diagnostic(
        code(firedrill::finding::no_finding),
        help("an event has the source `aws.guardduty` and the finding under `detail`")
    )]
    NoFinding,
    /// The finding is in the form of the API, whose names begin with capitals.
    #[error("the finding is in the form of the GuardDuty API, which no rule ever sees")]
    #[diagnostic(
        code(firedrill::finding::api_form),
        help(
            "events spell names as `detail.resource.resourceType`, the API as `Resource.ResourceType`"
        )
    )]
    ApiForm,
}

/// How a finding came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingForm {
    /// In its EventBridge envelope.
    Event,
    /// Without one, as exports to S3 have it.
    Bare,
}

/// What a finding says of itself and of the task it names; a fact that it does not tell is none.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingFacts {
    /// How the finding came.
    pub form: FindingForm,
    /// Its id.
    pub id: Option<String>,
    /// Its type.
    pub finding_type: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The account that owns the resource.
    pub account: Option<String>,
    /// The region of the detector.
    pub region: Option<String>,
    /// Its severity.
    pub severity: Option<f64>,
    /// The resource type, such as `ECSCluster`.
    pub resource_type: Option<String>,
    /// The feature, such as `RuntimeMonitoring`.
    pub feature: Option<String>,
    /// The ARN of the cluster.
    pub cluster_arn: Option<String>,
    /// The ARN of the task.
    pub task_arn: Option<String>,
    /// The ARN of the task's definition.
    pub definition_arn: Option<String>,
    /// `FARGATE` or `EC2`.
    pub launch_type: Option<String>,
    /// The group of the task.
    pub group: Option<String>,
    /// Whether it is a sample; anything but a clear yes is a no.
    pub sample: bool,
    /// Whether an operator archived it.
    pub archived: bool,
    /// How often it happened.
    pub count: Option<u64>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

impl FindingFacts {
    /// Reads the facts of an event that carries a finding, or of a finding without its envelope.
    pub fn read(text: &str) -> Result<Self, FindingFactsError> {
        let document: Value = serde_json::from_str(text)?;
        let (form, finding) = match document.get("detail") {
            Some(detail) if document.get("source").is_some_and(is_guardduty) => {
                (FindingForm::Event, detail)
            }
            Some(_) => return Err(FindingFactsError::NoFinding),
            None => (FindingForm::Bare, &document),
        };
        if finding.get("Resource").is_some() && finding.get("resource").is_none() {
            return Err(FindingFactsError::ApiForm);
        }
        if !finding.get("type").is_some_and(Value::is_string) || !finding.is_object() {
            return Err(FindingFactsError::NoFinding);
        }
        Ok(Self::of(form, finding))
    }

    fn of(form: FindingForm, finding: &Value) -> Self {
        let at = |pointer: &str| finding.pointer(pointer);
        let text = |pointer: &str| at(pointer).and_then(Value::as_str).map(str::to_owned);
        let yes = |pointer: &str| at(pointer).and_then(Value::as_bool).unwrap_or(false);
        let task = |name: &str| text(&format!("/resource/ecsClusterDetails/taskDetails/{name}"));
        Self {
            form,
            id: text("/id"),
            finding_type: text("/type"),
            title: text("/title"),
            account: text("/accountId"),
            region: text("/region"),
            severity: at("/severity").and_then(Value::as_f64),
            resource_type: text("/resource/resourceType"),
            feature: text("/service/featureName"),
            cluster_arn: text("/resource/ecsClusterDetails/arn"),
            task_arn: task("arn"),
            definition_arn: task("definitionArn"),
            launch_type: task("launchType"),
            group: task("group"),
            sample: yes("/service/additionalInfo/sample"),
            archived: yes("/service/archived"),
            count: at("/service/count").and_then(Value::as_u64),
            updated_at: text("/updatedAt").and_then(|time| time.parse().ok()),
        }
    }
}

fn is_guardduty(source: &Value) -> bool {
    source.as_str() == Some(FindingEvent::SOURCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: &str =
        "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef";

    #[test]
    fn facts_are_read_with_and_without_the_envelope() {
        let finding = format!(
            r#"{{"type":"Execution:Runtime/ReverseShell","severity":8,"accountId":"111122223333",
            "resource":{{"resourceType":"ECSCluster","ecsClusterDetails":{{"arn":"c","taskDetails":
            {{"arn":"{TASK}","launchType":"FARGATE","group":"service:web"}}}}}},
            "service":{{"archived":true,"additionalInfo":{{"sample":true}}}}}}"#
        );
        let event = format!(r#"{{"source":"aws.guardduty","detail":{finding}}}"#);

        let bare = FindingFacts::read(&finding).unwrap();
        assert_eq!(bare.form, FindingForm::Bare);
        assert_eq!(bare.task_arn.as_deref(), Some(TASK));
        assert_eq!(bare.launch_type.as_deref(), Some("FARGATE"));
        assert_eq!(bare.severity, Some(8.0));
        assert!(bare.sample && bare.archived);

        let wrapped = FindingFacts::read(&event).unwrap();
        assert_eq!(wrapped, FindingFacts { form: FindingForm::Event, ..bare });
    }

    #[test]
    fn members_of_another_type_are_facts_that_are_not_told() {
        let odd = r#"{"type":"T","severity":"8","resource":[],"service":{"archived":"yes",
            "additionalInfo":null,"count":-1},"region":7}"#;
        let facts = FindingFacts::read(odd).unwrap();
        assert_eq!((facts.severity, facts.count, facts.region), (None, None, None));
        assert!(!facts.sample && !facts.archived);
    }

    #[test]
    fn what_is_no_finding_is_refused_with_its_reason() {
        let read = |text: &str| FindingFacts::read(text).unwrap_err();
        assert!(matches!(read("{"), FindingFactsError::NotJson(_)));
        assert!(matches!(read(&"[".repeat(100_000)), FindingFactsError::NotJson(_)));
        assert!(matches!(read("7"), FindingFactsError::NoFinding));
        assert!(matches!(
            read(r#"{"source":"aws.ecs","detail":{"type":"x"}}"#),
            FindingFactsError::NoFinding
        ));
        assert!(matches!(
            read(r#"{"Type":"x","Resource":{"ResourceType":"ECSCluster"}}"#),
            FindingFactsError::ApiForm
        ));
    }
}
