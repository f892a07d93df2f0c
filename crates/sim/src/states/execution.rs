//! Executions: started, described, listed and stopped through the API.

use firedrill_record::HopKind;
use firedrill_states::{Execution, ExecutionContext, Payload, WorkflowType};

use super::driver::{self, StatesEvent};
use super::error::{check_arn, check_name, invalid_token, no_execution};
use super::express;
use super::run::{Run, RunId};
use super::service::States;
use super::state_machine::page_size;
use super::status_event;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::names::ExecutionArn;
use crate::operation::states as api;
use crate::page::page;

impl States {
    /// `StartExecution`; the same name and input again, while the execution runs, answers as
    /// before ("StartExecution" of the reference).
    pub(super) fn start_execution(
        &mut self,
        request: api::StartExecutionRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::StartExecutionResponse> {
        let (machine, version) = self.machine(&request.state_machine_arn)?;
        let machine = machine.clone();
        let name = match request.name {
            Some(name) => name,
            None => context.ids().uuid(),
        };
        check_name(&name)?;
        let input = input(request.input.as_deref())?;
        let arn = match machine.workflow_type {
            WorkflowType::Express => express::execution_arn(&machine, &name, context),
            WorkflowType::Standard => {
                let arn = context.arn("states", &format!("execution:{}:{name}", machine.name));
                ExecutionArn::new(arn)
            }
        };
        if let Some(known) = self.run_ids.get(&arn).and_then(|id| self.runs.get(id.0)) {
            if known.stopped.is_none() && known.execution.context().input.text() == input.text() {
                return Ok(api::StartExecutionResponse {
                    execution_arn: arn.into(),
                    start_date: known.started,
                });
            }
            return Err(ServiceError::new(
                "ExecutionAlreadyExists",
                format!("Execution Already Exists: '{arn}'"),
            )
            .into());
        }
        let beginning = context.hop(HopKind::ExecutionStarted {
            execution: arn.to_string(),
            state_machine: machine.arn.to_string(),
            input: input.text().to_string(),
        });
        let now = context.now();
        let told = ExecutionContext {
            arn: arn.to_string().into(),
            name: name.into(),
            role_arn: machine.role_arn.as_str().into(),
            state_machine_arn: machine.arn.to_string().into(),
            state_machine_name: machine.name.as_str().into(),
            input,
            region: context.region().into(),
            workflow_type: machine.workflow_type,
            seed: context.execution_seed(),
        };
        let execution = Execution::start(machine.definition.clone(), told, now);
        let run = Run::new(arn.clone(), machine, version, execution, now, beginning);
        status_event::emit(&run, context);
        let id = RunId(self.runs.len());
        self.runs.push(run);
        self.run_ids.insert(arn.clone(), id);
        context.schedule(std::time::Duration::ZERO, StatesEvent::Wake(id));
        Ok(api::StartExecutionResponse { execution_arn: arn.into(), start_date: now })
    }

    /// `DescribeExecution`.
    pub(super) fn describe_execution(
        &self,
        request: &api::DescribeExecutionRequest,
    ) -> Handled<api::DescribeExecutionResponse> {
        let run = self.execution(&request.execution_arn)?;
        let (error, cause) = run.failure();
        let included = || Some(api::CloudWatchEventsExecutionDataDetails { included: Some(true) });
        let redrivable = matches!(run.status_name(), "FAILED" | "TIMED_OUT" | "ABORTED");
        Ok(api::DescribeExecutionResponse {
            execution_arn: run.arn.to_string(),
            state_machine_arn: run.machine.arn.to_string(),
            name: Some(run.name.clone()),
            status: run.status_name().to_owned(),
            start_date: run.started,
            stop_date: run.stopped,
            input: Some(run.execution.context().input.text().to_string()),
            input_details: included(),
            output: run.output().map(str::to_owned),
            output_details: run.output().and_then(|_| included()),
            error: error.map(str::to_owned),
            cause: cause.map(str::to_owned),
            state_machine_version_arn: run.version.clone(),
            redrive_count: Some(0),
            redrive_status: Some(
                if redrivable { "REDRIVABLE" } else { "NOT_REDRIVABLE" }.to_owned(),
            ),
            redrive_status_reason: (!redrivable)
                .then(|| format!("Execution is {} and cannot be redriven", run.status_name())),
        })
    }

    /// `ListExecutions` of a machine or of its version, the newest first.
    pub(super) fn list_executions(
        &self,
        request: &api::ListExecutionsRequest,
    ) -> Handled<api::ListExecutionsResponse> {
        let Some(machine_arn) = request.state_machine_arn.as_deref() else {
            return Err(ServiceError::new(
                "ValidationException",
                "Must provide a State Machine ARN or a Map Run ARN",
            )
            .into());
        };
        let (machine, version) = self.machine(machine_arn)?;
        express::refuse(machine)?;
        let wanted = |run: &&Run| {
            let status = request.status_filter.as_deref();
            run.machine.arn == machine.arn
                && (version.is_none() || run.version == version)
                && status.is_none_or(|status| status == run.status_name())
        };
        let runs = self.runs.iter().rev().filter(wanted);
        let limit = page_size(request.max_results);
        let page = page(runs, limit, request.next_token.as_deref(), invalid_token)?;
        let executions = page.items.into_iter().map(|run| api::ExecutionListItem {
            execution_arn: run.arn.to_string(),
            state_machine_arn: run.machine.arn.to_string(),
            name: run.name.clone(),
            status: run.status_name().to_owned(),
            start_date: run.started,
            stop_date: run.stopped,
            state_machine_version_arn: run.version.clone(),
            redrive_count: Some(0),
        });
        Ok(api::ListExecutionsResponse {
            executions: executions.collect(),
            next_token: page.next_token,
        })
    }

    /// `StopExecution`; one that has ended stays as it is.
    pub(super) fn stop_execution(
        &mut self,
        request: &api::StopExecutionRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::StopExecutionResponse> {
        self.execution(&request.execution_arn)?;
        let now = context.now();
        let id = self.run_ids.get(request.execution_arn.as_str()).copied();
        let Some(run) = id.and_then(|id| self.run(id)) else {
            return Err(no_execution(&request.execution_arn).into());
        };
        if run.stopped.is_none() {
            run.execution.stop(request.error.as_deref(), request.cause.as_deref(), now);
            driver::write_history(run, context);
            driver::end(run, context);
        }
        Ok(api::StopExecutionResponse { stop_date: run.stopped.unwrap_or(now) })
    }

    /// The execution of an ARN.
    pub(super) fn execution(&self, arn: &str) -> Handled<&Run> {
        check_arn(arn, &["execution"])?;
        let run = self.run_ids.get(arn).and_then(|id| self.runs.get(id.0));
        run.ok_or_else(|| no_execution(arn).into())
    }
}

/// The input of an execution; none stands for `{}`.
fn input(text: Option<&str>) -> Handled<Payload> {
    let refused = |reason: &str| {
        ServiceError::new(
            "InvalidExecutionInput",
            format!("Invalid State Machine Execution Input: '{reason}'"),
        )
    };
    let text = match text {
        None => "{}",
        Some("") => return Err(refused("Invalid execution input.").into()),
        Some(text) => text,
    };
    Payload::parse(text).map_err(|error| refused(&error.to_string()).into())
}
