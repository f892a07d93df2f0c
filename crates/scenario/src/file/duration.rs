//! Lengths of time as people write them: `90s`, `2m30s`, `1h`.

use std::borrow::Cow;
use std::fmt;

use jiff::SignedDuration;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

/// The longest length that a file may ask for: the year that a Standard execution may last.
const LONGEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// A length of time that is not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length(pub SignedDuration);

impl Length {
    /// Reads a length: numbers with units from `d`, `h`, `m`, `s` and `ms`, the largest first.
    ///
    /// # Errors
    /// A sentence fragment that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let example = "write for example `90s`, `2m30s` or `1h`";
        if text.trim_start().starts_with('-') {
            return Err(format!("a length of time cannot be negative: `{text}`"));
        }
        let length: SignedDuration =
            text.parse().map_err(|_| format!("`{text}` is not a length of time; {example}"))?;
        if length > LONGEST {
            return Err(format!("`{text}` is longer than a year"));
        }
        Ok(Self(length))
    }
}

impl fmt::Display for Length {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:#}", self.0)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Length;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a length of time such as `90s` or `2m30s`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Length, E> {
                Length::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

impl JsonSchema for Length {
    fn schema_name() -> Cow<'static, str> {
        "Length".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A length of time such as `90s`, `2m30s` or `1h`.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (text, seconds) in [("90s", 90), ("2m30s", 150), ("1h", 3600), ("3.5m", 210), ("0s", 0)]
        {
            assert_eq!(Length::parse(text).unwrap().0.as_secs(), seconds, "{text}");
        }
        assert_eq!(Length::parse("250ms").unwrap().0.as_millis(), 250);
    }

    #[test]
    fn what_is_no_length_says_why() {
        assert!(Length::parse("-5s").unwrap_err().contains("negative"));
        assert!(
            Length::parse("five").unwrap_err().contains("such as")
                || Length::parse("five").unwrap_err().contains("for example")
        );
        assert!(Length::parse("9000h").unwrap_err().contains("a year"));
        assert!(Length::parse("").is_err());
        assert!(Length::parse("99999999999999999999s").is_err());
    }
}
