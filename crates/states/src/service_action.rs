//! What a Task calls, as far as the API is known.
//!
//! Owns which operation of which service a resource stands for. Refuses to know what a task passes
//! to it.

use firedrill_api::{Operation, SdkAction, SdkActionError, Service, service};

use crate::resource::TaskResource;

/// The API behind a resource.
pub(crate) enum TaskApi {
    /// An operation that is known.
    Known { service: &'static Service, operation_name: &'static str },
    /// A service that is not known here, by the name that the resource gives it.
    UnknownService(String),
    /// No API of AWS, or one whose parameters Step Functions made its own.
    Other,
}

/// A known operation of a service, and the resource that names it.
#[derive(Clone, Copy)]
pub(crate) struct ServiceAction<'r> {
    pub(crate) resource: &'r TaskResource,
    pub(crate) service: &'static Service,
    pub(crate) operation_name: &'static str,
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
    pub(crate) fn of(resource: &TaskResource) -> Self {
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

    /// The operation, with the resource that stands for it, where that is known.
    pub(crate) fn action<'r>(&self, resource: &'r TaskResource) -> Option<ServiceAction<'r>> {
        let Self::Known { service, operation_name } = *self else { return None };
        Some(ServiceAction { resource, service, operation_name })
    }
}

fn integrated(name: &str, action: &str) -> Option<(&'static Service, &'static str)> {
    let service = PLAIN_INTEGRATIONS.contains(&name).then(|| service(name)).flatten()?;
    SdkAction::of(&service.integration_name(), action)
        .ok()
        .map(|action| (service, action.operation_name()))
}

impl<'r> ServiceAction<'r> {
    /// The operation that a resource stands for, where that is known.
    pub(crate) fn of(resource: &'r TaskResource) -> Option<Self> {
        TaskApi::of(resource).action(resource)
    }

    /// The operation, where its shapes are described.
    pub(crate) fn operation(&self) -> Option<&'static Operation> {
        self.service.operation(self.operation_name)
    }

    /// What the names of its errors begin with: the name of the client in AWS SDK for Java 2 for
    /// AWS SDK integrations, and [`optimised_error_prefix`] for optimised ones.
    pub(crate) fn error_prefix(&self) -> &'static str {
        if matches!(self.resource, TaskResource::AwsSdk { .. }) {
            self.service.client_name()
        } else {
            optimised_error_prefix(self.service)
        }
    }
}

/// What the names of a service's errors begin with in its optimised integrations.
pub(crate) fn optimised_error_prefix(service: &'static Service) -> &'static str {
    match service.client_name() {
        "DynamoDb" => "DynamoDB",
        "Ecs" => "ECS",
        "Sfn" => "StepFunctions",
        "Sns" => "SNS",
        "Sqs" => "SQS",
        other => other,
    }
}
