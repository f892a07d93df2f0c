//! Actions of AWS SDK integrations: `aws-sdk:ecs:stopTask` is the operation `StopTask` of `ecs`.
//!
//! See <https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html>.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use firedrill_diagnostic::nearest;

use crate::catalogue::services;
use crate::letter_case::lower_first;
use crate::service::{Operation, Service};

/// An action of a service as Step Functions names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SdkAction {
    service: &'static Service,
    operation: &'static str,
}

/// An action that Step Functions, as far as the services are known, would not recognise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SdkActionError {
    /// Not `aws-sdk:service:action`.
    #[error("`{text}` is not an action of an AWS SDK integration")]
    Form {
        /// The text.
        text: String,
    },
    /// The service is not known here, though it may exist.
    #[error("the service `{name}` is not known")]
    UnknownService {
        /// The name as it was written.
        name: String,
        /// The known name that is most like it.
        nearest: Option<String>,
    },
    /// The service has no such action.
    #[error("the service `{service}` has no action `{name}`")]
    UnknownAction {
        /// The service as it was written.
        service: String,
        /// The name as it was written.
        name: String,
        /// The action of the service that is most like it.
        nearest: Option<String>,
    },
}

impl SdkAction {
    /// Reads `aws-sdk:service:action`, without what may follow it (`.waitForTaskToken`).
    ///
    /// # Errors
    ///
    /// Where the form is another, or the service or its action is not known. Services go by
    /// Step Functions' names (`sfn`, not `states`) and actions begin in lower case; the nearest
    /// known name comes with the error.
    pub fn parse(text: &str) -> Result<Self, SdkActionError> {
        let form = || SdkActionError::Form { text: text.to_owned() };
        let (service, action) =
            text.strip_prefix("aws-sdk:").and_then(|rest| rest.split_once(':')).ok_or_else(form)?;
        Self::of(service, action)
    }

    /// The action of a service, both as Step Functions names them (`sfn`, `startExecution`).
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn of(service_name: &str, action: &str) -> Result<Self, SdkActionError> {
        let Some(actions) = ACTIONS.get(service_name) else {
            return Err(SdkActionError::UnknownService {
                name: service_name.to_owned(),
                nearest: nearest(service_name, ACTIONS.keys().cloned()),
            });
        };
        let operations = actions.operations();
        match operations.get(action) {
            Some(operation) => Ok(Self { service: actions.service, operation }),
            None => Err(SdkActionError::UnknownAction {
                service: service_name.to_owned(),
                name: action.to_owned(),
                nearest: nearest(action, operations.keys().cloned()),
            }),
        }
    }

    /// The service.
    #[must_use]
    pub fn service(self) -> &'static Service {
        self.service
    }

    /// The name of the operation in the API, such as `StopTask`.
    #[must_use]
    pub fn operation_name(self) -> &'static str {
        self.operation
    }

    /// The operation, where its shapes are described.
    #[must_use]
    pub fn operation(self) -> Option<&'static Operation> {
        self.service.operation(self.operation)
    }
}

/// The actions of each service, by the name that Step Functions has for the service.
static ACTIONS: LazyLock<BTreeMap<String, ServiceActions>> = LazyLock::new(|| {
    let of = |service: &'static Service| ServiceActions { service, operations: OnceLock::new() };
    services().iter().map(|service| (service.integration_name(), of(service))).collect()
});

/// The actions of one service. Its model is decoded when the first of them is looked for.
struct ServiceActions {
    service: &'static Service,
    operations: OnceLock<BTreeMap<String, &'static str>>,
}

impl ServiceActions {
    /// The operation of each action.
    fn operations(&self) -> &BTreeMap<String, &'static str> {
        self.operations.get_or_init(|| {
            let names = self.service.operation_names().into_iter();
            names.map(|name| (lower_first(name), name)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_names_a_service_and_an_operation() {
        let action = SdkAction::parse("aws-sdk:ecs:stopTask").unwrap();
        assert_eq!(action.service().name(), "ecs");
        assert_eq!(action.operation_name(), "StopTask");
        assert!(action.operation().is_some());
        let action = SdkAction::parse("aws-sdk:sfn:startExecution").unwrap();
        assert_eq!(action.service().name(), "states");
        let action = SdkAction::parse("aws-sdk:ec2:stopInstances").unwrap();
        assert_eq!((action.operation_name(), action.operation()), ("StopInstances", None));
    }

    #[test]
    fn what_is_not_known_comes_with_what_is_nearest() {
        assert_eq!(
            SdkAction::parse("aws-sdk:ecs:stopTaskX").unwrap_err(),
            SdkActionError::UnknownAction {
                service: "ecs".to_owned(),
                name: "stopTaskX".to_owned(),
                nearest: Some("stopTask".to_owned()),
            }
        );
        assert!(matches!(
            SdkAction::parse("aws-sdk:ecs:StopTask"),
            Err(SdkActionError::UnknownAction { nearest: Some(name), .. }) if name == "stopTask"
        ));
        assert!(matches!(
            SdkAction::parse("aws-sdk:stepfunction:startExecution"),
            Err(SdkActionError::UnknownService { .. })
        ));
        assert!(matches!(SdkAction::parse("ecs:runTask"), Err(SdkActionError::Form { .. })));
    }
}
