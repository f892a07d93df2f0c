//! Reading `action`, which is one text or a list of texts.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{Actions, SourceText};

impl Actions {
    /// Goes through the calls in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &SourceText> {
        match self {
            Self::One(one) => std::slice::from_ref(one).iter(),
            Self::Several(several) => several.iter(),
            Self::None => [].iter(),
        }
    }
}

impl<'de> Deserialize<'de> for Actions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<WithoutPlace>::deserialize(deserializer)?;
        let span = spanned.span();
        Ok(match spanned.into_inner() {
            WithoutPlace::One(text) => Self::One(SourceText::new(text, span)),
            WithoutPlace::Several(several) => Self::Several(several),
        })
    }
}

enum WithoutPlace {
    One(String),
    Several(Vec<SourceText>),
}

impl<'de> Deserialize<'de> for WithoutPlace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ActionVisitor)
    }
}

struct ActionVisitor;

impl<'de> Visitor<'de> for ActionVisitor {
    type Value = WithoutPlace;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a call such as `ecs:StopTask`, or a list of calls")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(WithoutPlace::One(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut several = Vec::new();
        while let Some(one) = seq.next_element()? {
            several.push(one);
        }
        Ok(WithoutPlace::Several(several))
    }
}
