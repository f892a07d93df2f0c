//! What each type of event tells, and how the API spells it.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::definition::StateType;
use crate::resource::TaskResource;

/// What happened, one variant for each type of event of the API; entering and leaving a state are
/// one variant each for all types of states.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "variants and fields are those of HistoryEvent in the API")]
pub enum EventDetails {
    ExecutionStarted {
        input: Arc<str>,
        role_arn: Arc<str>,
    },
    ExecutionSucceeded {
        output: Arc<str>,
    },
    ExecutionFailed {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    ExecutionTimedOut,
    ExecutionAborted {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    StateEntered {
        state_type: StateType,
        name: Arc<str>,
        input: Arc<str>,
    },
    StateExited {
        state_type: StateType,
        name: Arc<str>,
        output: Arc<str>,
        /// What the state assigned, each value as JSON.
        assigned_variables: Map<String, Value>,
    },
    TaskStateAborted,
    TaskScheduled {
        resource: Arc<TaskResource>,
        region: Arc<str>,
        parameters: Arc<str>,
        timeout_in_seconds: Option<u64>,
        heartbeat_in_seconds: Option<u64>,
    },
    TaskStarted {
        resource: Arc<TaskResource>,
    },
    TaskSucceeded {
        resource: Arc<TaskResource>,
        output: Arc<str>,
    },
    TaskFailed {
        resource: Arc<TaskResource>,
        error: Arc<str>,
        cause: Option<Arc<str>>,
    },
    TaskTimedOut {
        resource: Arc<TaskResource>,
        error: Arc<str>,
        cause: Option<Arc<str>>,
    },
    LambdaFunctionScheduled {
        resource: Arc<TaskResource>,
        input: Arc<str>,
        timeout_in_seconds: Option<u64>,
    },
    LambdaFunctionStarted,
    LambdaFunctionSucceeded {
        output: Arc<str>,
    },
    LambdaFunctionFailed {
        error: Arc<str>,
        cause: Option<Arc<str>>,
    },
    LambdaFunctionTimedOut {
        error: Arc<str>,
        cause: Option<Arc<str>>,
    },
}

impl EventDetails {
    /// The type of the event as the API spells it.
    #[must_use]
    pub fn event_type(&self) -> &'static str {
        match self {
            Self::ExecutionStarted { .. } => "ExecutionStarted",
            Self::ExecutionSucceeded { .. } => "ExecutionSucceeded",
            Self::ExecutionFailed { .. } => "ExecutionFailed",
            Self::ExecutionTimedOut => "ExecutionTimedOut",
            Self::ExecutionAborted { .. } => "ExecutionAborted",
            Self::StateEntered { state_type, .. } => state_type.entered_event(),
            Self::StateExited { state_type, .. } => state_type.exited_event(),
            Self::TaskStateAborted => "TaskStateAborted",
            Self::TaskScheduled { .. } => "TaskScheduled",
            Self::TaskStarted { .. } => "TaskStarted",
            Self::TaskSucceeded { .. } => "TaskSucceeded",
            Self::TaskFailed { .. } => "TaskFailed",
            Self::TaskTimedOut { .. } => "TaskTimedOut",
            Self::LambdaFunctionScheduled { .. } => "LambdaFunctionScheduled",
            Self::LambdaFunctionStarted => "LambdaFunctionStarted",
            Self::LambdaFunctionSucceeded { .. } => "LambdaFunctionSucceeded",
            Self::LambdaFunctionFailed { .. } => "LambdaFunctionFailed",
            Self::LambdaFunctionTimedOut { .. } => "LambdaFunctionTimedOut",
        }
    }

    /// The member that holds the details in the API's structure, and its value; types without
    /// details have none.
    #[must_use]
    pub fn to_member(&self) -> Option<(&'static str, Map<String, Value>)> {
        let (member, details) = match self {
            Self::ExecutionTimedOut | Self::TaskStateAborted | Self::LambdaFunctionStarted => {
                return None;
            }
            Self::ExecutionStarted { input, role_arn } => (
                "executionStartedEventDetails",
                Details::default().data("input", input).text("roleArn", role_arn),
            ),
            Self::ExecutionSucceeded { output } => {
                ("executionSucceededEventDetails", Details::default().data("output", output))
            }
            Self::ExecutionFailed { error, cause } => {
                ("executionFailedEventDetails", Details::default().failure(error.as_ref(), cause))
            }
            Self::ExecutionAborted { error, cause } => {
                ("executionAbortedEventDetails", Details::default().failure(error.as_ref(), cause))
            }
            Self::StateEntered { name, input, .. } => (
                "stateEnteredEventDetails",
                Details::default().text("name", name).data("input", input),
            ),
            Self::StateExited { name, output, assigned_variables, .. } => (
                "stateExitedEventDetails",
                Details::default()
                    .text("name", name)
                    .data("output", output)
                    .assigned(assigned_variables),
            ),
            Self::TaskScheduled {
                resource,
                region,
                parameters,
                timeout_in_seconds,
                heartbeat_in_seconds,
            } => (
                "taskScheduledEventDetails",
                Details::default()
                    .resource(resource)
                    .text("region", region)
                    .text("parameters", parameters)
                    .seconds("timeoutInSeconds", *timeout_in_seconds)
                    .seconds("heartbeatInSeconds", *heartbeat_in_seconds),
            ),
            Self::TaskStarted { resource } => {
                ("taskStartedEventDetails", Details::default().resource(resource))
            }
            Self::TaskSucceeded { resource, output } => (
                "taskSucceededEventDetails",
                Details::default().resource(resource).data("output", output),
            ),
            Self::TaskFailed { resource, error, cause } => (
                "taskFailedEventDetails",
                Details::default().resource(resource).failure(Some(error), cause),
            ),
            Self::TaskTimedOut { resource, error, cause } => (
                "taskTimedOutEventDetails",
                Details::default().resource(resource).failure(Some(error), cause),
            ),
            Self::LambdaFunctionScheduled { resource, input, timeout_in_seconds } => (
                "lambdaFunctionScheduledEventDetails",
                Details::default()
                    .text("resource", &resource.to_string())
                    .data("input", input)
                    .seconds("timeoutInSeconds", *timeout_in_seconds),
            ),
            Self::LambdaFunctionSucceeded { output } => {
                ("lambdaFunctionSucceededEventDetails", Details::default().data("output", output))
            }
            Self::LambdaFunctionFailed { error, cause } => {
                ("lambdaFunctionFailedEventDetails", Details::default().failure(Some(error), cause))
            }
            Self::LambdaFunctionTimedOut { error, cause } => (
                "lambdaFunctionTimedOutEventDetails",
                Details::default().failure(Some(error), cause),
            ),
        };
        Some((member, details.0))
    }
}

/// The members of a details structure, in the making.
#[derive(Default)]
struct Details(Map<String, Value>);

impl Details {
    fn text(mut self, member: &str, text: &str) -> Self {
        self.0.insert(member.to_owned(), Value::from(text));
        self
    }

