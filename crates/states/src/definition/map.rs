//! Map states.

use std::sync::Arc;

use super::error_handling::ErrorHandling;
use super::item_reader::ItemReader;
use super::result_writer::{ResultExport, ResultWriter};
use super::state::{DataFlow, Transition, Workflow};
use crate::execution::WorkflowType;
use crate::jsonata::JsonataTemplate;
use crate::path::JsonPath;
use crate::template::Template;

/// A Map state: a workflow that is run for each item of an array.
#[derive(Debug, Clone)]
pub(crate) struct MapState {
    pub(crate) processor: ItemProcessor,
    /// Its `Parameters` are the older name of `ItemSelector` and stand there.
    pub(crate) data_flow: DataFlow,
    pub(crate) item_reader: Option<ItemReader>,
    pub(crate) items: ItemsSource,
    pub(crate) item_selector: Option<Template>,
    pub(crate) item_batcher: Option<ItemBatcher>,
    pub(crate) result_writer: Option<ResultWriter>,
    pub(crate) label: Option<Arc<str>>,
    pub(crate) max_concurrency: Option<Count>,
    pub(crate) tolerated_failure_count: Option<Count>,
    pub(crate) tolerated_failure_percentage: Option<Percentage>,
    pub(crate) handling: ErrorHandling,
    pub(crate) transition: Transition,
}

impl MapState {
    /// Where the results are put, if they are.
    pub(crate) fn export(&self) -> Option<&ResultExport> {
        self.result_writer.as_ref()?.export.as_ref()
    }
}

/// What a Map state runs for each item: `ItemProcessor`, or `Iterator` by its older name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemProcessor {
    pub(crate) workflow: Workflow,
    pub(crate) mode: ProcessorMode,
}

/// `ProcessorConfig`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProcessorMode {
    /// The iterations are part of the execution.
    Inline,
    /// Each item is an execution of its own, of this type.
    Distributed(WorkflowType),
}

/// `ItemBatcher`: how many items go to one execution, and what goes with them.
#[derive(Debug, Clone)]
pub(crate) struct ItemBatcher {
    pub(crate) max_items: Option<Count>,
    pub(crate) max_input_bytes: Option<Count>,
    pub(crate) batch_input: Option<Template>,
}

/// Where the items come from.
#[derive(Debug, Clone)]
pub(crate) enum ItemsSource {
    /// `ItemsPath`, all of the input unless it is given.
    Path(JsonPath),
    /// `Items` of JSONata, all of the input if it is missing.
    Query(Option<JsonataTemplate>),
}

/// A whole number from 0 on, or where it is taken from.
#[derive(Debug, Clone)]
pub(crate) enum Count {
    Literal(u64),
    Path(JsonPath),
    Query(JsonataTemplate),
}

/// A number between 0 and 100, or where it is taken from.
#[derive(Debug, Clone)]
pub(crate) enum Percentage {
    Literal(f64),
    Path(JsonPath),
    Query(JsonataTemplate),
}
