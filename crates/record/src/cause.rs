//! Causes: what led to a hop, and whether anybody knows.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::HopId;

/// What led to a hop.
///
/// Written as the number of a hop, or as the word `nobody` or `unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Nothing in the account: a story begins here, or a client called.
    Nobody,
    /// An older hop, which may have been pruned from the record.
    Hop(HopId),
    /// Something that the backend does not show: perhaps a stimulus, perhaps somebody else.
    Unknown,
}

impl Cause {
    /// The hop that led here, where one is known.
    #[must_use]
    pub fn hop(self) -> Option<HopId> {
        match self {
            Self::Hop(hop) => Some(hop),
            Self::Nobody | Self::Unknown => None,
        }
    }
}

/// A hop, or nobody: for a writer that knows every cause.
impl From<Option<HopId>> for Cause {
    fn from(hop: Option<HopId>) -> Self {
        hop.map_or(Self::Nobody, Self::Hop)
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nobody => serializer.serialize_str("nobody"),
            Self::Hop(hop) => hop.serialize(serializer),
            Self::Unknown => serializer.serialize_str("unknown"),
        }
    }
}

impl<'de> Deserialize<'de> for Cause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrWord;
        impl Visitor<'_> for NumberOrWord {
            type Value = Cause;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the number of a hop, `nobody` or `unknown`")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Cause, E> {
                Ok(Cause::Hop(HopId(number)))
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Cause, E> {
                match word {
                    "nobody" => Ok(Cause::Nobody),
                    "unknown" => Ok(Cause::Unknown),
                    _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
                }
            }
        }
        deserializer.deserialize_any(NumberOrWord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_a_number_or_a_word_and_never_left_out() {
        for (cause, text) in [
            (Cause::Nobody, "\"nobody\""),
            (Cause::Hop(HopId(7)), "7"),
            (Cause::Unknown, "\"unknown\""),
        ] {
            assert_eq!(serde_json::to_string(&cause).unwrap(), text);
            assert_eq!(serde_json::from_str::<Cause>(text).unwrap(), cause);
        }
        for text in ["null", "\"somebody\"", "-1", "{}"] {
            assert!(serde_json::from_str::<Cause>(text).is_err(), "{text}");
        }
    }
}
