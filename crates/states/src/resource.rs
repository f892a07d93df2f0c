//! What a Task state calls: its `Resource`, parsed.
//!
//! Owns the forms of a resource ARN and the two names that history gives it. Refuses to know
//! whether the action exists, and what it does.

use std::fmt;

use firedrill_arn::Arn;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// By whom a task of Amazon ECS was started that Step Functions waits for.
pub(crate) const STARTED_BY: &str = "AWS Step Functions";

/// How long an integration lets its state wait ("Service integration patterns" of the AWS Step
/// Functions developer guide).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum IntegrationPattern {
    /// Until the service answered.
    RequestResponse,
    /// Until the job that was started has ended (`.sync`).
    Sync,
    /// As [`Self::Sync`], with the output of a nested execution as JSON (`.sync:2`).
    SyncV2,
    /// Until somebody returns the task token (`.waitForTaskToken`).
    WaitForTaskToken,
}

impl IntegrationPattern {
    /// What is appended to the action in a resource ARN and in history.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::RequestResponse => "",
            Self::Sync => ".sync",
            Self::SyncV2 => ".sync:2",
            Self::WaitForTaskToken => ".waitForTaskToken",
        }
    }
}

/// The resource of a Task state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TaskResource {
    /// Any API action, `arn:aws:states:::aws-sdk:ecs:stopTask`.
    AwsSdk {
        /// The service as the ARN names it, such as `ecs`.
        service: String,
        /// The action in camel case, such as `stopTask`.
        action: String,
        /// How long the state waits.
        pattern: IntegrationPattern,
    },
    /// An action that Step Functions customised, `arn:aws:states:::sns:publish`.
    Optimized {
        /// The service as the ARN names it, such as `sns`, `states` or `elasticmapreduce`.
        service: String,
        /// The action in camel case, such as `publish`.
        action: String,
        /// How long the state waits.
        pattern: IntegrationPattern,
    },
    /// A Lambda function by its ARN.
    LambdaFunction {
        /// The ARN, with a version or an alias where one is given.
        arn: String,
    },
    /// An activity by its ARN.
    Activity {
        /// The ARN.
        arn: String,
    },
}

/// A text that is no resource of a Task.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "The resource provided {arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region."
)]
pub struct ResourceError {
    /// The text.
    pub arn: String,
}

impl TaskResource {
    /// Reads the `Resource` of a Task state.
    ///
    /// # Errors
    /// [`ResourceError`], in AWS's words, if it has none of the known forms.
    pub fn parse(arn: &str) -> Result<Self, ResourceError> {
        let refused = || ResourceError { arn: arn.to_owned() };
        let Ok(Arn { partition, service, region, account, resource: rest }) = Arn::parse(arn)
        else {
            return Err(refused());
        };
        if !partition.starts_with("aws") {
            return Err(refused());
        }
        match (service, region, account) {
            ("states", "", "") => Self::parse_integration(rest).ok_or_else(refused),
            // Region and account are left out as a rule, and taken where they are written.
            ("states", _, _) if rest.starts_with("aws-sdk:") => {
                Self::parse_integration(rest).ok_or_else(refused)
            }
            ("states", _, _) if rest.starts_with("activity:") => {
                Ok(Self::Activity { arn: arn.to_owned() })
            }
            ("lambda", _, _) if rest.starts_with("function:") => {
                Ok(Self::LambdaFunction { arn: arn.to_owned() })
            }
            _ => Err(refused()),
        }
    }

    /// The action of S3 that moves the items or results of a Map state.
    pub(crate) fn s3_action(&self) -> Option<&str> {
        match self {
            Self::Optimized { service, action, pattern: IntegrationPattern::RequestResponse } => {
                (service == "s3").then_some(action)
            }
            _ => None,
        }
    }

