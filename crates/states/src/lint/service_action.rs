//! What a Task state calls, as far as the API is known.

use firedrill_api::{Operation, SdkAction, SdkActionError, Service, service};

use crate::json::Node;
use crate::outline::StateOutline;
use crate::resource::TaskResource;

/// The API behind the resource of a Task state.
pub(super) enum TaskApi {
    /// An operation that is known.
    Known(ServiceAction),
    /// A service that is not known here, by the name that the resource gives it.
    UnknownService(String),
    /// No API of AWS, or one whose parameters Step Functions made its own.
    Other,
}

/// A known operation of a service.
pub(super) struct ServiceAction {
    pub(super) resource: TaskResource,
    pub(super) service: &'static Service,
    pub(super) operation_name: &'static str,
}

/// The optimised integrations whose parameters are those of the operation: their names in
/// resources, which are ours for the service too.
const PLAIN_INTEGRATIONS: [&str; 12] = [
    "athena",
    "batch",
    "codebuild",
    "databrew",
    "dynamodb",
    "ecs",
    "events",
    "glue",
    "lambda",
    "sns",
    "sqs",
    "states",
];

impl TaskApi {
    /// The API that a Task state calls.
    pub(super) fn of(state: &StateOutline<'_>) -> Self {
        let resource = state.node.get("Resource").and_then(Node::as_str);
        let Some(Ok(resource)) = resource.map(TaskResource::parse) else { return Self::Other };
        let action = match &resource {
            TaskResource::AwsSdk { service, action, .. } => match SdkAction::of(service, action) {
                Ok(action) => Some((action.service(), action.operation_name())),
                Err(SdkActionError::UnknownService { name, .. }) => {
                    return Self::UnknownService(name);
                }
                Err(_) => None,
            },
            TaskResource::Optimized { service, action, .. } => integrated(service, action),
            TaskResource::LambdaFunction { .. } | TaskResource::Activity { .. } => None,
        };
        match action {
            Some((service, operation_name)) => {
                Self::Known(ServiceAction { resource, service, operation_name })
            }
            None => Self::Other,
        }
    }
}

fn integrated(name: &str, action: &str) -> Option<(&'static Service, &'static str)> {
    let service = PLAIN_INTEGRATIONS.contains(&name).then(|| service(name)).flatten()?;
    SdkAction::of(&service.integration_name(), action)
        .ok()
        .map(|action| (service, action.operation_name()))
}

impl ServiceAction {
    /// The operation, where its shapes are described.
    pub(super) fn operation(&self) -> Option<&'static Operation> {
        self.service.operation(self.operation_name)
    }

    /// What the names of its errors begin with: the name of the client in AWS SDK for Java, in the
    /// second version for AWS SDK integrations and in the first for optimised ones.
    pub(super) fn error_prefix(&self) -> &'static str {
        let client = self.service.client_name();
        if matches!(self.resource, TaskResource::AwsSdk { .. }) {
            return client;
        }
        match client {
            "CodeBuild" | "EventBridge" | "Glue" | "Lambda" | "Athena" | "Batch" => client,
            "DataBrew" => "DataBrew",
            "DynamoDb" => "DynamoDB",
            "Ecs" => "ECS",
            "Sfn" => "StepFunctions",
            "Sns" => "SNS",
            "Sqs" => "SQS",
            other => other,
        }
    }
}
