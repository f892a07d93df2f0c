//! The tags of an account's resources, by ARN, whichever service they belong to.
//!
//! Owns which tags a resource has and what a tag may be ("Tag naming limits and requirements" of
//! the tagging user guide). Which resource exists, and in which words tags are refused, is its
//! service's.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::error::ServiceError;
use crate::operation::{ecs, events, iam, sns, states};

/// How many tags a resource may have.
const TAGS_PER_RESOURCE: usize = 50;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tag {
    pub(crate) key: String,
    pub(crate) value: String,
}

impl Tag {
    /// The tag of this key and value.
    pub(crate) fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

/// In which words a service refuses tags.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TagRefusals {
    /// The answer to a tag that cannot be.
    pub(crate) invalid: fn(reason: &str) -> ServiceError,
    /// The answer to more tags than a resource may have; none where there may be more.
    pub(crate) too_many: Option<fn() -> ServiceError>,
}

/// The tags of each resource that has any, in the order in which they were given.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Tags(BTreeMap<String, Vec<Tag>>);

impl Tags {
    /// The tags of a resource, in the type of its service.
    pub(crate) fn of<T: From<Tag>>(&self, arn: &str) -> Vec<T> {
        self.0.get(arn).into_iter().flatten().cloned().map(T::from).collect()
    }

    /// Gives a resource more tags; one of a key that it has replaces the other.
    ///
    /// # Errors
    /// Tags that cannot be, or too many of them, as the service refuses them; nothing changes
    /// then.
    pub(crate) fn add<T: Into<Tag>>(
        &mut self,
        arn: &str,
        tags: impl IntoIterator<Item = T>,
        refusals: TagRefusals,
    ) -> Result<(), ServiceError> {
        let given: Vec<Tag> = tags.into_iter().map(T::into).collect();
        check(&given, refusals)?;
        let mut all: Vec<Tag> = self.of(arn);
        for tag in given {
            put(&mut all, tag);
        }
        if let Some(too_many) = refusals.too_many.filter(|_| all.len() > TAGS_PER_RESOURCE) {
            return Err(too_many());
        }
        self.set(arn, all);
        Ok(())
    }

    /// Gives a resource tags that need no check: those that AWS itself makes, and those of another
    /// resource.
    pub(crate) fn inherit<T: Into<Tag>>(&mut self, arn: &str, tags: impl IntoIterator<Item = T>) {
        let mut all: Vec<Tag> = self.of(arn);
        for tag in tags {
            put(&mut all, tag.into());
        }
        self.set(arn, all);
    }

    /// Takes the tags of these keys away; keys that the resource does not have are passed over.
    pub(crate) fn remove(&mut self, arn: &str, keys: &[String]) {
        if let Some(tags) = self.0.get_mut(arn) {
            tags.retain(|tag| !keys.contains(&tag.key));
        }
    }

    /// Forgets the tags of a resource that is gone.
    pub(crate) fn forget(&mut self, arn: &str) {
        self.0.remove(arn);
    }

    fn set(&mut self, arn: &str, tags: Vec<Tag>) {
        if tags.is_empty() {
            self.0.remove(arn);
        } else {
            self.0.insert(arn.to_owned(), tags);
        }
    }
}

fn put(tags: &mut Vec<Tag>, tag: Tag) {
    match tags.iter_mut().find(|known| known.key == tag.key) {
        Some(known) => *known = tag,
        None => tags.push(tag),
    }
}

/// Refuses tags that cannot be.
///
/// # Errors
/// What is wrong with the first of them, in the words of the service.
pub(crate) fn check(tags: &[Tag], refusals: TagRefusals) -> Result<(), ServiceError> {
    let mut keys = BTreeSet::new();
    for Tag { key, value } in tags {
        if !(1..=128).contains(&key.chars().count()) || value.chars().count() > 256 {
            return Err((refusals.invalid)(
                "A tag has a key of 1 to 128 characters and a value of up to 256.",
            ));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err((refusals.invalid)("Tag keys must not start with aws:."));
        }
        if !key.chars().chain(value.chars()).all(is_allowed) {
            return Err((refusals.invalid)("A tag holds characters that tags may not have."));
        }
        if !keys.insert(key) {
            return Err((refusals.invalid)("Duplicated keys are not allowed."));
        }
    }
    Ok(())
}

