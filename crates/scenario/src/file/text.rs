//! What a text must be: the whole of it, or something about it.

use std::borrow::Cow;
use std::fmt;

use firedrill_record::TextConditions;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};

/// What a text must be. Every part that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextMatcher {
    /// The whole text.
    pub equals: Option<String>,
    /// Parts that it must hold.
    pub contains: Vec<String>,
    /// How it must begin.
    pub starts_with: Option<String>,
    /// How it must end.
    pub ends_with: Option<String>,
    /// Parts that it must not hold.
    pub lacks: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TextMatcherMap {
    /// The whole text.
    #[serde(default)]
    equals: Option<String>,
    /// Parts that it must hold.
    #[serde(default)]
    contains: OneOrMore,
    /// How it must begin.
    #[serde(default)]
    starts_with: Option<String>,
    /// How it must end.
    #[serde(default)]
    ends_with: Option<String>,
    /// Parts that it must not hold.
    #[serde(default)]
    lacks: OneOrMore,
}

#[derive(Default)]
struct OneOrMore(Vec<String>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrList;
        impl<'de> Visitor<'de> for TextOrList {
            type Value = OneOrMore;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(OneOrMore(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element()? {
                    texts.push(text);
                }
                Ok(OneOrMore(texts))
            }
        }
        deserializer.deserialize_any(TextOrList)
    }
}

impl JsonSchema for OneOrMore {
    fn schema_name() -> Cow<'static, str> {
        "OneOrMore".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}

impl<'de> Deserialize<'de> for TextMatcher {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrMap;
        impl<'de> Visitor<'de> for TextOrMap {
            type Value = TextMatcher;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text, or a mapping with `contains`, `equals` or the like")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(TextMatcher { equals: Some(text.to_owned()), ..TextMatcher::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let map = TextMatcherMap::deserialize(MapAccessDeserializer::new(map))?;
                let matcher = TextMatcher {
                    equals: map.equals,
                    contains: map.contains.0,
                    starts_with: map.starts_with,
                    ends_with: map.ends_with,
                    lacks: map.lacks.0,
                };
                // A matcher without a condition would hold for everything.
                if matcher == TextMatcher::default() {
                    return Err(de::Error::custom("a text matcher needs at least one condition"));
                }
                Ok(matcher)
            }
        }
        deserializer.deserialize_any(TextOrMap)
    }
}

impl JsonSchema for TextMatcher {
    fn schema_name() -> Cow<'static, str> {
        "TextMatcher".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let map = generator.subschema_for::<TextMatcherMap>();
        json_schema!({ "oneOf": [{ "type": "string" }, map] })
    }
}

impl TextMatcher {
    /// Whether `text` is as wanted.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        self.equals.as_deref().is_none_or(|whole| whole == text)
            && self.contains.iter().all(|part| text.contains(part.as_str()))
            && self.starts_with.as_deref().is_none_or(|start| text.starts_with(start))
            && self.ends_with.as_deref().is_none_or(|end| text.ends_with(end))
            && !self.lacks.iter().any(|part| text.contains(part.as_str()))
    }

    /// Every text of the matcher.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let ones = [&self.equals, &self.starts_with, &self.ends_with].into_iter().flatten();
        ones.chain(&self.contains).chain(&self.lacks).map(String::as_str)
    }

    /// The matcher as the record holds it.
    #[must_use]
    pub fn conditions(&self) -> TextConditions {
        let Self { equals, contains, starts_with, ends_with, lacks } = self.clone();
        TextConditions { equals, contains, starts_with, ends_with, lacks }
    }

    /// The same matcher with every text passed through `change`.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let one = |text: &Option<String>| text.as_deref().map(&change);
        let all = |texts: &[String]| texts.iter().map(|text| change(text)).collect();
        Self {
            equals: one(&self.equals),
            contains: all(&self.contains),
            starts_with: one(&self.starts_with),
            ends_with: one(&self.ends_with),
            lacks: all(&self.lacks),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher(yaml: &str) -> TextMatcher {
        serde_saphyr::from_str(yaml).unwrap()
    }

    #[test]
    fn a_plain_text_means_the_whole() {
        let whole = matcher("succeeded");
        assert!(whole.holds("succeeded"));
        assert!(!whole.holds("succeeded indeed"));
    }

    #[test]
    fn every_condition_must_hold() {
        let parts = matcher("{ contains: [a, b], starts-with: x, ends-with: z, lacks: q }");
        assert!(parts.holds("x a b z"));
        for text in ["x a z", "a b z", "x a b", "x a b q z"] {
            assert!(!parts.holds(text), "{text}");
        }
        assert_eq!(matcher("{ contains: a }").contains, ["a"]);
    }

    #[test]
    fn a_matcher_that_would_hold_for_everything_is_refused() {
        assert!(serde_saphyr::from_str::<TextMatcher>("{}").is_err());
        assert!(serde_saphyr::from_str::<TextMatcher>("{ contians: a }").is_err());
    }
}
