//! Driving executions: waking them, writing what happens, performing their tasks.

use firedrill_record::{ApiCaller, HopId, HopKind};
use firedrill_states::integration::{
    CallRefusal, Completion, ServiceCall, ServiceCallError, UncallableTaskError,
};
use firedrill_states::{Poll, TaskFailure, TaskId, TaskRequest};

use super::history::recorded;
use super::run::{Run, RunId};
use super::state_machine::PRINCIPAL;
use super::status_event;
use crate::account::Account;
use crate::call::Call;
use crate::context::Context;
use crate::delay::Delay;
use crate::error::{CallError, NotModelled};

/// Something that happens in Step Functions.
#[derive(Debug, Clone, Copy)]
pub(crate) enum StatesEvent {
    /// An execution has something to do.
    Wake(RunId),
    /// The call of a task is made.
    Perform(RunId, TaskId),
}

/// Plays what is due in Step Functions.
pub(super) fn play(account: &mut Account, event: StatesEvent, because: Option<HopId>) {
    match event {
        StatesEvent::Wake(id) => drive(account, id, None),
        StatesEvent::Perform(id, task) => perform(account, id, task, because),
    }
}

/// Lets an execution go as far as it can now.
///
/// `answered` is the hop of the call that it was waiting for; what it does first follows from it.
fn drive(account: &mut Account, id: RunId, answered: Option<HopId>) {
    let Some(run) = account.services.states.run(id) else { return };
    if run.stopped.is_some() {
        return;
    }
    let mut context = Context::new(&mut account.machine, answered);
    let polled = run.execution.poll(context.now());
    write_history(run, &mut context);
    match polled {
        Poll::Pending { tasks, wake_at } => {
            if let Some(wake) = run.wake.take() {
                context.cancel(wake);
            }
            let mut context = Context::new(&mut account.machine, Some(run.last_hop()));
            run.wake = wake_at.map(|at| context.schedule_at(at, StatesEvent::Wake(id)));
            for task in tasks {
                schedule(run, id, task, &mut context);
            }
        }
        Poll::Done(_) => end(run, &mut context),
        Poll::NotModelled(not_modelled) => {
            let what = match &not_modelled.state {
                Some(state) => format!("{} in state `{state}`", not_modelled.feature),
                None => not_modelled.feature,
            };
            give_up(account, id, NotModelled::new(what));
        }
    }
}

/// Has the call of a task made when the request has reached the service.
fn schedule(run: &mut Run, id: RunId, task: TaskRequest, context: &mut Context<'_>) {
    let because = run.hop_of(firedrill_states::EventId(task.scheduled_event_id));
    let event = StatesEvent::Perform(id, task.id);
    run.tasks.insert(task.id, task);
    let after = context.delay(Delay::ApiCall);
    context.because_of(because).schedule(after, event);
}

fn perform(account: &mut Account, id: RunId, task: TaskId, because: Option<HopId>) {
    let Some(run) = account.services.states.run(id) else { return };
    let Some(request) = run.tasks.remove(&task).filter(|_| run.stopped.is_none()) else { return };
    let service_call = match ServiceCall::of(&request, run.execution.context()) {
        Ok(call) if call.completion == Completion::Answer => call,
        Ok(_) => {
            give_up(account, id, NotModelled::new(request.resource.to_string()));
            return;
        }
        Err(ServiceCallError::Failed(failure)) => {
            let now = account.machine.now;
            run.execution.complete_task(task, Err(failure), now);
            drive(account, id, because);
            return;
        }
        Err(ServiceCallError::Uncallable(reason)) => {
            give_up(account, id, not_modelled(&request, &reason));
            return;
        }
    };
    let role_arn = &run.machine.role_arn;
    if !account.machine.roles.may_assume(role_arn, PRINCIPAL) {
        let failure = not_assumed(role_arn);
        let now = account.machine.now;
        run.execution.complete_task(task, Err(failure), now);
        drive(account, id, because);
        return;
    }
    let call = Call {
        service: service_call.operation.service().name().to_owned(),
        operation: service_call.operation.name().to_owned(),
        input: service_call.input.clone(),
        caller: ApiCaller::Execution {
            execution: run.arn.to_string(),
            role: run.machine.role_arn.clone(),
        },
    };
    let answer = account.perform(call, because);
    let request_id = answer.request_id.as_str();
    let result = match &answer.result {
        Ok(output) => service_call.answer(request_id, Ok(output)),
        Err(CallError::Service(error)) => {
            let (code, message) = (error.code.as_str(), error.message.as_str());
            let refusal =
                CallRefusal { code, message, status: error.status, extended_request_id: None };
            service_call.answer(request_id, Err(refusal))
        }
        Err(CallError::NotModelled(not_modelled)) => {
            give_up(account, id, not_modelled.clone());
            return;
        }
    };
    let now = account.machine.now;
    if let Some(run) = account.services.states.run(id) {
        run.execution.complete_task(task, result, now);
    }
    drive(account, id, Some(answer.hop));
}

/// Why no call is made in the name of a role. Recorded.
fn not_assumed(role_arn: &str) -> TaskFailure {
    let cause = format!(
        "The principal {PRINCIPAL} is not authorized to assume the provided role. (role: {role_arn})"
    );
    TaskFailure { error: Some("States.TaskFailed".to_owned()), cause: Some(cause) }
}

/// What this account cannot do for a task.
fn not_modelled(request: &TaskRequest, reason: &UncallableTaskError) -> NotModelled {
    match reason {
        UncallableTaskError::Credentials => NotModelled::new("`Credentials` of a Task state"),
        _ => NotModelled::new(request.resource.to_string()),
    }
}

/// Ends an execution that has met what is not modelled: no Catch can swallow it, and it has no
/// outcome that AWS would give it.
fn give_up(account: &mut Account, id: RunId, what: NotModelled) {
    let Some(run) = account.services.states.run(id) else { return };
    let because = Some(run.last_hop());
    run.execution.stop(Some("NotModelled"), Some(&what.to_string()), account.machine.now);
    account.stop_at(what, because);
    if let Some(run) = account.services.states.run(id) {
        let mut context = Context::new(&mut account.machine, because);
        write_history(run, &mut context);
        end(run, &mut context);
    }
}

/// Writes a hop for each history event that has none. The first of them follows from what the
/// context says, where it says anything; the others from the event before them.
pub(super) fn write_history(run: &mut Run, context: &mut Context<'_>) {
    let written = run.written();
    let mut cause = context.because();
    let events = run.execution.history().get(written..).unwrap_or_default();
    let events: Vec<_> =
        events.iter().map(|event| (event.previous_event_id, recorded(event))).collect();
    for (previous, event) in events {
        let because = cause.take().or_else(|| run.hop_of(previous));
        let kind = HopKind::History { execution: run.arn.to_string(), event };
        let hop = context.because_of(because).hop(kind);
        run.write(hop);
    }
}

/// Writes that an execution has ended, and tells the bus.
pub(super) fn end(run: &mut Run, context: &mut Context<'_>) {
    run.stopped = Some(context.now());
    run.tasks.clear();
    if let Some(wake) = run.wake.take() {
        context.cancel(wake);
    }
    let (error, cause) = run.failure();
    let kind = HopKind::ExecutionEnded {
        execution: run.arn.to_string(),
        status: run.status(),
        output: run.output().map(str::to_owned),
        error: error.map(str::to_owned),
        cause: cause.map(str::to_owned),
    };
    let mut context = context.because_of(Some(run.last_hop()));
    context.hop(kind);
    status_event::emit(run, &mut context);
}
