//! Where the parts of a request or an answer stand in an HTTP message, in the protocols that follow
//! REST.

use serde::Deserialize;

/// The method and the address of an operation.
#[derive(Debug)]
pub struct HttpTarget {
    pub(crate) method: String,
    pub(crate) uri: String,
}

impl HttpTarget {
    /// The method, such as `GET`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path, with `{Member}` for a member in one of its segments and `{Member+}` for one that
    /// may have slashes, and the part of the query string that is always the same.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }
}

/// Where a member of the input or the output of an operation stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum Place {
    /// In the document that the body is.
    #[default]
    #[serde(skip)]
    Document,
    /// It is the body.
    #[serde(skip)]
    Body,
    /// In a header.
    #[serde(rename = "header")]
    Header,
    /// In the headers whose names begin with its own: a map of texts.
    #[serde(rename = "headers")]
    Headers,
    /// In the query string.
    #[serde(rename = "querystring")]
    Query,
    /// In the path.
    #[serde(rename = "uri")]
    Path,
    /// It is the status of the answer.
    #[serde(rename = "statusCode")]
    Status,
}

/// How a timestamp is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum TimestampFormat {
    /// `2026-01-01T00:00:00Z`.
    #[serde(rename = "iso8601")]
    Iso8601,
    /// `Thu, 01 Jan 2026 00:00:00 GMT`.
    #[serde(rename = "rfc822")]
    HttpDate,
    /// Seconds since 1970.
    #[serde(rename = "unixTimestamp")]
    Seconds,
}
