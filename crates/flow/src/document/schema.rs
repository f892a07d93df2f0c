//! The JSON Schema of `flow.toml`.

use schemars::schema_for;
use serde_json::Value;

use super::FlowDocument;

/// Returns the JSON Schema of `flow.toml`, version 2, as a JSON value.
#[must_use]
pub fn schema() -> Value {
    schema_for!(FlowDocument).to_value()
}
