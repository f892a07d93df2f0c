//! Result writers: what a distributed Map state makes of its results, and where it puts them.

use std::sync::Arc;

use super::fields::Fields;
use super::reader::Reader;
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
    /// Reads the `ResultWriter` of a Map state.
    pub(super) fn result_writer(
        &mut self,
        state: Fields<'_>,
        location: &str,
    ) -> Option<ResultWriter> {
        let node = state.get("ResultWriter")?;
        let location = format!("{location}/ResultWriter");
        let fields = self.findings.object(node, &location)?;
        let config_location = format!("{location}/WriterConfig");
        let config = fields
            .get("WriterConfig")
            .and_then(|node| self.findings.object(node, &config_location));
        let text = |field: &str| config?.get(field)?.as_str();
        let parameters = self.parameters(fields, &location);
        let resource = fields
            .get("Resource")
            .and_then(|node| self.findings.string(node, &format!("{location}/Resource")))
            .and_then(|arn| TaskResource::parse(arn).ok());
        let by_lines = text("OutputType") == Some("JSONL");
        Some(ResultWriter {
            export: resource.map(|resource| ResultExport {
                resource: Arc::new(resource),
                parameters,
                by_lines,
            }),
            transformation: match text("Transformation") {
                Some("COMPACT") => Transformation::Compact,
                Some("FLATTEN") => Transformation::Flatten,
                _ => Transformation::None,
            },
        })
    }
}
