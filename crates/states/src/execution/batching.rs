//! `ItemBatcher`: items put together into the inputs of child executions.

use serde_json::{Map, Value};

use super::data_flow::Evaluation;
use super::problem::Problem;
use crate::definition::{Count, ItemBatcher};
use crate::payload::{PAYLOAD_LIMIT_BYTES, Payload, json_bytes};

/// Batches of items, in the making.
///
/// "ItemBatcher" of the developer guide: a batch ends before either bound is passed. An item that
/// alone is larger than a batch may be makes a batch of its own.
pub(crate) struct Batches {
    batch_input: Option<Value>,
    most_items: usize,
    most_bytes: usize,
    /// The bytes of a batch without items.
    around: usize,
    /// The items of the batch that is not full yet, and its bytes.
    open: Vec<Value>,
    open_bytes: usize,
    full: Vec<Vec<Value>>,
    full_bytes: usize,
}

impl Evaluation<'_> {
    /// The batches of an `ItemBatcher`, still without items. Without a bound of its own a batch has
    /// the bytes that the input of an execution may have.
    pub(crate) fn batches(
        &mut self,
        batcher: &ItemBatcher,
        input: &Payload,
    ) -> Result<Batches, Problem> {
        let mut bound = |count: &Option<Count>, field| {
            let count = self.count(count.as_ref(), field, input)?;
            Ok::<_, Problem>(count.and_then(|count| usize::try_from(count).ok()))
        };
        let most_items = bound(&batcher.max_items, "MaxItemsPerBatch")?;
        let most_bytes = bound(&batcher.max_input_bytes, "MaxInputBytesPerBatch")?;
        let template = batcher.batch_input.as_ref();
        let batch_input = template.map(|template| self.template(template, input)).transpose()?;
        let around = json_bytes(&whole_batch(batch_input.as_ref(), Vec::new()));
        Ok(Batches {
            batch_input,
            most_items: most_items.unwrap_or(usize::MAX).max(1),
            most_bytes: most_bytes.unwrap_or(PAYLOAD_LIMIT_BYTES).min(PAYLOAD_LIMIT_BYTES),
            around,
            open: Vec::new(),
            open_bytes: around,
            full: Vec::new(),
            full_bytes: 0,
        })
    }
}

impl Batches {
    /// Adds an item to the batch that is not full yet, or to one of its own.
    pub(crate) fn add(&mut self, item: Payload) {
        let more = item.text().len() + 1;
        let is_full =
            self.open.len() >= self.most_items || self.open_bytes + more > self.most_bytes;
        if is_full && !self.open.is_empty() {
            self.close();
        }
        self.open_bytes += more;
        self.open.push(item.into_value());
    }

    fn close(&mut self) {
        self.full.push(std::mem::take(&mut self.open));
        self.full_bytes += std::mem::replace(&mut self.open_bytes, self.around);
    }

    /// How many bytes all batches have together, about.
    pub(crate) fn bytes(&self) -> usize {
        self.full_bytes + self.open_bytes
    }

    /// The inputs of the child executions, and how many items each has.
    pub(crate) fn finish(mut self) -> (Vec<Value>, Vec<usize>) {
        if !self.open.is_empty() {
            self.close();
        }
        let sizes = self.full.iter().map(Vec::len).collect();
        let batch_input = self.batch_input.as_ref();
        (self.full.into_iter().map(|items| whole_batch(batch_input, items)).collect(), sizes)
    }
}

/// The input of a child execution that works on a batch.
fn whole_batch(batch_input: Option<&Value>, items: Vec<Value>) -> Value {
    let mut batch = Map::new();
    if let Some(batch_input) = batch_input {
        batch.insert("BatchInput".to_owned(), batch_input.clone());
    }
    batch.insert("Items".to_owned(), Value::Array(items));
    Value::Object(batch)
}
