//! The jobs that `.sync` integrations wait for: how each is looked at, what its end means, and how
//! it is stopped.

use firedrill_api::{Operation, Value, service};
use serde_json::Value as Json;

use super::dialect::{CallRefusal, Dialect};
use super::service_call::ServiceCall;
use crate::execution::{ExecutionContext, TaskFailure};
use crate::json;

/// The error of an integration whose job did not end well.
const JOB_FAILED: &str = "States.TaskFailed";
/// The error where Amazon ECS answers with `failures` in place of a task ("Optimized Amazon ECS
/// integration" of the developer guide).
const NO_ECS_TASK: &str = "AmazonECS.Unknown";

/// What kind of job a task waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// A task of Amazon ECS, until it has stopped.
    EcsTask,
    /// An execution of a state machine, until it has ended.
    Execution,
    /// The same, with its input and output as JSON in place of text.
    ExecutionAsJson,
}

/// A job that a call started, and the calls by which it is looked at and stopped.
#[derive(Debug, Clone)]
pub struct Job {
    kind: JobKind,
    look: JobCall,
    stop: JobCall,
}

/// A call that Step Functions makes for a job once it has begun.
#[derive(Debug, Clone)]
pub struct JobCall {
    /// The operation.
    pub operation: &'static Operation,
    /// Its input, keyed by the member names of the service's model.
    pub input: Value,
}

impl ServiceCall {
    /// The job that the call started for a task of an execution, by the service's answer to it.
    ///
    /// # Errors
    /// The failure of the task, where the answer names no job.
    pub fn job(
        &self,
        kind: JobKind,
        output: &Value,
        context: &ExecutionContext,
    ) -> Result<Job, TaskFailure> {
        let started = match kind {
            JobKind::EcsTask => ecs_task(output, &context.arn),
            JobKind::Execution | JobKind::ExecutionAsJson => execution(output, &context.arn),
        };
        let (look, stop) = started.ok_or_else(|| {
            failed(JOB_FAILED, &Dialect::Optimized.written(self.operation, output))
        })?;
        Ok(Job { kind, look, stop })
    }
}

impl Job {
    /// The call that looks at the job.
    #[must_use]
    pub fn look(&self) -> &JobCall {
        &self.look
    }

    /// The call that stops the job of a task that was aborted.
    #[must_use]
    pub fn stop(&self) -> &JobCall {
        &self.stop
    }

    /// How the task ends by the service's answer to a look; none while the job goes on.
    ///
    /// A look that the service refuses ends the task as a refused call does.
    #[must_use]
    pub fn seen(
        &self,
        request_id: &str,
        answered: Result<&Value, CallRefusal<'_>>,
    ) -> Option<Result<Json, TaskFailure>> {
        let dialect = Dialect::Optimized;
        let output = match answered {
            Ok(output) => output,
            Err(refusal) => {
                let service = self.look.operation.service();
                return Some(Err(dialect.failure(service, request_id, refusal)));
            }
        };
        let written = dialect.written(self.look.operation, output);
        match self.kind {
            JobKind::EcsTask => ecs_task_seen(output, written),
            JobKind::Execution => execution_seen(output, written),
            JobKind::ExecutionAsJson => {
                execution_seen(output, written).map(|end| end.map(with_data_as_json))
            }
        }
    }
}

/// How a task fails whose call of RunTask started nothing.
pub(super) fn no_ecs_task(output: &Value, written: &Json) -> Option<TaskFailure> {
    let is_empty = |member| list(output, member).is_empty();
    (!is_empty("failures") || is_empty("tasks")).then(|| failed(NO_ECS_TASK, written))
}

/// Why a job is stopped. These words were seen as the reason of a job of AWS Batch; that Amazon ECS
/// and Step Functions itself are told the same is assumed, and so is that a job of a child execution
/// of a Map Run is told of the execution above it.
fn aborted(execution_arn: &str) -> Value {
    let reason = format!(
        "The Task state in AWS Step Functions execution [{execution_arn}] \
         which was managing this resource was aborted"
    );
    reason.as_str().into()
}

fn call<const N: usize>(
    service_name: &str,
    operation: &str,
    members: [(&str, Option<Value>); N],
) -> Option<JobCall> {
    let given = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Some(JobCall {
        operation: service(service_name)?.operation(operation)?,
        input: Value::Structure(given.collect()),
    })
}

