//! The API calls that are a flow's action, such as `ecs:StopTask`.

use std::fmt;

use firedrill_diagnostic::nearest;
use serde::{Serialize, Serializer};

/// An operation of a service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiAction {
    service: String,
    operation: String,
}

/// A text that names no API call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiActionError {
    /// It is not `service:Operation`.
    #[error("`{text}` is no API call")]
    Form {
        /// The text.
        text: String,
    },
    /// No such service is known.
    #[error("the service `{name}` is not known")]
    UnknownService {
        /// Its name.
        name: String,
        /// The known name that is most like it.
        nearest: Option<String>,
    },
    /// The service has no such operation.
    #[error("`{service}` has no operation `{name}`")]
    UnknownOperation {
        /// The service.
        service: String,
        /// The name of the operation.
        name: String,
        /// The operation of the service that is most like it.
        nearest: Option<String>,
    },
}

impl ApiAction {
    /// Reads `service:Operation`, in the names of the API: `ecs:StopTask`, `states:StartExecution`.
    ///
    /// # Errors
    /// [`ApiActionError`] where the form is another, or the service or the operation is not known.
    pub fn parse(text: &str) -> Result<Self, ApiActionError> {
        let Some((service_name, name)) = text.split_once(':') else {
            return Err(ApiActionError::Form { text: text.to_owned() });
        };
        let Some(service) = firedrill_api::service(service_name) else {
            let names = firedrill_api::services().iter().map(|service| service.name());
            let nearest = nearest(service_name, names).map(str::to_owned);
            return Err(ApiActionError::UnknownService { name: service_name.to_owned(), nearest });
        };
        let operations = service.operation_names();
        if !operations.contains(&name) {
            return Err(ApiActionError::UnknownOperation {
                service: service_name.to_owned(),
                name: name.to_owned(),
                nearest: nearest(name, operations).map(str::to_owned),
            });
        }
        Ok(Self { service: service_name.to_owned(), operation: name.to_owned() })
    }

    /// Returns the service, such as `ecs`.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Returns the operation, such as `StopTask`.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }
}

impl fmt::Display for ApiAction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.service, self.operation)
    }
}

impl Serialize for ApiAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl ApiActionError {
    /// Returns what to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::UnknownService { nearest: Some(nearest), .. }
            | Self::UnknownOperation { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`?")
            }
            _ => "write it as `service:Operation`, such as `ecs:StopTask`".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_exist_are_read_and_others_are_answered_with_the_nearest() {
        assert_eq!(ApiAction::parse("ecs:StopTask").unwrap().to_string(), "ecs:StopTask");
        let help = |text| ApiAction::parse(text).unwrap_err().help();
        assert_eq!(help("ecs:StopTsk"), "did you mean `StopTask`?");
        assert_eq!(help("esc:StopTask"), "did you mean `ecs`?");
        assert!(help("StopTask").contains("service:Operation"));
    }
}
