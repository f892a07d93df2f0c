//! Reading the items and writing the results of a distributed Map state: its driver is asked, as it
//! is for a task.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::context_object::Moment;
use super::data_flow::Evaluation;
use super::exporting::Export;
use super::failure::Failure;
use super::fork::Fork;
use super::polled::Execution;
use super::position::Position;
use super::problem::Problem;
use super::strand::StrandId;
use super::task::{RequestPurpose, TaskFailure, TaskId, TaskRequest};
use crate::definition::{ItemReader, MapState, State, StateKind};
use crate::payload::Payload;
use crate::resource::TaskResource;

/// A Map Run whose items are being read, or whose results are being written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Transfer {
    pub(super) fork: Fork,
    pub(super) task: TaskId,
    /// The request, until it is handed out.
    pub(super) request: Option<TaskRequest>,
    pub(super) direction: Direction,
}

/// Which way a transfer goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Direction {
    /// It is tried whether results can be written; the Map Run has not started.
    Trial,
    /// Items are read, of which so many count; none if all do.
    In { most_items: Option<usize> },
    /// Results are written.
    Out(Export),
}

impl Transfer {
    /// Whether the Map Run has started that it is for.
    pub(super) fn is_of_started_run(&self) -> bool {
        !matches!(self.direction, Direction::Trial)
    }
}

impl Execution {
    /// Asks for the items of a Map Run.
    pub(super) fn request_items(
        &mut self,
        id: StrandId,
        state: &State,
        reader: &ItemReader,
        mut fork: Fork,
    ) {
        let Some(run) = fork.map_run_mut() else { return };
        let input = run.work.input.clone();
        let asked = self.evaluate(id, Moment::of(state, &fork.visit), |evaluation| {
            reader.asked(evaluation, &input)
        });
        match asked {
            Ok((parameters, most_items)) => {
                if let Some(run) = fork.map_run_mut() {
                    run.work.source = Some(source(&parameters));
                }
                let direction = Direction::In { most_items };
                self.request_transfer(id, state, &reader.resource, parameters, fork, direction);
            }
            Err(failure) => self.state_failed(id, fork.visit, failure),
        }
    }

    /// Asks the driver for one call of S3.
    pub(super) fn request_transfer(
        &mut self,
        id: StrandId,
        state: &State,
        resource: &Arc<TaskResource>,
        parameters: Value,
        fork: Fork,
        direction: Direction,
    ) {
        self.task_count += 1;
        let task = TaskId(self.task_count);
        let last = self.strands.get(id).map(|strand| strand.last).unwrap_or_default();
        let request = TaskRequest {
            id: task,
            purpose: match direction {
                Direction::Trial => RequestPurpose::ResultWriterTrial,
                Direction::In { .. } => RequestPurpose::ItemReader,
                Direction::Out(_) => RequestPurpose::ResultWriter,
            },
            state: Arc::clone(&state.name),
            resource: Arc::clone(resource),
            parameters: Payload::of(parameters),
            token: None,
            credentials_role_arn: None,
            retry_count: fork.visit.retry_count,
            timeout: None,
            heartbeat: None,
            scheduled_event_id: self.event_of_request(id, last).0,
        };
        self.tasks.insert(task, id);
        self.requesting.push(id);
        let transfer = Transfer { fork, task, request: Some(request), direction };
        self.let_wait(id, Position::Transferring(Box::new(transfer)), None);
    }

    /// Takes the answer to a transfer.
    pub(super) fn transferred(
        &mut self,
        id: StrandId,
        transfer: Transfer,
        result: Result<Payload, TaskFailure>,
    ) {
        let Transfer { mut fork, task, direction, .. } = transfer;
        self.tasks.remove(&task);
        let machine = Arc::clone(&self.machine);
        let state = machine.state(fork.visit.state);
        let StateKind::Map(map) = &state.kind else { return };
        let result = result.map_err(|failure| failure.cause.or(failure.error).unwrap_or_default());
        match (direction, result) {
            (Direction::Trial, Ok(_)) => self.map_run_started(id, fork),
            (Direction::Trial, Err(cause)) => {
                let failure = Failure::unwritable(&state.name, fork.visit.entered_event, &cause);
                self.state_failed(id, fork.visit, failure);
            }
            (Direction::In { most_items }, read) => {
                self.items_read(id, state, map, fork, most_items, read);
            }
            (Direction::Out(export), Ok(_)) => {
                if let Some(writer) = map.export() {
                    self.export_next(id, state, writer, fork, export);
                }
            }
            (Direction::Out(_), Err(cause)) => {
                // Which error there is of a run that fails anyway is not known.
                let run = fork.map_run_mut();
                let earlier = run.and_then(|run| run.failure.take());
                let failure = earlier.unwrap_or_else(|| Failure::result_writer(&cause));
                self.fail_map_run(id, Box::new(fork), failure);
            }
        }
    }

    fn items_read(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        mut fork: Fork,
        most_items: Option<usize>,
        read: Result<Payload, String>,
    ) {
        let Some(reader) = &map.item_reader else { return };
        match read.and_then(|read| reader.format.items(read.into_value())) {
            Ok(mut items) => {
                items.truncate(most_items.unwrap_or(usize::MAX));
                if let Some(work) = fork.items_mut() {
                    work.items = items;
                }
                self.items_found(id, state, map, fork);
            }
            Err(problem) => {
                self.fail_map_run(id, Box::new(fork), Failure::item_reader(&problem));
            }
        }
    }
}

/// Where items are read, as the context object names it. Recorded: the object, or of a list of
/// objects the bucket.
fn source(parameters: &Value) -> Arc<str> {
    let text = |member: &str| parameters.get(member).and_then(Value::as_str);
    let bucket = text("Bucket").unwrap_or_default();
    match text("Key") {
        Some(key) => format!("s3://{bucket}/{key}").into(),
        None => format!("s3://{bucket}").into(),
    }
}

impl ItemReader {
    /// The parameters of the action that reads, and how many items of what it reads count; none if
    /// all do.
    pub(crate) fn asked(
        &self,
        evaluation: &mut Evaluation<'_>,
        input: &Payload,
    ) -> Result<(Value, Option<usize>), Problem> {
        let parameters = match &self.parameters {
            Some(template) => evaluation.template(template, input)?,
            None => Value::Object(Map::new()),
        };
        let most = evaluation.count(self.max_items.as_ref(), "MaxItems", input)?;
        // "ReaderConfig" of the developer guide: 0 stands for all.
        let most = most.filter(|most| *most > 0).and_then(|most| usize::try_from(most).ok());
        Ok((parameters, most))
    }
}
