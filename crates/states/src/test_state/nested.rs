//! Parallel and Map states, what is nested in them mocked as a whole.

use serde_json::Value;

use super::error::TestStateError;
use super::run::{Interruption, MockedWork, Test};
use crate::definition::{ItemBatcher, ItemFormat, ItemReader, MapState, ParallelState};
use crate::execution::{Exit, Failure, within_limit};
use crate::not_modelled::NotModelled;
use crate::payload::{PAYLOAD_LIMIT_BYTES, Payload};
use crate::template::Template;

impl Test<'_> {
    /// Recorded: of a Parallel state, only what comes after its result is shown.
    pub(super) fn parallel(
        &mut self,
        parallel: &ParallelState,
        work: MockedWork,
    ) -> Result<Exit, Interruption> {
        let flow = &parallel.data_flow;
        let input = self.input.clone();
        self.evaluate(|e| {
            let effective = e.input_path(&flow.paths, &input)?;
            e.parameters(flow, &effective)
        })?;
        let result = within_limit(work?, &self.state.name)?;
        Ok(self.leave_with_result(flow, result, parallel.transition)?)
    }

    /// "Understanding Map state testing" of the developer guide: everything but the iterations is
    /// evaluated, in the order in which an execution comes to it.
    pub(super) fn map(&mut self, map: &MapState, work: MockedWork) -> Result<Exit, Interruption> {
        let flow = &map.data_flow;
        let input = self.input.clone();
        let input = self.evaluate(|e| Ok(e.input_path(&flow.paths, &input)?))?;
        self.inspection.show_step("afterInputPath", &input);
        let mut items = Vec::new();
        if map.item_reader.is_none() {
            items = self.evaluate(|e| e.items(&map.items, &input))?;
            self.inspection.show_step_of_items("afterItemsPath", &items);
        }
        let concurrency =
            self.evaluate(|e| e.count(map.max_concurrency.as_ref(), "MaxConcurrency", &input))?;
        self.inspection.show_number("maxConcurrency", concurrency.unwrap_or_default());
        let tolerance = self.evaluate(|e| e.tolerance(map, &input))?;
        if let Some(count) = tolerance.count {
            self.inspection.show_number("toleratedFailureCount", count);
        }
        if let Some(percentage) = tolerance.percentage {
            self.inspection.show_number("toleratedFailurePercentage", percentage);
        }
        if let Some(reader) = &map.item_reader {
            items = self.items_read(reader, &input)?;
        }
        let iterations = self.work_inputs(map, &input, items)?;
        let failed = self.failed_iterations(iterations)?;
        let result = within_limit(work?, &self.state.name)?;
        if tolerance.is_exceeded_by(failed, iterations) {
            return Err(Failure::tolerance_exceeded().into());
        }
        // What a `ResultWriter` hands on is an object.
        if result.value().as_array().is_some_and(|results| results.len() != iterations) {
            let message = "Input array does not equal the mocked result array's size";
            return Err(TestStateError::validation(message).into());
        }
        if let Some(export) = map.result_writer.as_ref().and_then(|writer| writer.export.as_ref()) {
            self.evaluate(|e| export.destination(e, &input))?.ok_or_else(Failure::no_bucket)?;
        }
        Ok(self.leave_with_result(flow, result, map.transition)?)
    }

    /// The items in what the request says was read. Recorded: nothing of them is shown, unless
    /// `ItemsPointer` chose them.
    fn items_read(
        &mut self,
        reader: &ItemReader,
        input: &Payload,
    ) -> Result<Vec<Value>, Interruption> {
        let (_, most_items) = self.evaluate(|e| reader.asked(e, input))?;
        let read = self.request.state_configuration.map_item_reader_data.as_deref();
        let items = reader.format.items_of_text(read.unwrap_or_default());
        let mut items = items.map_err(|problem| {
            // The words are not the service's.
            TestStateError::validation(format!("MapItemReaderData has no items: {problem}"))
        })?;
        if matches!(&reader.format, ItemFormat::Json { pointer: Some(_) }) {
            let pointed = Payload::of(Value::Array(items.clone()));
            self.inspection.show_step("afterItemsPointer", &pointed);
        }
        items.truncate(most_items.unwrap_or(usize::MAX));
        Ok(items)
    }

    /// How many iterations failed: no more than there are.
    fn failed_iterations(&self, iterations: usize) -> Result<usize, Interruption> {
        let failed = self.request.state_configuration.map_iteration_failure_count;
        let failed = usize::try_from(failed.unwrap_or_default()).unwrap_or(usize::MAX);
        if failed > iterations {
            let message = "Map iteration failure count must be less than or equal to the number of Map iterations";
            return Err(TestStateError::validation(message).into());
        }
        Ok(failed)
    }

    /// What iterations or child executions are handed: items, as `ItemSelector` makes them, in
    /// batches as `ItemBatcher` makes those. Answers how many are handed something.
    fn work_inputs(
        &mut self,
        map: &MapState,
        input: &Payload,
        items: Vec<Value>,
    ) -> Result<usize, Interruption> {
        let items = match &map.item_selector {
            Some(selector) => self.selected_items(selector, input, items)?,
            None => items.into_iter().map(Payload::of).collect(),
        };
        match &map.item_batcher {
            Some(batcher) => self.batched_items(batcher, input, items),
            None => Ok(items.len()),
        }
    }

    fn selected_items(
        &mut self,
        selector: &Template,
        input: &Payload,
        items: Vec<Value>,
    ) -> Result<Vec<Payload>, Interruption> {
        let mut selected: Vec<Payload> = Vec::with_capacity(items.len());
        let mut bytes = 0;
        for (index, item) in items.into_iter().enumerate() {
            let one = self.evaluate_for_item(index, &item, |e| e.template(selector, input))?;
            let one = Payload::of(one);
            bytes += one.text().len();
            self.check_shown(bytes)?;
            selected.push(one);
        }
        self.inspection.show_items("afterItemSelector", selected.iter().map(Payload::value));
        Ok(selected)
    }

    fn batched_items(
        &mut self,
        batcher: &ItemBatcher,
        input: &Payload,
        items: Vec<Payload>,
    ) -> Result<usize, Interruption> {
        let mut batches = self.evaluate(|e| e.batches(batcher, input))?;
        for item in items {
            batches.add(item);
            self.check_shown(batches.bytes())?;
        }
        let (mut inputs, _) = batches.finish();
        // Recorded: of an item in a batch its JSON text is shown.
        for item in inputs.iter_mut().flat_map(batched) {
            *item = item.to_string().into();
        }
        self.inspection.show_items("afterItemBatcher", &inputs);
        Ok(inputs.len())
    }

    /// "InspectionData" of the API reference has members of so many bytes at most. What the service
    /// does with more is not known.
    fn check_shown(&self, bytes: usize) -> Result<(), Interruption> {
        if bytes <= PAYLOAD_LIMIT_BYTES {
            return Ok(());
        }
        let feature =
            format!("inputs of iterations that have more than {PAYLOAD_LIMIT_BYTES} bytes");
        let state = Some(self.state.name.clone());
        Err(TestStateError::from(NotModelled { feature, state }).into())
    }
}

/// The items of a batch.
fn batched(input: &mut Value) -> impl Iterator<Item = &mut Value> {
    input.get_mut("Items").and_then(Value::as_array_mut).into_iter().flatten()
}
