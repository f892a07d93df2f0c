//! Timestamps as the language takes them: the RFC 3339 profile of ISO 8601 with an upper-case `T`,
//! seconds, and `Z` or an offset.

use jiff::Timestamp;

/// Reads a timestamp; none if the text is not exactly one.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let shape =
        |at: usize, expected: &[u8]| bytes.get(at).is_some_and(|byte| expected.contains(byte));
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|bytes| bytes.iter().all(u8::is_ascii_digit))
    };
    let date_and_time = digits(0..4)
        && shape(4, b"-")
        && digits(5..7)
        && shape(7, b"-")
        && digits(8..10)
        && shape(10, b"T")
        && digits(11..13)
        && shape(13, b":")
        && digits(14..16)
        && shape(16, b":")
        && digits(17..19);
    let zoned = text.ends_with('Z')
        || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']) && !rest.contains('['));
    (date_and_time && zoned && text.len() <= 40).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_need_t_seconds_and_an_offset() {
        for text in [
            "2016-03-14T01:59:00Z",
            "2016-03-14T01:59:00.000001Z",
            "2016-03-14T01:59:00+09:00",
            "2016-03-14T01:59:00.5-05:30",
        ] {
            assert!(parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2016-03-14",
            "2016-03-14T01:59Z",
            "2016-03-14 01:59:00Z",
            "2016-03-14t01:59:00Z",
            "2016-03-14T01:59:00",
            "2016-13-14T01:59:00Z",
            "14-03-2016T01:59:00Z",
            "2016-03-14T01:59:00Z[UTC]",
            "é016-03-14T01:59:00Z",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
        assert_eq!(parse("2016-03-14T09:00:00+09:00"), parse("2016-03-14T00:00:00Z"));
    }
}
