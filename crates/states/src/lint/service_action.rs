//! What a Task state calls, as far as the API is known.

use firedrill_api::{Operation, SdkAction, SdkActionError, Service, service};

use crate::definition::StateType;
use crate::json::Node;
use crate::outline::StateOutline;
use crate::resource::TaskResource;

/// The call that a Task state makes.
pub(super) struct TaskCall<'n> {
    /// The `Resource` as it is written.
    pub(super) node: &'n Node,
    pub(super) resource: TaskResource,
    api: TaskApi,
}

/// The API behind a resource.
enum TaskApi {
    /// An operation that is known.
    Known { service: &'static Service, operation_name: &'static str },
    /// A service that is not known here, by the name that the resource gives it.
    UnknownService(String),
    /// No API of AWS, or one whose parameters Step Functions made its own.
    Other,
}

/// A known operation of a service, and the resource that names it.
#[derive(Clone, Copy)]
pub(super) struct ServiceAction<'c> {
    pub(super) resource: &'c TaskResource,
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

impl<'n> TaskCall<'n> {
    /// The call of a state; none of one that is no Task, or whose resource is none.
    pub(super) fn of(state: &StateOutline<'n>) -> Option<Self> {
        let is_task = state.state_type == Some(StateType::Task);
        let node = state.node.get("Resource").filter(|_| is_task)?;
        let resource = TaskResource::parse(node.as_str()?).ok()?;
        let api = TaskApi::of(&resource);
        Some(Self { node, resource, api })
    }

    /// The operation that it calls, where that is known.
    pub(super) fn action(&self) -> Option<ServiceAction<'_>> {
        let TaskApi::Known { service, operation_name } = self.api else { return None };
        Some(ServiceAction { resource: &self.resource, service, operation_name })
    }

    /// The name of the service that it calls, if it is not known here.
    pub(super) fn unknown_service(&self) -> Option<&str> {
        match &self.api {
            TaskApi::UnknownService(name) => Some(name),
            _ => None,
        }
    }
}

impl TaskApi {
    fn of(resource: &TaskResource) -> Self {
        let action = match resource {
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
            Some((service, operation_name)) => Self::Known { service, operation_name },
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

impl ServiceAction<'_> {
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
