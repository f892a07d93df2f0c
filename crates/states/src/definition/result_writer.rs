//! Result writers: what a distributed Map state makes of its results, and where it puts them.

use std::sync::Arc;

use super::fields::Fields;
use super::reader::Reader;
use super::task_resource;
use crate::resource::TaskResource;
use crate::template::Template;

/// A `ResultWriter`.
#[derive(Debug, Clone)]
pub(crate) struct ResultWriter {
    /// Where the results are put; none if they are handed on.
    pub(crate) export: Option<ResultExport>,
    pub(crate) transformation: Transformation,
}

/// The export of results: `s3:putObject`, to a bucket and a prefix.
#[derive(Debug, Clone)]
pub(crate) struct ResultExport {
    pub(crate) resource: Arc<TaskResource>,
    pub(crate) parameters: Option<Template>,
    /// Whether each result has a line of its own (`JSONL`).
    pub(crate) by_lines: bool,
}

/// `Transformation` of a `WriterConfig`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transformation {
    /// Each output with what is known of its child execution.
    None,
    /// The outputs.
    Compact,
    /// The outputs, with the items of those that are arrays in their place.
    Flatten,
}

impl Reader {
    /// Reads the `ResultWriter` of a Map state; what is not played of it is named instead.
    ///
    /// Which members there are is as "ResultWriter (Map)" of the developer guide lists them; that
    /// others are refused, in these words, is by analogy with the fields of states.
    pub(super) fn result_writer(
        &mut self,
        state: Fields<'_>,
        location: &str,
    ) -> Option<Result<ResultWriter, String>> {
        let node = state.get("ResultWriter")?;
        let location = format!("{location}/ResultWriter");
        let fields = self.findings.object(node, &location)?;
        let known: &[&[&str]] = &[&["Resource", "Parameters", "Arguments", "WriterConfig"]];
        self.findings.refuse_unknown(fields, &location, known);
        let place = format!("{location}/WriterConfig");
        let config = fields.get("WriterConfig").map(|node| self.findings.object(node, &place));
        let is_unread = config.as_ref().is_some_and(Option::is_none);
        let config = config.flatten();
        let mut text = |field: &str, texts: &[&str]| {
            config.and_then(|config| self.findings.one_of(config, &place, field, texts))
        };
        let by_lines = text("OutputType", &["JSON", "JSONL"]) == Some("JSONL");
        let transformation = match text("Transformation", &["NONE", "COMPACT", "FLATTEN"]) {
            Some("COMPACT") => Transformation::Compact,
            Some("FLATTEN") => Transformation::Flatten,
            _ => Transformation::None,
        };
        if let Some(config) = config {
            let known: &[&[&str]] = &[&["OutputType", "Transformation"]];
            self.findings.refuse_unknown(config, &place, known);
        }
        let parameters = self.parameters(fields, &location);
        let resource = fields
            .has("Resource")
            .then(|| task_resource::read_transfer(&mut self.findings, fields, &location));
        if is_unread {
            return None;
        }
        let Some(resource) = resource else {
            return Some(Ok(ResultWriter { export: None, transformation }));
        };
        let resource = resource?;
        if resource.s3_action() != Some("putObject") {
            return Some(Err(format!("`ResultWriter` of `{resource}`")));
        }
        let export = Some(ResultExport { resource: Arc::new(resource), parameters, by_lines });
        Some(Ok(ResultWriter { export, transformation }))
    }
}