    fn parse_integration(rest: &str) -> Option<Self> {
        let (sdk, rest) = match rest.strip_prefix("aws-sdk:") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let (service, action) = rest.split_once(':')?;
        let (action, pattern) = match action.split_once('.') {
            None => (action, IntegrationPattern::RequestResponse),
            Some((action, "sync")) => (action, IntegrationPattern::Sync),
            Some((action, "sync:2")) => (action, IntegrationPattern::SyncV2),
            Some((action, "waitForTaskToken")) => (action, IntegrationPattern::WaitForTaskToken),
            Some(_) => return None,
        };
        let is_name = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_lowercase())
                && name
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || character == '-')
        };
        if !is_name(service) || !is_name(action) {
            return None;
        }
        let (service, action) = (service.to_owned(), action.to_owned());
        Some(if sdk {
            Self::AwsSdk { service, action, pattern }
        } else {
            Self::Optimized { service, action, pattern }
        })
    }

    /// How long the state waits; Lambda functions and activities answer by themselves.
    #[must_use]
    pub fn pattern(&self) -> IntegrationPattern {
        match self {
            Self::AwsSdk { pattern, .. } | Self::Optimized { pattern, .. } => *pattern,
            Self::LambdaFunction { .. } | Self::Activity { .. } => {
                IntegrationPattern::RequestResponse
            }
        }
    }

    /// The `resourceType` of history events, such as `aws-sdk:ecs` or `sns`.
    #[must_use]
    pub fn history_resource_type(&self) -> String {
        match self {
            Self::AwsSdk { service, .. } => format!("aws-sdk:{service}"),
            Self::Optimized { service, .. } => service.clone(),
            Self::LambdaFunction { .. } => "lambda".to_owned(),
            Self::Activity { .. } => "activity".to_owned(),
        }
    }

    /// The `resource` of history events, such as `stopTask` or `runTask.sync`; of a Lambda function
    /// and an activity the ARN.
    #[must_use]
    pub fn history_resource(&self) -> String {
        match self {
            Self::AwsSdk { action, pattern, .. } | Self::Optimized { action, pattern, .. } => {
                format!("{action}{}", pattern.suffix())
            }
            Self::LambdaFunction { arn } | Self::Activity { arn } => arn.clone(),
        }
    }
}

impl fmt::Display for TaskResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AwsSdk { service, action, pattern } => {
                write!(f, "arn:aws:states:::aws-sdk:{service}:{action}{}", pattern.suffix())
            }
            Self::Optimized { service, action, pattern } => {
                write!(f, "arn:aws:states:::{service}:{action}{}", pattern.suffix())
            }
            Self::LambdaFunction { arn } | Self::Activity { arn } => f.write_str(arn),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_written_back() {
        for arn in [
            "arn:aws:states:::aws-sdk:ecs:stopTask",
            "arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken",
            "arn:aws:states:::sns:publish",
            "arn:aws:states:::states:startExecution.sync:2",
            "arn:aws:states:::ecs:runTask.sync",
            "arn:aws:lambda:us-east-1:111122223333:function:quarantine:live",
            "arn:aws:states:us-east-1:111122223333:activity:approve",
        ] {
            assert_eq!(TaskResource::parse(arn).unwrap().to_string(), arn);
        }
    }

    #[test]
    fn an_action_may_name_region_and_account() {
        let arn = "arn:aws:states:eu-west-1:111122223333:aws-sdk:ecs:stopTask";
        let resource = TaskResource::parse(arn).unwrap();
        assert_eq!(resource.to_string(), "arn:aws:states:::aws-sdk:ecs:stopTask");
    }

    #[test]
    fn history_names_type_and_action() {
        let resource = TaskResource::parse("arn:aws:states:::aws-sdk:ecs:stopTask").unwrap();
        assert_eq!(resource.history_resource_type(), "aws-sdk:ecs");
        assert_eq!(resource.history_resource(), "stopTask");
        let nested = TaskResource::parse("arn:aws:states:::states:startExecution.sync:2").unwrap();
        assert_eq!(nested.history_resource_type(), "states");
        assert_eq!(nested.history_resource(), "startExecution.sync:2");
        assert_eq!(nested.pattern(), IntegrationPattern::SyncV2);
    }

    #[test]
    fn what_is_no_resource_is_refused_in_the_words_of_aws() {
        for arn in [
            "",
            "stopTask",
            "arn:aws:states:::",
            "arn:aws:states:::ecs",
            "arn:aws:states:::aws-sdk:ecs",
            "arn:aws:states:::ecs:runTask.async",
            "arn:aws:s3:::bucket",
            "arn:aws:lambda:us-east-1:111122223333:layer:x",
        ] {
            let error = TaskResource::parse(arn).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "The resource provided {arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region."
                )
            );
        }
    }
}
