//! Parallel and Map states, what is nested in them mocked as a whole.

use super::run::Test;
use crate::definition::{MapState, ParallelState};
use crate::execution::{Exit, Failure};
use crate::json;
use crate::payload::Payload;

impl Test<'_> {
    /// Recorded: of a Parallel state, only what comes after its result is shown.
    pub(super) fn parallel(&mut self, parallel: &ParallelState) -> Result<Exit, Failure> {
        let flow = &parallel.data_flow;
        let input = self.input.clone();
        self.evaluate(|e| {
            let effective = e.input_path(&flow.paths, &input)?;
            e.parameters(flow, &effective)
        })?;
        let result = self.mocked().transpose()?.unwrap_or_else(|| input.clone());
        self.result = Some(result.clone());
        self.leave(flow, result, parallel.transition)
    }

    pub(super) fn map(&mut self, map: &MapState) -> Result<Exit, Failure> {
        let flow = &map.data_flow;
        let input = self.input.clone();
        let effective = self.evaluate(|e| Ok(e.input_path(&flow.paths, &input)?))?;
        self.inspection.show_step("afterInputPath", &effective);
        let read = self.request.state_configuration.map_item_reader_data.as_deref();
        let count = if map.item_reader.is_some() {
            // Recorded: of items that were read, nothing is shown. What is no JSON array is not
            // counted here.
            let read = read.and_then(|text| json::value(text).ok());
            read.and_then(|read| read.as_array().map(Vec::len)).unwrap_or_default()
        } else {
            let items = self.evaluate(|e| e.items(&map.items, &effective))?;
            let count = items.len();
            self.inspection.show_step("afterItemsPath", &Payload::of(items.into()));
            count
        };
        let concurrency =
            self.evaluate(|e| e.count(map.max_concurrency.as_ref(), "MaxConcurrency", &effective))?;
        self.inspection.show_number("maxConcurrency", concurrency.unwrap_or_default());
        let tolerated = map.tolerated_failure_count.as_ref();
        let tolerated =
            self.evaluate(|e| e.count(tolerated, "ToleratedFailureCount", &effective))?;
        if let Some(tolerated) = tolerated {
            self.inspection.show_number("toleratedFailureCount", tolerated);
        }
        let percentage = map.tolerated_failure_percentage.as_ref();
        let percentage = self.evaluate(|e| e.percentage(percentage, &effective))?;
        if let Some(percentage) = percentage {
            self.inspection.show_number("toleratedFailurePercentage", percentage);
        }
        let result = self.mocked().transpose()?.unwrap_or_else(|| input.clone());
        let failures = self.request.state_configuration.map_iteration_failure_count;
        if exceeds(failures.unwrap_or_default(), count, tolerated, percentage) {
            return Err(Failure::tolerance_exceeded());
        }
        self.result = Some(result.clone());
        self.leave(flow, result, map.transition)
    }
}

/// Whether more iterations failed than may. Recorded: without a threshold any number may.
fn exceeds(failures: u64, items: usize, count: Option<u64>, percentage: Option<f64>) -> bool {
    let number = |number: u64| u32::try_from(number).map_or(f64::MAX, f64::from);
    let share =
        100.0 * number(failures) / number(u64::try_from(items).unwrap_or(u64::MAX)).max(1.0);
    count.is_some_and(|count| failures > count)
        || percentage.is_some_and(|percentage| share > percentage)
}
