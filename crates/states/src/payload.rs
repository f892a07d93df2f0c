//! Payloads: JSON that flows through an execution, kept as a value and as the text it had.
//!
//! Owns the limits that AWS puts on such a text (256 KiB, depth of nesting) and the sharing of
//! unchanged payloads between history events. Refuses to know what a payload is used for.

use std::sync::Arc;
use std::{fmt, io};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use thiserror::Error;

use crate::json::{self, JsonError};

/// The most bytes of UTF-8 that an input, output or result may have, as "Service quotas" of the
/// AWS Step Functions developer guide gives it.
pub const PAYLOAD_LIMIT_BYTES: usize = 262_144;

/// Why a text cannot be the input of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PayloadError {
    /// The text is not JSON.
    #[error("{0}")]
    NotJson(#[from] JsonError),
    /// The text is longer than [`PAYLOAD_LIMIT_BYTES`].
    #[error("the input has {bytes} bytes, the limit is {PAYLOAD_LIMIT_BYTES}")]
    TooLarge {
        /// How many bytes it has.
        bytes: usize,
    },
}

/// JSON that flows from state to state: the value, and the text in the words of whoever wrote it.
///
/// A state that passes its input on unchanged passes the text on unchanged, white space included;
/// AWS quotes that text in causes. A clone shares both.
#[derive(Clone)]
pub struct Payload {
    value: Arc<Value>,
    text: Arc<str>,
}

impl Payload {
    /// Reads the input of an execution; the empty text stands for `{}`, as in StartExecution.
    ///
    /// # Errors
    /// [`PayloadError`] if the text is not JSON, nests deeper than [`json::MAX_DEPTH`] or is larger
    /// than [`PAYLOAD_LIMIT_BYTES`].
    pub fn parse(text: &str) -> Result<Self, PayloadError> {
        let text = if text.is_empty() { "{}" } else { text };
        if text.len() > PAYLOAD_LIMIT_BYTES {
            return Err(PayloadError::TooLarge { bytes: text.len() });
        }
        Ok(Self { value: Arc::new(json::value(text)?), text: Arc::from(text) })
    }

    /// The payload of a value, written compactly.
    #[must_use]
    pub fn of(value: Value) -> Self {
        // Writing JSON values to memory cannot fail: their keys are texts.
        let text = serde_json::to_string(&value).unwrap_or_default();
        Self { value: Arc::new(value), text: Arc::from(text) }
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The value, copied only where a clone shares it.
    #[must_use]
    pub fn into_value(self) -> Value {
        Arc::unwrap_or_clone(self.value)
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Whether it nests deeper than [`json::MAX_DEPTH`], as states in a circle can make it.
    pub(crate) fn is_too_deep(&self) -> bool {
        // Each level takes two characters at least.
        self.text.len() > 2 * json::MAX_DEPTH && is_deeper(&self.value, json::MAX_DEPTH)
    }

    /// Whether AWS would carry it: not larger than [`PAYLOAD_LIMIT_BYTES`].
    #[must_use]
    pub fn is_within_limit(&self) -> bool {
        self.text.len() <= PAYLOAD_LIMIT_BYTES
    }
}

fn is_deeper(value: &Value, depth: usize) -> bool {
    let Some(left) = depth.checked_sub(1) else {
        return value.is_array() || value.is_object();
    };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper(item, left)),
        Value::Object(members) => members.values().any(|member| is_deeper(member, left)),
        _ => false,
    }
}

impl From<Value> for Payload {
    fn from(value: Value) -> Self {
        Self::of(value)
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Payload").field(&self.text).finish()
    }
}

impl PartialEq for Payload {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = json::value(&text).map_err(serde::de::Error::custom)?;
        Ok(Self { value: Arc::new(value), text: Arc::from(text) })
    }
}

/// How many bytes a value has as JSON.
pub(crate) fn json_bytes(value: &Value) -> usize {
    struct Count(usize);

    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    // Neither counting nor writing a JSON value can fail.
    let _ = serde_json::to_writer(&mut count, value);
    count.0
}