fn ecs_task(output: &Value, execution_arn: &str) -> Option<(JobCall, JobCall)> {
    let task = list(output, "tasks").first()?;
    let arn = task.get("taskArn")?;
    let cluster = ("cluster", task.get("clusterArn").cloned());
    let tasks = ("tasks", Some(Value::List(vec![arn.clone()])));
    let reason = ("reason", Some(aborted(execution_arn)));
    let look = call("ecs", "DescribeTasks", [cluster.clone(), tasks])?;
    let stop = call("ecs", "StopTask", [cluster, ("task", Some(arn.clone())), reason])?;
    Some((look, stop))
}

/// A task succeeds when each of its containers ended with 0. Whether Step Functions lets a
/// container pass that is not essential is not known.
fn ecs_task_seen(output: &Value, written: Json) -> Option<Result<Json, TaskFailure>> {
    let Some(task) = list(output, "tasks").first() else {
        return Some(Err(failed(NO_ECS_TASK, &written)));
    };
    if text(task, "lastStatus") != Some("STOPPED") {
        return None;
    }
    let did_start = text(task, "stopCode") != Some("TaskFailedToStart");
    let ended_well = |container: &Value| container.get("exitCode") == Some(&Value::Integer(0));
    let succeeded = did_start && list(task, "containers").iter().all(ended_well);
    let description = written.pointer("/Tasks/0").cloned().unwrap_or(written);
    Some(if succeeded { Ok(description) } else { Err(failed(JOB_FAILED, &description)) })
}

fn execution(output: &Value, execution_arn: &str) -> Option<(JobCall, JobCall)> {
    let arn = ("executionArn", Some(output.get("executionArn")?.clone()));
    let cause = ("cause", Some(aborted(execution_arn)));
    let look = call("states", "DescribeExecution", [arn.clone()])?;
    let stop = call("states", "StopExecution", [arn, cause])?;
    Some((look, stop))
}

fn execution_seen(output: &Value, written: Json) -> Option<Result<Json, TaskFailure>> {
    match text(output, "status") {
        Some("RUNNING" | "PENDING_REDRIVE") => None,
        Some("SUCCEEDED") => Some(Ok(written)),
        _ => Some(Err(failed(JOB_FAILED, &written))),
    }
}

/// The description of an execution with what it took and gave as JSON.
fn with_data_as_json(mut description: Json) -> Json {
    for member in ["Input", "Output"] {
        let Some(data) = description.get_mut(member) else { continue };
        if let Some(read) = data.as_str().and_then(|text| json::value(text).ok()) {
            *data = read;
        }
    }
    description
}

fn failed(error: &str, description: &Json) -> TaskFailure {
    TaskFailure { error: Some(error.to_owned()), cause: Some(description.to_string()) }
}

fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value.get(member).and_then(Value::as_list).unwrap_or_default()
}

fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn structure(members: &[(&str, Value)]) -> Value {
        let named = members.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Value::Structure(named.collect())
    }

    fn job(kind: JobKind) -> Job {
        let (look, stop) = match kind {
            JobKind::EcsTask => {
                let task = structure(&[("taskArn", "t".into()), ("clusterArn", "c".into())]);
                ecs_task(&structure(&[("tasks", Value::List(vec![task]))]), "mine").unwrap()
            }
            _ => execution(&structure(&[("executionArn", "e".into())]), "mine").unwrap(),
        };
        Job { kind, look, stop }
    }

    fn ecs(members: &[(&str, Value)], exit_codes: &[Option<i64>]) -> Value {
        let container = |code: &Option<i64>| match code {
            Some(code) => structure(&[("exitCode", Value::Integer(*code))]),
            None => structure(&[]),
        };
        let containers = Value::List(exit_codes.iter().map(container).collect());
        let task = structure(&[members, &[("containers", containers)]].concat());
        structure(&[("tasks", Value::List(vec![task]))])
    }

    #[test]
    fn a_job_is_looked_at_by_what_its_service_called_it() {
        let look = job(JobKind::EcsTask).look;
        assert_eq!(look.operation.name(), "DescribeTasks");
        let tasks = Value::List(vec!["t".into()]);
        assert_eq!(look.input, structure(&[("cluster", "c".into()), ("tasks", tasks)]));
        let look = job(JobKind::Execution).look;
        assert_eq!(look.operation.name(), "DescribeExecution");
        assert_eq!(look.input, structure(&[("executionArn", "e".into())]));
    }

    #[test]
    fn a_job_is_stopped_for_the_reason_that_its_task_was_aborted() {
        let reason = Value::from(
            "The Task state in AWS Step Functions execution [mine] \
             which was managing this resource was aborted",
        );
        let stop = job(JobKind::EcsTask).stop;
        assert_eq!(stop.operation.name(), "StopTask");
        let named = [("cluster", "c".into()), ("task", "t".into()), ("reason", reason.clone())];
        assert_eq!(stop.input, structure(&named));
        let stop = job(JobKind::ExecutionAsJson).stop;
        assert_eq!(stop.operation.name(), "StopExecution");
        assert_eq!(stop.input, structure(&[("executionArn", "e".into()), ("cause", reason)]));
    }

    #[test]
    fn an_ecs_task_is_waited_for_until_it_stopped_and_succeeds_by_its_exit_codes() {
        let task = job(JobKind::EcsTask);
        let stopped = ("lastStatus", Value::from("STOPPED"));
        let seen = |members: &[(&str, Value)], exit_codes: &[Option<i64>]| {
            task.seen("r-1", Ok(&ecs(members, exit_codes)))
        };
        assert_eq!(seen(&[("lastStatus", "RUNNING".into())], &[Some(0)]), None);
        assert_eq!(
            seen(std::slice::from_ref(&stopped), &[Some(0)]),
            Some(Ok(json!({ "Containers": [{ "ExitCode": 0 }], "LastStatus": "STOPPED" })))
        );
        let failed =
            seen(std::slice::from_ref(&stopped), &[Some(0), Some(137)]).unwrap().unwrap_err();
        assert_eq!(failed.error.as_deref(), Some("States.TaskFailed"));
        let cause = r#"{"Containers":[{"ExitCode":0},{"ExitCode":137}],"LastStatus":"STOPPED"}"#;
        assert_eq!(failed.cause.as_deref(), Some(cause));
        assert!(seen(std::slice::from_ref(&stopped), &[None]).unwrap().is_err());
        let unstarted = ("stopCode", Value::from("TaskFailedToStart"));
        assert!(seen(&[stopped, unstarted], &[]).unwrap().is_err());
    }

    #[test]
    fn an_ecs_task_that_is_gone_fails_with_what_ecs_says() {
        let gone = structure(&[("reason", "MISSING".into())]);
        let output = structure(&[("failures", Value::List(vec![gone]))]);
        let failed = job(JobKind::EcsTask).seen("r-1", Ok(&output)).unwrap().unwrap_err();
        assert_eq!(failed.error.as_deref(), Some("AmazonECS.Unknown"));
        assert_eq!(failed.cause.as_deref(), Some(r#"{"Failures":[{"Reason":"MISSING"}]}"#));
    }

    #[test]
    fn an_execution_gives_its_output_as_text_or_as_json_and_fails_with_its_description() {
        let output = |status: &str| {
            structure(&[
                ("status", status.into()),
                ("input", "{}".into()),
                ("output", r#"{"a":1}"#.into()),
            ])
        };
        let seen = |kind, status| job(kind).seen("r-1", Ok(&output(status)));
        assert_eq!(seen(JobKind::Execution, "RUNNING"), None);
        assert_eq!(
            seen(JobKind::Execution, "SUCCEEDED"),
            Some(Ok(json!({ "Input": "{}", "Output": r#"{"a":1}"#, "Status": "SUCCEEDED" })))
        );
        assert_eq!(
            seen(JobKind::ExecutionAsJson, "SUCCEEDED"),
            Some(Ok(json!({ "Input": {}, "Output": { "a": 1 }, "Status": "SUCCEEDED" })))
        );
        for status in ["FAILED", "TIMED_OUT", "ABORTED"] {
            let failed = seen(JobKind::ExecutionAsJson, status).unwrap().unwrap_err();
            assert_eq!(failed.error.as_deref(), Some("States.TaskFailed"));
            let cause = json!({ "Input": "{}", "Output": r#"{"a":1}"#, "Status": status });
            assert_eq!(failed.cause, Some(cause.to_string()));
        }
    }

    #[test]
    fn a_look_that_is_refused_ends_the_task() {
        let refusal = CallRefusal {
            code: "ExecutionDoesNotExist",
            message: "Gone",
            status: 400,
            extended_request_id: None,
        };
        let failed = job(JobKind::Execution).seen("r-1", Err(refusal)).unwrap().unwrap_err();
        assert_eq!(failed.error.as_deref(), Some("StepFunctions.ExecutionDoesNotExistException"));
    }
}
