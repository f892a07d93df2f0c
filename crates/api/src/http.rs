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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service;
    use crate::shape::{Member, Shape};

    fn member(
        operation: &str,
        end: fn(&crate::Operation) -> Option<&Shape>,
        name: &str,
    ) -> &'static Member {
        let s3 = service("s3").unwrap().operation(operation).unwrap();
        end(s3).and_then(Shape::structure).unwrap().member(name).unwrap()
    }

    #[test]
    fn an_operation_of_rest_has_an_address_and_its_members_have_places() {
        let target = service("s3").unwrap().operation("PutObject").unwrap().http().unwrap();
        assert_eq!((target.method(), target.uri()), ("PUT", "/{Bucket}/{Key+}"));
        let input = |name| member("PutObject", crate::Operation::input, name);
        for (name, place) in [
            ("Bucket", Place::Path),
            ("Body", Place::Body),
            ("ContentType", Place::Header),
            ("Metadata", Place::Headers),
        ] {
            assert_eq!((input(name).place(), input(name).is_streamed()), (place, name == "Body"));
        }
        let listed = |name| member("ListObjectsV2", crate::Operation::input, name).place();
        assert_eq!(listed("ContinuationToken"), Place::Query);
        let contents = member("ListObjectsV2", crate::Operation::output, "Contents");
        assert_eq!(contents.place(), Place::Document);
        let invoke = service("lambda").unwrap().operation("Invoke").unwrap();
        let answered = invoke.output().and_then(Shape::structure).unwrap();
        assert_eq!(answered.body().map(Member::name), Some("Payload"));
        assert_eq!(answered.member("StatusCode").unwrap().place(), Place::Status);
    }

    #[test]
    fn a_timestamp_says_its_format_where_its_place_does_not() {
        let input = |operation, name| member(operation, crate::Operation::input, name);
        let format = |operation, name| input(operation, name).timestamp_format();
        assert_eq!(format("GetObject", "ResponseExpires"), Some(TimestampFormat::HttpDate));
        assert_eq!(
            format("PutObject", "ObjectLockRetainUntilDate"),
            Some(TimestampFormat::Iso8601)
        );
        assert_eq!(format("PutObject", "Expires"), None);
    }

    #[test]
    fn an_operation_of_another_protocol_has_neither() {
        let stop = service("ecs").unwrap().operation("StopTask").unwrap();
        assert!(stop.http().is_none());
        let input = stop.input().and_then(Shape::structure).unwrap();
        assert!(input.members().iter().all(|member| member.place() == Place::Document));
    }
}