/// Letters, digits and white space of any script, and `_.:/=+-@`.
fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || character.is_whitespace() || "_.:/=+-@".contains(character)
}

impl From<(String, String)> for Tag {
    fn from((key, value): (String, String)) -> Self {
        Self { key, value }
    }
}

impl From<Tag> for (String, String) {
    fn from(tag: Tag) -> Self {
        (tag.key, tag.value)
    }
}

/// The types of the APIs in which both members of a tag are there.
macro_rules! whole {
    ($($api:ty,)*) => {$(
        impl From<$api> for Tag {
            fn from(tag: $api) -> Self {
                Self { key: tag.key, value: tag.value }
            }
        }

        impl From<Tag> for $api {
            fn from(tag: Tag) -> Self {
                Self { key: tag.key, value: tag.value }
            }
        }
    )*};
}

/// The types of the APIs in which either member of a tag may be absent.
macro_rules! partial {
    ($($api:ty,)*) => {$(
        impl From<$api> for Tag {
            fn from(tag: $api) -> Self {
                Self { key: tag.key.unwrap_or_default(), value: tag.value.unwrap_or_default() }
            }
        }

        impl From<Tag> for $api {
            fn from(tag: Tag) -> Self {
                Self { key: Some(tag.key), value: Some(tag.value) }
            }
        }
    )*};
}

whole! { events::Tag, iam::Tag, sns::Tag, }
partial! { ecs::Tag, states::Tag, }

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSALS: TagRefusals = TagRefusals {
        invalid: |reason| ServiceError::new("Invalid", reason),
        too_many: Some(|| ServiceError::new("TooMany", "")),
    };

    fn add(tags: &mut Tags, given: &[(&str, &str)]) -> Result<(), ServiceError> {
        tags.add("arn", given.iter().map(|(key, value)| Tag::new(*key, *value)), REFUSALS)
    }

    #[test]
    fn a_tag_of_a_key_that_is_there_replaces_it_where_it_stands() {
        let mut tags = Tags::default();
        add(&mut tags, &[("a", "1"), ("b", "2")]).unwrap();
        add(&mut tags, &[("a", "3"), ("c", "")]).unwrap();
        let all = [Tag::new("a", "3"), Tag::new("b", "2"), Tag::new("c", "")];
        assert_eq!(tags.of::<Tag>("arn"), all);
        tags.remove("arn", &["b".to_owned(), "z".to_owned()]);
        assert_eq!(tags.of::<Tag>("arn").len(), 2);
        tags.forget("arn");
        assert_eq!(tags.of::<Tag>("arn"), []);
    }

    #[test]
    fn what_a_tag_cannot_be_is_refused_and_changes_nothing() {
        let mut tags = Tags::default();
        let long = "x".repeat(129);
        for given in [
            [("aws:a", "1")],
            [("AWS:a", "1")],
            [("", "1")],
            [(long.as_str(), "1")],
            [("a", "semi;colon")],
        ] {
            assert_eq!(add(&mut tags, &given).unwrap_err().code, "Invalid", "{given:?}");
        }
        assert!(add(&mut tags, &[("a", "1"), ("a", "2")]).is_err());
        let many: Vec<_> = (0..51).map(|n| n.to_string()).collect();
        let many: Vec<_> = many.iter().map(|key| (key.as_str(), "")).collect();
        assert_eq!(add(&mut tags, &many).unwrap_err().code, "TooMany");
        assert_eq!(tags.of::<Tag>("arn"), []);
        add(&mut tags, &[("Größe", "a b_.:/=+-@")]).unwrap();
    }
}
