//! What each type of event tells, and how the API spells it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::definition::StateType;
use crate::resource::TaskResource;

/// What happened, one variant for each type of event of the API; entering, leaving
/// and aborting a state are one variant each for all types of states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "variants and fields are those of HistoryEvent in the API")]
pub enum EventDetails {
    ExecutionStarted {
        input: Arc<str>,
        role_arn: Arc<str>,
    },
    ExecutionSucceeded {
        output: Arc<str>,
    },
    EvaluationFailed {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
        location: Option<Arc<str>>,
        state: Arc<str>,
    },
    ExecutionFailed {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    ExecutionTimedOut {
        error: Arc<str>,
    },
    ExecutionAborted {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    ExecutionRedriven {
        redrive_count: u32,
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
    StateAborted {
        state_type: StateType,
    },
    ParallelStateStarted,
    ParallelStateSucceeded,
    ParallelStateFailed,
    MapStateStarted {
        length: usize,
    },
    MapStateSucceeded,
    MapStateFailed,
    MapIterationStarted {
        name: Arc<str>,
        index: usize,
    },
    MapIterationSucceeded {
        name: Arc<str>,
        index: usize,
    },
    MapIterationFailed {
        name: Arc<str>,
        index: usize,
    },
    MapIterationAborted {
        name: Arc<str>,
        index: usize,
    },
    MapRunStarted {
        map_run_arn: Arc<str>,
    },
    MapRunSucceeded,
    MapRunFailed {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    MapRunAborted,
    MapRunRedriven {
        map_run_arn: Arc<str>,
        /// How often the Map Run has been redriven, this time included.
        redrive_count: u32,
    },
    TaskScheduled {
        resource: Arc<TaskResource>,
        region: Arc<str>,
        parameters: Arc<str>,
        timeout_in_seconds: Option<u64>,
        heartbeat_in_seconds: Option<u64>,
        /// The role that is assumed for the task, where the state names one.
        credentials_role_arn: Option<Arc<str>>,
    },
    TaskStarted {
        resource: Arc<TaskResource>,
    },
    TaskSubmitted {
        resource: Arc<TaskResource>,
        output: Arc<str>,
    },
    TaskSucceeded {
        resource: Arc<TaskResource>,
        output: Arc<str>,
    },
    TaskFailed {
        resource: Arc<TaskResource>,
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    TaskTimedOut {
        resource: Arc<TaskResource>,
        error: Option<Arc<str>>,
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
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    LambdaFunctionTimedOut {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    ActivityScheduled {
        resource: Arc<TaskResource>,
        input: Arc<str>,
        timeout_in_seconds: Option<u64>,
        heartbeat_in_seconds: Option<u64>,
    },
    ActivityStarted {
        worker_name: Option<Arc<str>>,
    },
    ActivitySucceeded {
        output: Arc<str>,
    },
    ActivityFailed {
        error: Option<Arc<str>>,
        cause: Option<Arc<str>>,
    },
    ActivityTimedOut {
        error: Option<Arc<str>>,
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
            Self::EvaluationFailed { .. } => "EvaluationFailed",
            Self::ExecutionFailed { .. } => "ExecutionFailed",
            Self::ExecutionTimedOut { .. } => "ExecutionTimedOut",
            Self::ExecutionAborted { .. } => "ExecutionAborted",
            Self::ExecutionRedriven { .. } => "ExecutionRedriven",
            Self::StateEntered { state_type, .. } => state_type.entered_event(),
            Self::StateExited { state_type, .. } => state_type.exited_event(),
            Self::StateAborted { state_type } => state_type.aborted_event(),
            Self::ParallelStateStarted => "ParallelStateStarted",
            Self::ParallelStateSucceeded => "ParallelStateSucceeded",
            Self::ParallelStateFailed => "ParallelStateFailed",
            Self::MapStateStarted { .. } => "MapStateStarted",
            Self::MapStateSucceeded => "MapStateSucceeded",
            Self::MapStateFailed => "MapStateFailed",
            Self::MapIterationStarted { .. } => "MapIterationStarted",
            Self::MapIterationSucceeded { .. } => "MapIterationSucceeded",
            Self::MapIterationFailed { .. } => "MapIterationFailed",
            Self::MapIterationAborted { .. } => "MapIterationAborted",
            Self::MapRunStarted { .. } => "MapRunStarted",
            Self::MapRunSucceeded => "MapRunSucceeded",
            Self::MapRunFailed { .. } => "MapRunFailed",
            Self::MapRunAborted => "MapRunAborted",
            Self::MapRunRedriven { .. } => "MapRunRedriven",
            Self::TaskScheduled { .. } => "TaskScheduled",
            Self::TaskStarted { .. } => "TaskStarted",
            Self::TaskSubmitted { .. } => "TaskSubmitted",
            Self::TaskSucceeded { .. } => "TaskSucceeded",
            Self::TaskFailed { .. } => "TaskFailed",
            Self::TaskTimedOut { .. } => "TaskTimedOut",
            Self::LambdaFunctionScheduled { .. } => "LambdaFunctionScheduled",
            Self::LambdaFunctionStarted => "LambdaFunctionStarted",
            Self::LambdaFunctionSucceeded { .. } => "LambdaFunctionSucceeded",
            Self::LambdaFunctionFailed { .. } => "LambdaFunctionFailed",
            Self::LambdaFunctionTimedOut { .. } => "LambdaFunctionTimedOut",
            Self::ActivityScheduled { .. } => "ActivityScheduled",
            Self::ActivityStarted { .. } => "ActivityStarted",
            Self::ActivitySucceeded { .. } => "ActivitySucceeded",
            Self::ActivityFailed { .. } => "ActivityFailed",
            Self::ActivityTimedOut { .. } => "ActivityTimedOut",
        }
    }

    /// The member that holds the details in the API's structure, and its value; types without
    /// details have none.
    #[must_use]
    pub fn to_member(&self) -> Option<(&'static str, Map<String, Value>)> {
        let (member, details) = match self {
            Self::StateAborted { .. }
            | Self::ParallelStateStarted
            | Self::ParallelStateSucceeded
            | Self::ParallelStateFailed
            | Self::MapStateSucceeded
            | Self::MapStateFailed
            | Self::MapRunSucceeded
            | Self::MapRunAborted
            | Self::LambdaFunctionStarted => return None,
            Self::MapStateStarted { length } => {
                ("mapStateStartedEventDetails", Details::default().number("length", *length))
            }
            Self::MapIterationStarted { name, index } => {
                ("mapIterationStartedEventDetails", Details::default().iteration(name, *index))
            }
            Self::MapIterationSucceeded { name, index } => {
                ("mapIterationSucceededEventDetails", Details::default().iteration(name, *index))
            }
            Self::MapIterationFailed { name, index } => {
                ("mapIterationFailedEventDetails", Details::default().iteration(name, *index))
            }
            Self::MapIterationAborted { name, index } => {
                ("mapIterationAbortedEventDetails", Details::default().iteration(name, *index))
            }
            Self::MapRunStarted { map_run_arn } => {
                ("mapRunStartedEventDetails", Details::default().text("mapRunArn", map_run_arn))
            }
            Self::MapRunRedriven { map_run_arn, redrive_count } => (
                "mapRunRedrivenEventDetails",
                Details::default()
                    .text("mapRunArn", map_run_arn)
                    .number("redriveCount", *redrive_count as usize),
            ),
            Self::MapRunFailed { error, cause } => {
                ("mapRunFailedEventDetails", Details::default().failure(error.as_ref(), cause))
            }
            Self::ExecutionTimedOut { error } => {
                ("executionTimedOutEventDetails", Details::default().text("error", error))
            }
            Self::ExecutionStarted { input, role_arn } => (
                "executionStartedEventDetails",
                Details::default().data("input", input).text("roleArn", role_arn),
            ),
            Self::ExecutionSucceeded { output } => {
                ("executionSucceededEventDetails", Details::default().data("output", output))
            }
            Self::EvaluationFailed { error, cause, location, state } => {
                let mut details = Details::default().failure(error.as_ref(), cause);
                if let Some(location) = location {
                    details = details.text("location", location);
                }
                ("evaluationFailedEventDetails", details.text("state", state))
            }
            Self::ExecutionFailed { error, cause } => {
                ("executionFailedEventDetails", Details::default().failure(error.as_ref(), cause))
            }
            Self::ExecutionRedriven { redrive_count } => (
                "executionRedrivenEventDetails",
                Details::default().number("redriveCount", *redrive_count as usize),
            ),
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
                credentials_role_arn,
            } => (
                "taskScheduledEventDetails",
                Details::default()
                    .resource(resource)
                    .text("region", region)
                    .text("parameters", parameters)
                    .seconds("timeoutInSeconds", *timeout_in_seconds)
                    .seconds("heartbeatInSeconds", *heartbeat_in_seconds)
                    .credentials(credentials_role_arn.as_deref()),
            ),
            Self::TaskStarted { resource } => {
                ("taskStartedEventDetails", Details::default().resource(resource))
            }
            Self::TaskSubmitted { resource, output } => (
                "taskSubmittedEventDetails",
                Details::default().resource(resource).data("output", output),
            ),
            Self::TaskSucceeded { resource, output } => (
                "taskSucceededEventDetails",
                Details::default().resource(resource).data("output", output),
            ),
            Self::TaskFailed { resource, error, cause } => (
                "taskFailedEventDetails",
                Details::default().resource(resource).failure(error.as_ref(), cause),
            ),
            Self::TaskTimedOut { resource, error, cause } => (
                "taskTimedOutEventDetails",
                Details::default().resource(resource).failure(error.as_ref(), cause),
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
            Self::LambdaFunctionFailed { error, cause } => (
                "lambdaFunctionFailedEventDetails",
                Details::default().failure(error.as_ref(), cause),
            ),
            Self::LambdaFunctionTimedOut { error, cause } => (
                "lambdaFunctionTimedOutEventDetails",
                Details::default().failure(error.as_ref(), cause),
            ),
            Self::ActivityScheduled {
                resource,
                input,
                timeout_in_seconds,
                heartbeat_in_seconds,
            } => (
                "activityScheduledEventDetails",
                Details::default()
                    .text("resource", &resource.to_string())
                    .data("input", input)
                    .seconds("timeoutInSeconds", *timeout_in_seconds)
                    .seconds("heartbeatInSeconds", *heartbeat_in_seconds),
            ),
            Self::ActivityStarted { worker_name } => {
                let details = Details::default();
                let details = match worker_name {
                    Some(worker_name) => details.text("workerName", worker_name),
                    None => details,
                };
                ("activityStartedEventDetails", details)
            }
            Self::ActivitySucceeded { output } => {
                ("activitySucceededEventDetails", Details::default().data("output", output))
            }
            Self::ActivityFailed { error, cause } => {
                ("activityFailedEventDetails", Details::default().failure(error.as_ref(), cause))
            }
            Self::ActivityTimedOut { error, cause } => {
                ("activityTimedOutEventDetails", Details::default().failure(error.as_ref(), cause))
            }
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

    fn number(mut self, member: &str, number: usize) -> Self {
        self.0.insert(member.to_owned(), Value::from(number));
        self
    }

    fn iteration(self, name: &str, index: usize) -> Self {
        self.text("name", name).number("index", index)
    }

    fn credentials(mut self, role_arn: Option<&str>) -> Self {
        if let Some(role_arn) = role_arn {
            self.0.insert("taskCredentials".to_owned(), json!({ "roleArn": role_arn }));
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