    /// A payload, with the flag that says whether it was cut: GetExecutionHistory never cuts.
    fn data(mut self, member: &str, text: &str) -> Self {
        self = self.text(member, text);
        self.0.insert(format!("{member}Details"), json!({ "truncated": false }));
        self
    }

    fn assigned(mut self, variables: &Map<String, Value>) -> Self {
        if !variables.is_empty() {
            let texts =
                variables.iter().map(|(name, value)| (name.clone(), value.to_string().into()));
            self.0.insert("assignedVariables".to_owned(), Value::Object(texts.collect()));
            let details = json!({ "truncated": false });
            self.0.insert("assignedVariablesDetails".to_owned(), details);
        }
        self
    }

    fn seconds(mut self, member: &str, seconds: Option<u64>) -> Self {
        if let Some(seconds) = seconds {
            self.0.insert(member.to_owned(), Value::from(seconds));
        }
        self
    }

    fn resource(self, resource: &TaskResource) -> Self {
        self.text("resourceType", &resource.history_resource_type())
            .text("resource", &resource.history_resource())
    }

    fn failure(mut self, error: Option<&Arc<str>>, cause: &Option<Arc<str>>) -> Self {
        if let Some(error) = error {
            self = self.text("error", error);
        }
        if let Some(cause) = cause {
            self = self.text("cause", cause);
        }
        self
    }
}
