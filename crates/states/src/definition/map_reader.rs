//! Reading Map states.

use std::sync::Arc;

use super::fields::Fields;
use super::known_fields::QueryLanguage;
use super::map::{
    Count, ItemBatcher, ItemProcessor, ItemsSource, MapState, Percentage, ProcessorMode,
};
use super::reader::Reader;
use super::state::{DataFlow, StateKind};
use crate::execution::WorkflowType;
use crate::json::NodeKind;
use crate::path::JsonPath;

impl Reader {
    pub(super) fn map(
        &mut self,
        name: &str,
        state: Fields<'_>,
        location: &str,
    ) -> Option<StateKind> {
        let paths = self.paths(state, location);
        let result_selector = self.template(state, location, "ResultSelector");
        let result_path = self.result_path(state, location);
        let items = self.items(state, location);
        self.findings.at_most_one(state, location, &["ItemSelector", "Parameters"]);
        let item_selector = self
            .template(state, location, "ItemSelector")
            .or_else(|| self.template(state, location, "Parameters"));
        let item_batcher = self.item_batcher(state, location);
        let max_concurrency = self.count(state, location, "MaxConcurrency", 0);
        let tolerated_failure_count = self.count(state, location, "ToleratedFailureCount", 0);
        let tolerated_failure_percentage =
            self.percentage(state, location, "ToleratedFailurePercentage");
        let label = state
            .get("Label")
            .and_then(|node| self.findings.string(node, &format!("{location}/Label")))
            .map(Arc::from);
        let item_reader = self.item_reader(state, location).transpose();
        let handling = self.error_handling(state, location);
        let transition = self.transition(state, location);
        let processor = self.item_processor(state, location);
        let result_writer = self.result_writer(state, location).transpose();
        let inline = processor.is_some_and(|processor| processor.mode == ProcessorMode::Inline);
        let distributed_only = ["ItemReader", "ItemBatcher", "ResultWriter"];
        let misplaced = distributed_only.into_iter().find(|field| inline && state.has(field));
        let unplayed = misplaced
            .map(|field| format!("`{field}` of an inline Map"))
            .or_else(|| item_reader.as_ref().err().cloned())
            .or_else(|| result_writer.as_ref().err().cloned());
        if let Some(unplayed) = unplayed {
            return self.not_modelled_kind(name, format!("{unplayed} in state `{name}`"));
        }
        Some(StateKind::Map(Box::new(MapState {
            processor: processor?,
            data_flow: DataFlow {
                paths: paths?,
                parameters: None,
                result_selector,
                result_path: result_path?,
            },
            item_reader: item_reader.ok().flatten(),
            items: items?,
            item_selector,
            item_batcher,
            result_writer: result_writer.ok().flatten(),
            label,
            max_concurrency,
            tolerated_failure_count,
            tolerated_failure_percentage,
            handling,
            transition: transition?,
        })))
    }

    fn items(&mut self, state: Fields<'_>, location: &str) -> Option<ItemsSource> {
        if self.language == QueryLanguage::Jsonata {
            if let Some(node) = state.get("Items")
                && !self.is_expression(node)
            {
                self.findings.array(node, &format!("{location}/Items"))?;
            }
            return Some(ItemsSource::Query(self.query(state, location, "Items")));
        }
        match state.get("ItemsPath") {
            Some(node) => self.path(node, &format!("{location}/ItemsPath")),
            None => JsonPath::parse("$").ok(),
        }
        .map(ItemsSource::Path)
    }

    /// Reads the workflow of a Map state. It may speak JSONPath again only in a machine that does.
    pub(super) fn item_processor(
        &mut self,
        state: Fields<'_>,
        location: &str,
    ) -> Option<ItemProcessor> {
        let processor = ["ItemProcessor", "Iterator"]
            .into_iter()
            .find_map(|field| Some((field, state.get(field)?)));
        let Some((field, node)) = processor else {
            self.findings.require(state, location, &["ItemProcessor"]);
            return None;
        };
        let location = format!("{location}/{field}");
        let fields = self.findings.object(node, &location)?;
        let known: &[&[&str]] = &[&["Comment", "StartAt", "States", "ProcessorConfig"]];
        self.findings.refuse_unknown(fields, &location, known);
        let mode = self.processor_mode(fields, &location);
        let workflow = self.workflow(fields, &location, self.machine_is_jsonata)?;
        Some(ItemProcessor { workflow, mode })
    }

