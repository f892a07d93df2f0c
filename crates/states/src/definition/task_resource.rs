//! Which resources a Task may name.

use firedrill_api::{SdkAction, SdkActionError};

use super::fields::Findings;
use crate::execution::WorkflowType;
use crate::json::Node;
use crate::resource::{IntegrationPattern, ResourceError, TaskResource};

/// Reads the `Resource` of a Task, and notes what the service would refuse it for.
pub(super) fn read(
    findings: &mut Findings,
    workflow_type: WorkflowType,
    node: &Node,
    location: &str,
) -> Option<TaskResource> {
    let location = format!("{location}/Resource");
    let arn = findings.string(node, &location)?;
    let known = TaskResource::parse(arn).and_then(|resource| {
        if exists(&resource) { Ok(resource) } else { Err(ResourceError { arn: arn.to_owned() }) }
    });
    let resource = match known {
        Ok(resource) => resource,
        Err(error) => {
            findings.schema(node, &location, error.to_string());
            return None;
        }
    };
    if workflow_type == WorkflowType::Express {
        refuse_in_express(findings, &resource, node, &location);
    }
    Some(resource)
}

/// Whether Step Functions knows the action, as far as that is known here: a service that is not
/// described may well exist, and one that is has the actions that its model lists.
fn exists(resource: &TaskResource) -> bool {
    match resource {
        TaskResource::AwsSdk { service, action, .. } => !matches!(
            SdkAction::of(service, action),
            Err(SdkActionError::UnknownAction { .. } | SdkActionError::Form { .. })
        ),
        TaskResource::Optimized { service, action, .. } => is_optimized(service, action),
        TaskResource::LambdaFunction { .. } | TaskResource::Activity { .. } => true,
    }
}

/// "Integrating optimized services" of the developer guide: the services that are customised; of
/// those with few actions, which.
fn is_optimized(service: &str, action: &str) -> bool {
    match service {
        "sns" => action == "publish",
        "sqs" => action == "sendMessage",
        "ecs" => action == "runTask",
        "lambda" | "http" => action == "invoke",
        "events" => action == "putEvents",
        "states" => action == "startExecution",
        "dynamodb" => matches!(action, "getItem" | "putItem" | "updateItem" | "deleteItem"),
        "apigateway" | "athena" | "batch" | "bedrock" | "codebuild" | "databrew" | "eks"
        | "elasticmapreduce" | "emr-containers" | "emr-serverless" | "glue" | "mediaconvert"
        | "sagemaker" => true,
        _ => false,
    }
}

/// The stray blank after `integration` is the service's own, and `.sync` has none.
fn refuse_in_express(
    findings: &mut Findings,
    resource: &TaskResource,
    node: &Node,
    location: &str,
) {
    let message = match (resource, resource.pattern()) {
        (TaskResource::Activity { .. }, _) => "Express state machine does not support activities",
        (_, IntegrationPattern::RequestResponse) => return,
        (_, IntegrationPattern::WaitForTaskToken) => {
            "Express state machine does not support '.waitForTaskToken' service integration "
        }
        (_, IntegrationPattern::Sync | IntegrationPattern::SyncV2) => {
            "Express state machine does not support '.sync' service integration"
        }
    };
    findings.schema(node, location, message);
}
