//! The forms in which a finding writes a point in time.

use std::fmt;

use jiff::Timestamp;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time as ISO 8601 in UTC with milliseconds: `2023-12-06T09:02:31.118Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoInstant(pub Timestamp);

impl Serialize for IsoInstant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:.3}", self.0))
    }
}

impl<'de> Deserialize<'de> for IsoInstant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Timestamp::deserialize(deserializer).map(Self)
    }
}

/// A point in time as ISO 8601 in UTC with whole seconds: `2023-12-06T09:03:30Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoSecond(pub Timestamp);

impl Serialize for IsoSecond {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:.0}", self.0))
    }
}

impl<'de> Deserialize<'de> for IsoSecond {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Timestamp::deserialize(deserializer).map(Self)
    }
}

/// A point in time as seconds since 1970 with a fraction: `1639005830.0`.
///
/// Members that the API models as timestamps have this form in events, where the API itself answers
/// with text.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EpochSeconds(pub f64);

impl From<Timestamp> for EpochSeconds {
    fn from(instant: Timestamp) -> Self {
        // Exact: the milliseconds of any year that jiff knows fit into 53 bits.
        Self(instant.as_millisecond() as f64 / 1000.0)
    }
}

/// The start of a process or the time of a change in a Runtime finding.
///
/// The one public sample has seconds since 1970, the user guide speaks of a date string; both are
/// read, the first is written.
#[derive(Debug, Clone, PartialEq)]
pub enum RuntimeInstant {
    /// Seconds since 1970 with a fraction.
    Seconds(EpochSeconds),
    /// A date, as it was written.
    Text(String),
}

impl From<Timestamp> for RuntimeInstant {
    fn from(instant: Timestamp) -> Self {
        Self::Seconds(instant.into())
    }
}

impl Serialize for RuntimeInstant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Seconds(seconds) => seconds.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for RuntimeInstant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = RuntimeInstant;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("seconds since 1970 or a date")
            }

            fn visit_f64<E>(self, seconds: f64) -> Result<RuntimeInstant, E> {
                Ok(RuntimeInstant::Seconds(EpochSeconds(seconds)))
            }

            fn visit_u64<E>(self, seconds: u64) -> Result<RuntimeInstant, E> {
                Ok(RuntimeInstant::Seconds(EpochSeconds(seconds as f64)))
            }

            fn visit_str<E>(self, text: &str) -> Result<RuntimeInstant, E> {
                Ok(RuntimeInstant::Text(text.to_owned()))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json<T: Serialize>(value: &T) -> String {
        serde_json::to_string(value).unwrap()
    }

    fn instant() -> Timestamp {
        "2023-12-06T09:02:31.118500Z".parse().unwrap()
    }

    #[test]
    fn every_form_is_written_as_events_have_it() {
        assert_eq!(json(&IsoInstant(instant())), r#""2023-12-06T09:02:31.118Z""#);
        assert_eq!(json(&IsoSecond(instant())), r#""2023-12-06T09:02:31Z""#);
        assert_eq!(json(&EpochSeconds::from(instant())), "1701853351.118");
        assert_eq!(json(&EpochSeconds(1_639_005_830.0)), "1639005830.0");
        assert_eq!(json(&RuntimeInstant::from(instant())), "1701853351.118");
    }

    #[test]
    fn the_start_of_a_process_is_read_in_either_form() {
        let seconds: RuntimeInstant = serde_json::from_str("1728014790.3773646").unwrap();
        assert_eq!(seconds, RuntimeInstant::Seconds(EpochSeconds(1_728_014_790.377_364_6)));
        let text: RuntimeInstant = serde_json::from_str(r#""2024-10-07T18:45:30Z""#).unwrap();
        assert_eq!(text, RuntimeInstant::Text("2024-10-07T18:45:30Z".into()));
        assert!(serde_json::from_str::<RuntimeInstant>("true").is_err());
    }
}
