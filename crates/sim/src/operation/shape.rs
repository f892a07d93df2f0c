//! How a typed struct is read from an API value and becomes one again.

use std::collections::BTreeMap;
use std::fmt;

use firedrill_api::Value;
use jiff::Timestamp;

/// An operation that the account serves.
#[derive(Debug, Clone, Copy)]
pub struct ServedOperation {
    /// Our name of the service, such as `ecs`.
    pub service: &'static str,
    /// The operation, such as `StopTask`.
    pub name: &'static str,
}

/// A value that does not have the shape of the struct it is read into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` {problem}")]
pub struct ShapeError {
    /// The dotted path of the member, to which lists and maps add nothing; empty for the whole
    /// value.
    pub path: String,
    /// What is wrong with it.
    pub problem: ShapeProblem,
}

/// What is wrong with a value that was to become a typed struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShapeProblem {
    /// A required member is absent.
    Missing,
    /// The structure has no such member.
    Unknown,
    /// The value is of another kind.
    Kind {
        /// What the shape wants.
        expected: &'static str,
        /// What the value is.
        found: &'static str,
    },
    /// A whole number does not fit into 32 bits.
    TooLarge,
}

impl fmt::Display for ShapeProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => out.write_str("is required"),
            Self::Unknown => out.write_str("is not a member"),
            Self::Kind { expected, found } => write!(out, "should be {expected}, not {found}"),
            Self::TooLarge => out.write_str("does not fit into 32 bits"),
        }
    }
}

impl ShapeError {
    fn new(problem: ShapeProblem) -> Self {
        Self { path: String::new(), problem }
    }

    fn kind(expected: &'static str, found: &Value) -> Self {
        Self::new(ShapeProblem::Kind { expected, found: found.kind() })
    }

    fn within(self, segment: impl fmt::Display) -> Self {
        let path = match self.path.as_str() {
            "" => segment.to_string(),
            inner => format!("{segment}.{inner}"),
        };
        Self { path, ..self }
    }
}

/// What is found while a value is read.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The members around what is read.
    path: Vec<&'static str>,
    /// The members that are kept, or only accepted, and have no effect, by their dotted paths.
    without_effect: Vec<(String, Treatment)>,
}

/// What the simulator does with a member that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// It has the effect that it has on AWS.
    Modelled,
    /// It is kept and given back, and has no other effect; the record says so when it is used.
    Stored,
    /// It has no effect, and nothing that is served would show it; the record says so when it is
    /// used.
    Noted,
}

/// A type that an API value can be read into, and that becomes one again.
pub(crate) trait Shaped: Sized {
    /// Reads the value.
    fn read(value: Value, reading: &mut Reading) -> Result<Self, ShapeError>;

    /// Writes the value; `Null` for an absent one.
    fn into_value(self) -> Value;

    /// What an absent member is read as, where it may be absent.
    fn absent() -> Option<Self> {
        None
    }

    /// Lists the members below this type that are taken with a treatment, each with its path.
    #[cfg(test)]
    fn list_members(_path: &mut Vec<&'static str>, _members: &mut Vec<(String, Treatment)>) {}
}

/// Reads a request as its type, and answers with it the members that it has and that have no
/// effect, by their dotted paths.
///
/// # Errors
/// The first member that is missing, of another kind, or that the type does not have.
pub(crate) fn read<T: Shaped>(value: Value) -> Result<(T, Vec<(String, Treatment)>), ShapeError> {
    let mut reading = Reading::default();
    let read = T::read(value, &mut reading)?;
    Ok((read, reading.without_effect))
}

/// Writes a response.
pub(crate) fn write<T: Shaped>(response: T) -> Value {
    response.into_value()
}

macro_rules! scalar {
    ($kind:ty, $variant:ident, $expected:literal) => {
        impl Shaped for $kind {
            fn read(value: Value, _reading: &mut Reading) -> Result<Self, ShapeError> {
                match value {
                    Value::$variant(inner) => Ok(inner),
                    other => Err(ShapeError::kind($expected, &other)),
                }
            }

            fn into_value(self) -> Value {
                Value::$variant(self)
            }
        }
    };
}

scalar!(bool, Bool, "a boolean");
scalar!(i64, Integer, "a whole number");
scalar!(f64, Float, "a number");
scalar!(String, String, "a string");
scalar!(Timestamp, Timestamp, "a timestamp");
scalar!(Vec<u8>, Blob, "a blob");

impl Shaped for i32 {
    fn read(value: Value, reading: &mut Reading) -> Result<Self, ShapeError> {
        let number = i64::read(value, reading)?;
        Self::try_from(number).map_err(|_| ShapeError::new(ShapeProblem::TooLarge))
    }

    fn into_value(self) -> Value {
        Value::Integer(self.into())
    }
}

/// A value that is kept as it came.
impl Shaped for Value {
    fn read(value: Value, _reading: &mut Reading) -> Result<Self, ShapeError> {
        Ok(value)
    }