    fn processor_mode(&mut self, processor: Fields<'_>, location: &str) -> ProcessorMode {
        let location = format!("{location}/ProcessorConfig");
        let config =
            processor.get("ProcessorConfig").and_then(|node| self.findings.object(node, &location));
        let Some(config) = config else { return ProcessorMode::Inline };
        let known: &[&[&str]] = &[&["Mode", "ExecutionType"]];
        self.findings.refuse_unknown(config, &location, known);
        let mut text =
            |field: &str, texts: &[&str]| self.findings.one_of(config, &location, field, texts);
        let mode = text("Mode", &["INLINE", "DISTRIBUTED"]);
        let execution_type = text("ExecutionType", &["STANDARD", "EXPRESS"]);
        if mode == Some("DISTRIBUTED") {
            self.findings.require(config, &location, &["ExecutionType"]);
        }
        match (mode, execution_type) {
            (Some("DISTRIBUTED"), Some("EXPRESS")) => {
                ProcessorMode::Distributed(WorkflowType::Express)
            }
            (Some("DISTRIBUTED"), _) => ProcessorMode::Distributed(WorkflowType::Standard),
            _ => ProcessorMode::Inline,
        }
    }

    fn item_batcher(&mut self, state: Fields<'_>, location: &str) -> Option<ItemBatcher> {
        let location = format!("{location}/ItemBatcher");
        let fields = self.findings.object(state.get("ItemBatcher")?, &location)?;
        let known: &[&[&str]] = &[
            &["MaxItemsPerBatch", "MaxItemsPerBatchPath", "BatchInput"],
            &["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
        ];
        self.findings.refuse_unknown(fields, &location, known);
        Some(ItemBatcher {
            max_items: self.count(fields, &location, "MaxItemsPerBatch", 1),
            max_input_bytes: self.count(fields, &location, "MaxInputBytesPerBatch", 1),
            batch_input: self.template(fields, &location, "BatchInput"),
        })
    }

    /// A field with a whole number, or the field of the same name with `Path` behind it.
    pub(super) fn count(
        &mut self,
        fields: Fields<'_>,
        location: &str,
        literal: &str,
        minimum: u64,
    ) -> Option<Count> {
        let path = format!("{literal}Path");
        self.findings.at_most_one(fields, location, &[literal, &path]);
        if let Some(node) = fields.get(literal) {
            if self.is_expression(node) {
                return self.query(fields, location, literal).map(Count::Query);
            }
            let location = format!("{location}/{literal}");
            return self.findings.integer(node, &location, minimum).map(Count::Literal);
        }
        let node = fields.get(&path)?;
        self.path(node, &format!("{location}/{path}")).map(Count::Path)
    }

    fn percentage(
        &mut self,
        fields: Fields<'_>,
        location: &str,
        literal: &str,
    ) -> Option<Percentage> {
        let path = format!("{literal}Path");
        self.findings.at_most_one(fields, location, &[literal, &path]);
        let Some(node) = fields.get(literal) else {
            let node = fields.get(&path)?;
            return self.path(node, &format!("{location}/{path}")).map(Percentage::Path);
        };
        if self.is_expression(node) {
            return self.query(fields, location, literal).map(Percentage::Query);
        }
        let location = format!("{location}/{literal}");
        let number = match &node.kind {
            NodeKind::Number(number) => number.as_f64(),
            _ => None,
        };
        let problem = match number {
            None => "Expected value of type Number",
            Some(number) if number < 0.0 => "Minimum value is 0.0",
            Some(number) if number > 100.0 => "Maximum value is 100.0",
            Some(number) => return Some(Percentage::Literal(number)),
        };
        self.findings.schema(node, &location, problem);
        None
    }
}
