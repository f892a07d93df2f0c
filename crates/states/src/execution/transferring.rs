//! Reading the items and writing the results of a distributed Map state: its driver is asked, as it
//! is for a task.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::context_object::Moment;
use super::data_flow::Evaluation;
use super::failure::Failure;
use super::fork::{Fork, ForkKind, MapRun};
use super::map_run::map_run_arn;
use super::polled::Execution;
use super::position::Position;
use super::problem::Problem;
use super::results;
use super::strand::StrandId;
use super::task::{RequestPurpose, TaskFailure, TaskId, TaskRequest};
use crate::definition::{ItemReader, MapState, ResultExport, State, StateKind, Transformation};
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
    /// Items are read, of which so many count; none if all do.
    In { most_items: Option<usize> },
    /// Results are written.
    Out(Export),
}

/// Results on their way out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Export {
    /// The bucket, and whatever else the parameters say.
    parameters: Map<String, Value>,
    /// The objects that are still to be written: key and text.
    left: VecDeque<(String, String)>,
    /// What the state returns.
    details: Value,
}

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
            reader.asked(evaluation, input)
        });
        match asked {
            Ok((parameters, most_items)) => {
                let direction = Direction::In { most_items };
                self.request_transfer(id, state, &reader.resource, parameters, fork, direction);
            }
            Err(failure) => self.state_failed(id, fork.visit, failure),
        }
    }

    fn request_transfer(
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
        let Transfer { fork, task, direction, .. } = transfer;
        self.tasks.remove(&task);
        let machine = Arc::clone(&self.machine);
        let state = machine.state(fork.visit.state);
        let StateKind::Map(map) = &state.kind else { return };
        let result = result.map_err(|failure| failure.cause.or(failure.error).unwrap_or_default());
        match direction {
            Direction::In { most_items } => {
                self.items_read(id, state, map, fork, most_items, result);
            }
            Direction::Out(export) => match result {
                Ok(_) => self.export_next(id, state, map, fork, export),
                Err(cause) => self.map_run_failed(id, fork, Failure::result_writer(&cause)),
            },
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
                self.begin_map_run(id, state, map, fork);
            }
            Err(problem) => self.map_run_failed(id, fork, Failure::item_reader(&problem)),
        }
    }

    /// Writes the results of a Map Run whose child executions have all ended.
    ///
    /// A run that fails writes none here; the service exports what it has of one as well.
    pub(super) fn export_results(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        export: &ResultExport,
        transformation: Transformation,
        fork: Fork,
    ) {
        let ForkKind::MapRun(run) = &fork.kind else { return };
        let input = &run.work.input;
        let parameters = self.evaluate(id, Moment::of(state, &fork.visit), |evaluation| {
            export.destination(evaluation, input)
        });
        let parameters = match parameters {
            Ok(Some(parameters)) => parameters,
            Ok(None) => return self.map_run_failed(id, fork, Failure::no_bucket()),
            Err(failure) => return self.state_failed(id, fork.visit, failure),
        };
        let arn = map_run_arn(&self.journals.of(self.strands.child(id)).context, &run.name);
        let outgoing = outgoing(parameters, run, &arn, &fork, transformation, export.by_lines);
        self.export_next(id, state, map, fork, outgoing);
    }

    fn export_next(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        mut fork: Fork,
        mut export: Export,
    ) {
        let writer = map.result_writer.as_ref().and_then(|writer| writer.export.as_ref());
        let Some(writer) = writer else { return };
        let Some((key, body)) = export.left.pop_front() else {
            if let ForkKind::MapRun(run) = &mut fork.kind {
                run.exported = Some(export.details);
            }
            return self.place_first(id, Position::Joined(Box::new(fork)));
        };
        let mut parameters = export.parameters.clone();
        parameters.insert("Key".to_owned(), json!(key));
        parameters.insert("Body".to_owned(), json!(body));
        let direction = Direction::Out(export);
        self.request_transfer(id, state, &writer.resource, parameters.into(), fork, direction);
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

impl ResultExport {
    /// The parameters of the action that writes; none if they name no bucket.
    pub(crate) fn destination(
        &self,
        evaluation: &mut Evaluation<'_>,
        input: &Payload,
    ) -> Result<Option<Map<String, Value>>, Problem> {
        let Some(template) = &self.parameters else { return Ok(None) };
        match evaluation.template(template, input)? {
            Value::Object(own) if own.get("Bucket").is_some_and(Value::is_string) => Ok(Some(own)),
            _ => Ok(None),
        }
    }
}

/// The files of an export, the manifest last, as "ResultWriter (Map)" of the developer guide shows
/// them. All results of a kind go into one file.
fn outgoing(
    mut parameters: Map<String, Value>,
    run: &MapRun,
    map_run_arn: &str,
    fork: &Fork,
    transformation: Transformation,
    by_lines: bool,
) -> Export {
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let prefix = text(parameters.remove("Prefix"));
    let bucket = text(parameters.get("Bucket").cloned());
    let run_id = run.name.rsplit(':').next().unwrap_or_default();
    let folder = match prefix.trim_end_matches('/') {
        "" => run_id.to_owned(),
        prefix => format!("{prefix}/{run_id}"),
    };
    let (succeeded, failed) = run.records();
    let succeeded = transformation.apply(fork.outputs(), succeeded);
    let extension = if by_lines { "jsonl" } else { "json" };

    let mut left = VecDeque::new();
    let mut files = |kind: &str, results: &[Value]| {
        if results.is_empty() {
            return json!([]);
        }
        let key = format!("{folder}/{kind}_0.{extension}");
        let body = results::file(results, by_lines);
        let listed = json!([{ "Key": key, "Size": body.len() }]);
        left.push_back((key, body));
        listed
    };
    let manifest = json!({
        "DestinationBucket": bucket,
        "MapRunArn": map_run_arn,
        "ResultFiles": {
            "FAILED": files("FAILED", &failed),
            "PENDING": [],
            "SUCCEEDED": files("SUCCEEDED", &succeeded),
        },
    });
    let key = format!("{folder}/manifest.json");
    let details = json!({
        "MapRunArn": map_run_arn,
        "ResultWriterDetails": { "Bucket": bucket, "Key": key },
    });
    left.push_back((key, manifest.to_string()));
    Export { parameters, left, details }
}