    fn into_value(self) -> Value {
        self
    }
}

impl<T: Shaped> Shaped for Option<T> {
    fn read(value: Value, reading: &mut Reading) -> Result<Self, ShapeError> {
        T::read(value, reading).map(Some)
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    #[cfg(test)]
    fn list_members(path: &mut Vec<&'static str>, members: &mut Vec<(String, Treatment)>) {
        T::list_members(path, members);
    }
}

/// An element of a list; bytes are not one, so that a list of them cannot be taken for a blob.
pub(crate) trait Element: Shaped {}

impl Element for String {}
impl Element for i32 {}
impl Element for i64 {}
impl Element for f64 {}
impl Element for Vec<u8> {}
impl Element for Value {}
impl<T: Element> Element for Vec<T> {}

impl<T: Element> Shaped for Vec<T> {
    fn read(value: Value, reading: &mut Reading) -> Result<Self, ShapeError> {
        match value {
            Value::List(elements) => {
                elements.into_iter().map(|element| T::read(element, reading)).collect()
            }
            other => Err(ShapeError::kind("a list", &other)),
        }
    }

    fn into_value(self) -> Value {
        Value::List(self.into_iter().map(T::into_value).collect())
    }

    #[cfg(test)]
    fn list_members(path: &mut Vec<&'static str>, members: &mut Vec<(String, Treatment)>) {
        T::list_members(path, members);
    }
}

impl<T: Shaped> Shaped for BTreeMap<String, T> {
    fn read(value: Value, reading: &mut Reading) -> Result<Self, ShapeError> {
        match value {
            Value::Map(entries) => {
                let read = |(key, value)| Ok((key, T::read(value, reading)?));
                entries.into_iter().map(read).collect()
            }
            other => Err(ShapeError::kind("a map", &other)),
        }
    }

    fn into_value(self) -> Value {
        Value::Map(self.into_iter().map(|(key, value)| (key, value.into_value())).collect())
    }

    #[cfg(test)]
    fn list_members(path: &mut Vec<&'static str>, members: &mut Vec<(String, Treatment)>) {
        T::list_members(path, members);
    }
}

/// The members of a structure that is being read.
pub(crate) struct MembersIn(Vec<(String, Value)>);

impl MembersIn {
    pub(crate) fn of(value: Value) -> Result<Self, ShapeError> {
        match value {
            Value::Structure(members) => Ok(Self(members)),
            other => Err(ShapeError::kind("a structure", &other)),
        }
    }

    /// Reads the member of this name into its field, which holds its default so far.
    ///
    /// A field that is there already, rather than a value that is handed back: a structure of many
    /// members would else be compiled with what is to be dropped after each of them.
    pub(crate) fn read<T: Shaped>(
        &mut self,
        name: &'static str,
        treatment: Treatment,
        field: &mut T,
        reading: &mut Reading,
    ) -> Result<(), ShapeError> {
        let Some(value) = self.take(name) else {
            *field =
                T::absent().ok_or_else(|| ShapeError::new(ShapeProblem::Missing).within(name))?;
            return Ok(());
        };
        reading.path.push(name);
        let read = if treatment == Treatment::Modelled {
            T::read(value, reading)
        } else {
            let path = reading.path.join(".");
            let entry = (path, treatment);
            if !asks_for_nothing(&value) && !reading.without_effect.contains(&entry) {
                reading.without_effect.push(entry);
            }
            T::read(value, &mut Reading::default())
        };
        reading.path.pop();
        *field = read.map_err(|error| error.within(name))?;
        Ok(())
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        let found = self.0.iter().position(|(member, _)| member == name)?;
        Some(self.0.swap_remove(found).1).filter(|value| !matches!(value, Value::Null))
    }

    /// Refuses what no member has taken, unless it asks for nothing.
    pub(crate) fn finish(&mut self) -> Result<(), ShapeError> {
        match self.0.iter().position(|(_, value)| !asks_for_nothing(value)) {
            Some(left) => {
                let (name, _) = self.0.swap_remove(left);
                Err(ShapeError::new(ShapeProblem::Unknown).within(name))
            }
            None => Ok(()),
        }
    }
}

/// Whether a member may as well be absent: an empty list or map, `false` and null.
fn asks_for_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::List(elements) => elements.is_empty(),
        Value::Structure(entries) | Value::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

/// The members of a structure that is being written; absent ones leave no trace.
pub(crate) struct MembersOut(Vec<(String, Value)>);

impl MembersOut {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Writes a field, and leaves its default behind: the structure is whole at every step, and
    /// dropped in one place.
    pub(crate) fn with<T: Shaped + Default>(mut self, name: &'static str, field: &mut T) -> Self {
        self.push(name, std::mem::take(field).into_value());
        self
    }

