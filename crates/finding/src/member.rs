//! A member of an event that may be absent, null or there.
//!
//! GuardDuty leaves some members out and sets others to null, and event patterns tell the two
//! apart (`exists`), so the model must as well.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What stands at a name of an object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Member<T> {
    /// The name is not there.
    #[default]
    Absent,
    /// The name is there with `null`.
    Null,
    /// The name is there with a value.
    Present(T),
}

impl<T> Member<T> {
    /// Whether the name is not there at all.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Member<T> {
    fn from(value: T) -> Self {
        Self::Present(value)
    }
}

impl<T: Serialize> Serialize for Member<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A name that is not there never comes here: its field takes the default.
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Present))
    }
}

/// How to write a member for which there is no value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoValue {
    /// Leave it out, as ECS malware findings do.
    #[default]
    Omitted,
    /// Write `null`, as Runtime findings on containers of an instance do.
    Null,
}

impl NoValue {
    /// The member that says that there is no value.
    #[must_use]
    pub fn member<T>(self) -> Member<T> {
        match self {
            Self::Omitted => Member::Absent,
            Self::Null => Member::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        #[serde(default, skip_serializing_if = "Member::is_absent")]
        name: Member<String>,
    }

    #[test]
    fn absent_null_and_present_stay_what_they_are() {
        for text in [r#"{}"#, r#"{"name":null}"#, r#"{"name":"web"}"#] {
            let holder: Holder = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&holder).unwrap(), text);
        }
    }
}
