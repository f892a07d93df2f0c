//! Driving executions: waking them, writing what happens, performing their tasks.

use firedrill_record::HopKind;
use firedrill_states::integration::{
    CallRefusal, Completion, ServiceCall, ServiceCallError, UncallableTaskError,
};
use firedrill_states::mock::{MockedAnswer, NoMockError};
use firedrill_states::{Poll, TaskFailure, TaskId, TaskRequest};
use serde::{Deserialize, Serialize};

use super::run::{Run, RunId};
use super::state_machine::PRINCIPAL;
use super::status_event;
use crate::account::Account;
use crate::call::Call;
use crate::caller::Caller;
use crate::context::Context;
use crate::delay::Delay;
use crate::error::{CallError, NotModelled};
use crate::origin::Origin;

/// Something that happens in Step Functions.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum StatesEvent {
    /// An execution has something to do.
    Wake(RunId),
    /// The call of a task is made.
    Perform(RunId, TaskId),
}

/// Plays what is due in Step Functions.
pub(super) fn play(account: &mut Account, event: StatesEvent, origin: &Origin) {
    match event {
        StatesEvent::Wake(id) => drive(account, id, &origin.because_of(None)),
        StatesEvent::Perform(id, task) => perform(account, id, task, origin),
    }
}

/// Lets an execution of the region go as far as it can now.
///
/// The hop of `answered` is that of the call that it was waiting for; what it does first follows
/// from it.
fn drive(account: &mut Account, id: RunId, answered: &Origin) {
    let Some(run) = account.regions.services(&answered.region).states.run(id) else { return };
    if run.stopped.is_some() {
        return;
    }
    let mut context = Context::new(&mut account.machine, answered.clone());
    let polled = run.execution.poll(context.now());
    write_history(run, &mut context);
    match polled {
        Poll::Pending { tasks, wake_at } => {
            if let Some(wake) = run.wake.take() {
                context.cancel(wake);
            }
            let last = answered.because_of(run.last_hop());
            let mut context = Context::new(&mut account.machine, last);
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
            give_up(account, id, NotModelled::new(what), answered);
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

fn perform(account: &mut Account, id: RunId, task: TaskId, origin: &Origin) {
    let states = &mut account.regions.services(&origin.region).states;
    let Some(run) = states.run(id) else { return };
    let Some(request) = run.tasks.remove(&task).filter(|_| run.stopped.is_none()) else { return };
    if let Some(answer) = states.mocks.answer(id, &request) {
        give(account, id, &request, answer, origin);
        return;
    }
    let Some(run) = account.regions.services(&origin.region).states.run(id) else { return };
    let service_call = match ServiceCall::of(&request, run.execution.context()) {
        Ok(call) if call.completion == Completion::Answer => call,
        Ok(_) => {
            give_up(account, id, NotModelled::new(request.resource.to_string()), origin);
            return;
        }
        Err(ServiceCallError::Failed(failure)) => {
            let now = account.machine.now;
            run.execution.complete_task(task, Err(failure), now);
            drive(account, id, origin);
            return;
        }
        Err(ServiceCallError::Uncallable(reason)) => {
            give_up(account, id, not_modelled(&request, &reason), origin);
            return;
        }
    };
    let role_arn = &run.machine.role_arn;
    let context = Context::new(&mut account.machine, origin.clone());
    match context.may_assume(role_arn, PRINCIPAL, run.machine.arn.as_str()) {
        Ok(true) => {}
        Ok(false) => {
            let failure = not_assumed(role_arn);
            run.execution.complete_task(task, Err(failure), context.now());
            drive(account, id, origin);
            return;
        }
        Err(what) => {
            give_up(account, id, what, origin);
            return;
        }
    }
    let call = Call {
        service: service_call.operation.service().name().to_owned(),
        operation: service_call.operation.name().to_owned(),
        input: service_call.input.clone(),
        caller: Caller::Execution {
            execution: run.arn.to_string(),
            role: run.machine.role_arn.clone(),
        },
        region: Some(origin.region.clone()),
    };
    let answer = account.perform(call, origin.because);
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
            give_up(account, id, not_modelled.clone(), origin);
            return;
        }
    };
    let now = account.machine.now;
    if let Some(run) = account.regions.services(&origin.region).states.run(id) {
        run.execution.complete_task(task, result, now);
    }
    drive(account, id, &origin.because_of(answer.hop));
}

/// Gives a task the answer of its mock: nobody is called.
fn give(
    account: &mut Account,
    id: RunId,
    task: &TaskRequest,
    answer: Result<MockedAnswer, NoMockError>,
    origin: &Origin,
) {
    let now = account.machine.now;
    match answer {
        Ok(answer) => {
            let note = format!("the tasks of the state `{}` were answered by mocks", task.state);
            Context::new(&mut account.machine, origin.clone()).note(note);
            if let Some(run) = account.regions.services(&origin.region).states.run(id) {
                answer.give(&mut run.execution, task.id, now);
            }
            drive(account, id, origin);
        }
        Err(no_mock) => give_up(account, id, NotModelled::new(no_mock.to_string()), origin),
    }
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
fn give_up(account: &mut Account, id: RunId, what: NotModelled, origin: &Origin) {
    let Some(run) = account.regions.services(&origin.region).states.run(id) else { return };
    let because = run.last_hop();
    run.execution.stop(Some("NotModelled"), Some(&what.to_string()), account.machine.now);
    account.stop_at(what, because);
    if let Some(run) = account.regions.services(&origin.region).states.run(id) {
        let mut context = Context::new(&mut account.machine, origin.because_of(because));
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
    let events: Vec<_> = events
        .iter()
        .map(|event| (event.previous_event_id, serde_json::to_value(event).unwrap_or_default()))
        .collect();
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
    let mut context = context.because_of(run.last_hop());
    context.hop(kind);
    status_event::emit(run, &mut context);
}