    fn push(&mut self, name: &'static str, value: Value) {
        if !matches!(value, Value::Null) {
            self.0.push((name.to_owned(), value));
        }
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Structure(self.0)
    }
}

/// The treatment that a generated field is marked with.
macro_rules! treatment {
    () => {
        crate::operation::shape::Treatment::Modelled
    };
    (stored) => {
        crate::operation::shape::Treatment::Stored
    };
    (noted) => {
        crate::operation::shape::Treatment::Noted
    };
}

/// A structure: each field with its type, the member's name in the API, and how it is taken.
macro_rules! structure {
    (
        $(#[$doc:meta])*
        $name:ident { $($field:ident: $kind:ty = $member:literal $($treatment:ident)?,)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name {
            $(
                #[doc = concat!("The member `", $member, "`.")]
                pub $field: $kind,
            )*
        }

        impl crate::operation::shape::Shaped for $name {
            fn read(
                value: firedrill_api::Value,
                reading: &mut crate::operation::shape::Reading,
            ) -> Result<Self, crate::operation::ShapeError> {
                let mut read = Self::default();
                read.read_members(crate::operation::shape::MembersIn::of(value)?, reading)?;
                Ok(read)
            }

            fn into_value(mut self) -> firedrill_api::Value {
                self.write_members()
            }

            #[cfg(test)]
            fn list_members(
                _path: &mut Vec<&'static str>,
                _members: &mut Vec<(String, crate::operation::shape::Treatment)>,
            ) {
                $(
                    let treatment = crate::operation::shape::treatment!($($treatment)?);
                    _path.push($member);
                    _members.push((_path.join("."), treatment));
                    if treatment == crate::operation::shape::Treatment::Modelled {
                        <$kind as crate::operation::shape::Shaped>::list_members(_path, _members);
                    }
                    _path.pop();
                )*
            }
        }

        impl $name {
            fn read_members(
                &mut self,
                mut members: crate::operation::shape::MembersIn,
                _reading: &mut crate::operation::shape::Reading,
            ) -> Result<(), crate::operation::ShapeError> {
                $(members.read(
                    $member,
                    crate::operation::shape::treatment!($($treatment)?),
                    &mut self.$field,
                    _reading,
                )?;)*
                members.finish()
            }

            fn write_members(&mut self) -> firedrill_api::Value {
                crate::operation::shape::MembersOut::new()
                    $(.with($member, &mut self.$field))*
                    .into_value()
            }
        }

        impl crate::operation::shape::Element for $name {}

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let value = crate::operation::shape::Shaped::into_value(self.clone());
                serde::Serialize::serialize(&value, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let value = <firedrill_api::Value as serde::Deserialize>::deserialize(deserializer)?;
                let read = crate::operation::shape::read(value);
                read.map(|(read, _)| read).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Structures that requests and responses hold.
macro_rules! structures {
    ($($name:ident { $($field:tt)* })*) => {
        $(crate::operation::shape::structure! {
            #[doc = concat!("The members of `", stringify!($name), "`.")]
            $name { $($field)* }
        })*
    };
}

/// The operations of a service: each with its request and its response.
macro_rules! operations {
    (
        $service:literal:
        $(
            $operation:ident
            $request:ident { $($request_field:tt)* }
            $response:ident { $($response_field:tt)* }
        )*
    ) => {
        $(
            crate::operation::shape::structure! {
                #[doc = concat!("What `", stringify!($operation), "` asks.")]
                $request { $($request_field)* }
            }
            crate::operation::shape::structure! {
                #[doc = concat!("What `", stringify!($operation), "` answers.")]
                $response { $($response_field)* }
            }
            crate::operation::shape::conversions! { $request }
            crate::operation::shape::conversions! { $response }
        )*

        /// Each operation with the members of its request, and with both ends read and written.
        #[cfg(test)]
        pub(super) const TYPED: &[crate::operation::shape::TypedOperation] = &[$(
            crate::operation::shape::TypedOperation {
                service: $service,
                name: stringify!($operation),
                members: |members| {
                    <$request as crate::operation::shape::Shaped>::list_members(
                        &mut Vec::new(),
                        members,
                    );
                },
                request: |value| $request::from_value(value).map($request::into_value),
            },
        )*];
    };
}

/// The two conversions of a request or response, for callers that know no trait.
macro_rules! conversions {
    ($name:ident) => {
        impl $name {
            /// Reads the typed form of an API value.
            ///
            /// # Errors
            ///
            /// The first member that is missing, unknown or of another kind.
            pub fn from_value(
                value: firedrill_api::Value,
            ) -> Result<Self, crate::operation::ShapeError> {
                crate::operation::shape::read(value).map(|(read, _)| read)
            }

            /// Writes the API value; absent members leave no trace in it.
            #[must_use]
            pub fn into_value(self) -> firedrill_api::Value {
                crate::operation::shape::write(self)
            }
        }
    };
}

pub(crate) use {conversions, operations, structure, structures, treatment};

/// An operation and the types of its ends.
#[cfg(test)]
pub(crate) struct TypedOperation {
    pub(crate) service: &'static str,
    pub(crate) name: &'static str,
    /// Lists the members of the request.
    pub(crate) members: fn(&mut Vec<(String, Treatment)>),
    /// What reading and writing the request makes of a value.
    pub(crate) request: fn(Value) -> Result<Value, ShapeError>,
}
