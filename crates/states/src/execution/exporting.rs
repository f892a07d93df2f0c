//! Writing the results of a Map Run: a file for the child executions of each kind of end, and a
//! manifest that names the files.
//!
//! "ResultWriter (Map)" of the developer guide shows the files; what is written where after a
//! failure and after a redrive was recorded. All results of a kind go into one file. A run whose
//! execution is stopped or takes too long writes nothing: what the service does then is not known.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::context_object::Moment;
use super::data_flow::Evaluation;
use super::failure::Failure;
use super::fork::Fork;
use super::map_run::MapRun;
use super::polled::Execution;
use super::position::Position;
use super::problem::Problem;
use super::results::{self, is_of_success};
use super::strand::StrandId;
use super::transferring::Direction;
use crate::definition::{MapState, ResultExport, ResultWriter, State};
use crate::payload::Payload;

/// Where the results of a Map Run are written to, and what is there already.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Destination {
    /// The bucket, and whatever else the parameters say.
    parameters: Map<String, Value>,
    /// The files of child executions that succeeded before the last redrive, as a manifest lists
    /// them.
    written: Vec<Value>,
    /// What the state returns in place of its results, once they are written.
    pub(super) exported: Option<Value>,
}

/// Results on their way out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Export {
    /// The objects that are still to be written: key and text.
    left: VecDeque<(String, String)>,
    /// The file of the child executions that succeeded, as the manifest lists it.
    successes: Vec<Value>,
    /// What the state returns.
    details: Value,
}

impl Execution {
    /// Tries whether the results of a Map Run can be written, before it starts.
    ///
    /// Recorded: the service writes a manifest to try it. What that holds is not known; here it is
    /// empty, and has the key of the manifest that is written in the end.
    pub(super) fn try_destination(
        &mut self,
        id: StrandId,
        state: &State,
        export: &ResultExport,
        mut fork: Fork,
    ) {
        let Some(run) = fork.map_run_mut() else { return };
        let input = run.work.input.clone();
        let parameters = self.evaluate(id, Moment::of(state, &fork.visit), |evaluation| {
            export.destination(evaluation, &input)
        });
        let parameters = match parameters {
            Ok(Some(parameters)) => parameters,
            Ok(None) => return self.state_failed(id, fork.visit, Failure::no_bucket()),
            Err(failure) => return self.state_failed(id, fork.visit, failure),
        };
        let destination = Destination { parameters, written: Vec::new(), exported: None };
        let Some(run) = fork.map_run_mut() else { return };
        let key = format!("{}/{MANIFEST}", destination.folder(run));
        let object = destination.object(&key, String::new());
        run.destination = Some(destination);
        self.request_transfer(id, state, &export.resource, object, fork, Direction::Trial);
    }

    /// Writes the results of a Map Run whose child executions have all ended.
    pub(super) fn export_results(
        &mut self,
        id: StrandId,
        state: &State,
        map: &MapState,
        fork: Box<Fork>,
    ) {
        let Some(ResultWriter { export: Some(export), transformation }) = &map.result_writer else {
            return;
        };
        let pending = self.pending(id, state, map, &fork);
        let Some(run) = fork.map_run() else { return };
        let Some(destination) = &run.destination else { return };
        let arn = run.arn(&self.journals.of(self.strands.child(id)).context);
        let files = [
            (FAILED, run.failures()),
            (PENDING, pending),
            (SUCCEEDED, run.successes(*transformation, &fork)),
        ];
        let outgoing = destination.outgoing(run, &arn, files, export.by_lines);
        self.export_next(id, state, export, *fork, outgoing);
    }

