//! Reading the items of a distributed Map state: its driver is asked, as it is for a task.

use std::sync::Arc;

use serde_json::Value;

use super::context_object::Moment;
use super::failure::Failure;
use super::fork::{Fork, ForkKind};
use super::polled::Execution;
use super::position::{Position, Reading};
use super::strand::StrandId;
use super::task::{RequestPurpose, TaskFailure, TaskId, TaskRequest};
use crate::definition::{ItemReader, State, StateKind};

impl Execution {
    /// Asks for the items of a Map Run.
    pub(super) fn request_items(
        &mut self,
        id: StrandId,
        state: &State,
        reader: &ItemReader,
        fork: Fork,
    ) {
        let ForkKind::MapRun(run) = &fork.kind else { return };
        let input = &run.work.input;
        let asked = self.evaluate(id, Moment::of(state, &fork.visit), |evaluation| {
            let parameters = match &reader.parameters {
                Some(template) => evaluation.template(template, input)?,
                None => Value::Object(serde_json::Map::new()),
            };
            let most = evaluation.count(reader.max_items.as_ref(), "MaxItems", input)?;
            // "ReaderConfig" of the developer guide: 0 stands for all.
            let most = most.filter(|most| *most > 0).and_then(|most| usize::try_from(most).ok());
            Ok((parameters, most))
        });
        let (parameters, most_items) = match asked {
            Ok(asked) => asked,
            Err(failure) => return self.fail(id, failure),
        };
        self.task_count += 1;
        let started = self.strands.get(id).map(|strand| strand.last).unwrap_or_default();
        let request = TaskRequest {
            id: TaskId(self.task_count),
            purpose: RequestPurpose::ItemReader,
            state: Arc::clone(&state.name),
            resource: (*reader.resource).clone(),
            parameters,
            token: None,
            credentials_role_arn: None,
            retry_count: fork.visit.retry_count,
            timeout: None,
            heartbeat: None,
            scheduled_event_id: self.event_of_request(id, started).0,
        };
        self.tasks.insert(request.id, id);
        self.requesting.push(id);
        let task = request.id;
        let reading = Reading { fork, task, request: Some(request), most_items };
        self.let_wait(id, Position::Reading(Box::new(reading)), None);
    }

    /// Takes what was read, and begins to work on it.
    pub(super) fn items_read(
        &mut self,
        id: StrandId,
        reading: Reading,
        result: Result<Value, TaskFailure>,
    ) {
        let Reading { mut fork, task, most_items, .. } = reading;
        self.tasks.remove(&task);
        let machine = Arc::clone(&self.machine);
        let state = machine.state(fork.visit.state);
        let StateKind::Map(map) = &state.kind else { return };
        let Some(reader) = &map.item_reader else { return };
        let items = match result {
            Ok(read) => reader.format.items(read),
            Err(failure) => Err(failure.cause.or(failure.error).unwrap_or_default()),
        };
        match items {
            Ok(mut items) => {
                items.truncate(most_items.unwrap_or(usize::MAX));
                if let Some(work) = fork.items_mut() {
                    work.items = items;
                }
                self.begin_map_run(id, state, map, fork);
            }
            Err(problem) => self.map_run_failed(id, fork, Failure::item_reader(&problem)),
        }
    }
}
