//! Values as texts of headers, query strings and paths.

use firedrill_api::{Member, Place, ShapeKind, TimestampFormat, Value, iso_8601};
use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};

use crate::error::{EncodeError, ReadError};
use crate::scalar;

/// The text of a scalar member at its place.
pub(super) fn write(member: &Member, value: &Value) -> Result<String, EncodeError> {
    match (member.shape().kind(), value) {
        (ShapeKind::Timestamp, Value::Timestamp(instant)) => Ok(match format(member) {
            TimestampFormat::Iso8601 => iso_8601(*instant),
            // A year that the form does not have is one that no service takes.
            TimestampFormat::HttpDate => DateTimePrinter::new()
                .timestamp_to_rfc9110_string(instant)
                .unwrap_or_else(|_| iso_8601(*instant)),
            TimestampFormat::Seconds => instant.as_second().to_string(),
        }),
        _ => scalar::write(member.shape(), value),
    }
}

/// The value of a header; none for a date in a form of its own, as `Expires` may have.
pub(super) fn read(member: &Member, text: &str) -> Result<Option<Value>, ReadError> {
    match member.shape().kind() {
        ShapeKind::Timestamp => {}
        ShapeKind::List(list) => {
            let elements =
                text.split(',').map(|element| scalar::read(list.member(), element.trim()));
            return elements.collect::<Result<_, _>>().map(Value::List).map(Some);
        }
        _ => return scalar::read(member.shape(), text).map(Some),
    }
    let instant = match format(member) {
        TimestampFormat::Iso8601 => text.parse().ok(),
        TimestampFormat::HttpDate => {
            DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()
        }
        TimestampFormat::Seconds => {
            text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok())
        }
    };
    Ok(instant.map(Value::Timestamp))
}

fn format(member: &Member) -> TimestampFormat {
    member.timestamp_format().unwrap_or(match member.place() {
        Place::Header | Place::Headers => TimestampFormat::HttpDate,
        _ => TimestampFormat::Iso8601,
    })
}