    /// What is written of the items for which no child execution began: their inputs. Where none
    /// can be made the item itself stands for it, which is a guess.
    fn pending(&mut self, id: StrandId, state: &State, map: &MapState, fork: &Fork) -> Vec<Value> {
        let Some(run) = fork.map_run() else { return Vec::new() };
        let input = |(index, item): (usize, &Value)| {
            let mut item = item.clone();
            if run.batches.is_some() {
                return Payload::of(item);
            }
            let numbered = (index, &mut item);
            let made = self.item_input_untold(id, state, map, &fork.visit, &run.work, numbered);
            made.unwrap_or_else(|_| Payload::of(item))
        };
        run.pending().map(input).map(|input| results::pending(&input)).collect()
    }

    /// Writes the next object of an export, or goes on with the Map Run if there is none.
    pub(super) fn export_next(
        &mut self,
        id: StrandId,
        state: &State,
        writer: &ResultExport,
        mut fork: Fork,
        mut export: Export,
    ) {
        let Some(run) = fork.map_run_mut() else { return };
        let Some(destination) = &mut run.destination else { return };
        let Some((key, body)) = export.left.pop_front() else {
            destination.written.append(&mut export.successes);
            destination.exported = Some(export.details);
            run.records.retain(|_, record| !is_of_success(record));
            return self.place_first(id, Position::Joined(Box::new(fork)));
        };
        let object = destination.object(&key, body);
        self.request_transfer(id, state, &writer.resource, object, fork, Direction::Out(export));
    }
}

const MANIFEST: &str = "manifest.json";
const FAILED: &str = "FAILED";
const PENDING: &str = "PENDING";
const SUCCEEDED: &str = "SUCCEEDED";

impl Destination {
    fn text(&self, member: &str) -> &str {
        self.parameters.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    /// Recorded: each redrive of a Map Run has a folder in that of the run.
    fn folder(&self, run: &MapRun) -> String {
        let mut folder = match self.text("Prefix").trim_end_matches('/') {
            "" => run.id().to_owned(),
            prefix => format!("{prefix}/{}", run.id()),
        };
        if run.redrive_count > 0 {
            folder.push_str(&format!("/Redrive-{}", run.redrive_count));
        }
        folder
    }

    /// The parameters with which an object is put.
    fn object(&self, key: &str, body: String) -> Value {
        let mut parameters = self.parameters.clone();
        parameters.shift_remove("Prefix");
        parameters.insert("Key".to_owned(), json!(key));
        parameters.insert("Body".to_owned(), Value::String(body));
        Value::Object(parameters)
    }

    /// The objects of an export, the manifest last.
    ///
    /// Recorded: there is no file of a kind of which there are no results, but for those that
    /// succeeded where some had before; and the manifest names the files of all that succeeded, and
    /// of the others those of the last round.
    fn outgoing(
        &self,
        run: &MapRun,
        map_run_arn: &Arc<str>,
        files: [(&str, Vec<Value>); 3],
        by_lines: bool,
    ) -> Export {
        let folder = self.folder(run);
        let extension = if by_lines { "jsonl" } else { "json" };
        let mut left = VecDeque::new();
        let mut listed = Map::new();
        let mut successes = Vec::new();
        for (kind, results) in files {
            let mut list = Vec::new();
            if !results.is_empty() || (kind == SUCCEEDED && !self.written.is_empty()) {
                let key = format!("{folder}/{kind}_0.{extension}");
                let body = results::file(&results, by_lines);
                list.push(json!({ "Key": key, "Size": body.len() }));
                left.push_back((key, body));
            }
            if kind == SUCCEEDED {
                successes.clone_from(&list);
                list = [self.written.clone(), list].concat();
            }
            listed.insert(kind.to_owned(), Value::Array(list));
        }
        let bucket = self.text("Bucket");
        let manifest = json!({
            "DestinationBucket": bucket,
            "MapRunArn": map_run_arn,
            "ResultFiles": listed,
        });
        let key = format!("{folder}/{MANIFEST}");
        let details = json!({
            "MapRunArn": map_run_arn,
            "ResultWriterDetails": { "Bucket": bucket, "Key": key },
        });
        left.push_back((key, manifest.to_string()));
        Export { left, successes, details }
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
