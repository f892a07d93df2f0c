//! Which resources a Task may name.

use firedrill_api::{SdkAction, SdkActionError};

use super::diagnostic::{DefinitionDiagnostic, DiagnosticCode};
use super::fields::{Fields, Findings};
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
    let known =
        TaskResource::parse(arn).map_err(|error| (error, None)).and_then(|resource| match missing(
            &resource,
        ) {
            None => Ok(resource),
            Some(similar) => Err((ResourceError { arn: arn.to_owned() }, similar)),
        });
    let resource = match known {
        Ok(resource) => resource,
        Err((error, similar)) => {
            findings.note(DefinitionDiagnostic {
                code: DiagnosticCode::SchemaValidationFailed,
                message: error.to_string(),
                location: Some(location),
                span: node.span.clone(),
                help: similar.map(|action| format!("did you mean the action `{action}`?")),
            });
            return None;
        }
    };
    if workflow_type == WorkflowType::Express {
        refuse_in_express(findings, &resource, node, &location);
    }
    Some(resource)
}

/// Reads the `Resource` of an item reader or a result writer, which may be an action of S3 that no
/// Task takes. Whether it is one is for the caller to see.
pub(super) fn read_transfer(
    findings: &mut Findings,
    fields: Fields<'_>,
    location: &str,
) -> Option<TaskResource> {
    let node = fields.get("Resource")?;
    let location = format!("{location}/Resource");
    let arn = findings.string(node, &location)?;
    match TaskResource::parse(arn) {
        Ok(resource) => Some(resource),
        Err(error) => {
            findings.schema(node, &location, error.to_string());
            None
        }
    }
}

/// Whether Step Functions does not know the action, and which it knows that is most like it.
///
/// That is as far as actions are known here: a service that is not described may well exist, and
/// one that is has the actions that its model lists.
fn missing(resource: &TaskResource) -> Option<Option<String>> {
    match resource {
        TaskResource::AwsSdk { service, action, .. } => match SdkAction::of(service, action) {
            Err(SdkActionError::UnknownAction { nearest, .. }) => Some(nearest),
            Err(SdkActionError::Form { .. }) => Some(None),
            Ok(_) | Err(SdkActionError::UnknownService { .. }) => None,
        },
        TaskResource::Optimized { service, action, .. } => {
            (!is_optimized(service, action)).then_some(None)
        }
        TaskResource::LambdaFunction { .. } | TaskResource::Activity { .. } => None,
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
