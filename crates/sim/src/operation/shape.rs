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
    /// The dotted path of every member of its request, at every depth; lists and maps add nothing
    /// to a path.
    pub members: &'static [&'static str],
}

/// A value that does not have the shape of the struct it is read into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` {problem}")]
pub struct ShapeError {
    /// The dotted path of the member, with list indices and map keys; empty for the whole value.
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

/// A type that an API value can be read into, and that becomes one again.
pub(crate) trait Shaped: Sized {
    /// Reads the value.
    fn from_value(value: Value) -> Result<Self, ShapeError>;

    /// Writes the value; `Null` for an absent one.
    fn into_value(self) -> Value;

    /// What an absent member is read as, where it may be absent.
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads a request as its type.
///
/// # Errors
/// [`ShapeError`] names the first member that is missing, unknown or of another kind.
pub(crate) fn read<T: Shaped>(value: Value) -> Result<T, ShapeError> {
    T::from_value(value)
}

/// Writes a response.
pub(crate) fn write<T: Shaped>(response: T) -> Value {
    response.into_value()
}

macro_rules! scalar {
    ($kind:ty, $variant:ident, $expected:literal) => {
        impl Shaped for $kind {
            fn from_value(value: Value) -> Result<Self, ShapeError> {
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
    fn from_value(value: Value) -> Result<Self, ShapeError> {
        let number = i64::from_value(value)?;
        Self::try_from(number).map_err(|_| ShapeError::new(ShapeProblem::TooLarge))
    }

    fn into_value(self) -> Value {
        Value::Integer(self.into())
    }
}

/// A document: any value at all.
impl Shaped for Value {
    fn from_value(value: Value) -> Result<Self, ShapeError> {
        Ok(value)
    }

    fn into_value(self) -> Value {
        self
    }
}

impl<T: Shaped> Shaped for Option<T> {
    fn from_value(value: Value) -> Result<Self, ShapeError> {
        T::from_value(value).map(Some)
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// An element of a list; bytes are not one, so that a list of them cannot be taken for a blob.
pub(crate) trait Element: Shaped {}

impl Element for String {}
impl Element for i32 {}
impl Element for i64 {}
impl Element for f64 {}
impl Element for Vec<u8> {}
impl<T: Element> Element for Vec<T> {}

impl<T: Element> Shaped for Vec<T> {
    fn from_value(value: Value) -> Result<Self, ShapeError> {
        match value {
            Value::List(elements) => {
                let mut read = Self::with_capacity(elements.len());
                for element in elements {
                    let index = read.len();
                    read.push(T::from_value(element).map_err(|error| error.within(index))?);
                }
                Ok(read)
            }
            other => Err(ShapeError::kind("a list", &other)),
        }
    }

    fn into_value(self) -> Value {
        let mut written = Vec::with_capacity(self.len());
        for element in self {
            written.push(element.into_value());
        }
        Value::List(written)
    }
}

impl<T: Shaped> Shaped for BTreeMap<String, T> {
    fn from_value(value: Value) -> Result<Self, ShapeError> {
        match value {
            Value::Map(entries) => {
                let mut read = Self::new();
                for (key, value) in entries {
                    match T::from_value(value) {
                        Ok(value) => read.insert(key, value),
                        Err(error) => return Err(error.within(key)),
                    };
                }
                Ok(read)
            }
            other => Err(ShapeError::kind("a map", &other)),
        }
    }

    fn into_value(self) -> Value {
        Value::Map(self.into_iter().map(|(key, value)| (key, value.into_value())).collect())
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
    /// members would else be compiled with what is to be dropped after each of them, and that is
    /// most of this crate's code.
    pub(crate) fn read<T: Shaped>(
        &mut self,
        name: &'static str,
        field: &mut T,
    ) -> Result<(), ShapeError> {
        *field = match self.take(name) {
            None => T::absent().ok_or_else(|| ShapeError::new(ShapeProblem::Missing).within(name)),
            Some(value) => T::from_value(value).map_err(|error| error.within(name)),
        }?;
        Ok(())
    }

    /// The value of the member; none for one that is absent or null.
    fn take(&mut self, name: &str) -> Option<Value> {
        let found = self.0.iter().position(|(member, _)| member == name)?;
        Some(self.0.swap_remove(found).1).filter(|value| !matches!(value, Value::Null))
    }

    /// Refuses what no member has taken.
    pub(crate) fn finish(&mut self) -> Result<(), ShapeError> {
        match self.0.pop() {
            Some((name, _)) => Err(ShapeError::new(ShapeProblem::Unknown).within(name)),
            None => Ok(()),
        }
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

/// A structure: each field with its type and the member's name in the API.
macro_rules! structure {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty = $member:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name {
            $(
                #[doc = concat!("The member `", $member, "`.")]
                pub $field: $kind,
            )*
        }

        impl crate::operation::shape::Shaped for $name {
            fn from_value(
                value: firedrill_api::Value,
            ) -> Result<Self, crate::operation::ShapeError> {
                let mut read = Self::default();
                read.read(crate::operation::shape::MembersIn::of(value)?)?;
                Ok(read)
            }

            fn into_value(mut self) -> firedrill_api::Value {
                self.write()
            }
        }

        impl $name {
            fn read(
                &mut self,
                mut members: crate::operation::shape::MembersIn,
            ) -> Result<(), crate::operation::ShapeError> {
                $(members.read($member, &mut self.$field)?;)*
                members.finish()
            }

            fn write(&mut self) -> firedrill_api::Value {
                crate::operation::shape::MembersOut::new()
                    $(.with($member, &mut self.$field))*
                    .into_value()
            }
        }

        impl crate::operation::shape::Element for $name {}
    };
}

/// An operation: its request, its response, and the members of the request at every depth.
macro_rules! operation {
    (
        $(#[$request_doc:meta])* $request:ident { $($request_field:tt)* }
        $(#[$response_doc:meta])* $response:ident { $($response_field:tt)* }
        members { $($member:literal,)* }
    ) => {
        crate::operation::shape::structure! {
            $(#[$request_doc])* $request { $($request_field)* }
        }
        crate::operation::shape::structure! {
            $(#[$response_doc])* $response { $($response_field)* }
        }
        crate::operation::shape::conversions! { $request }
        crate::operation::shape::conversions! { $response }

        impl $request {
            /// The dotted path of every member, at every depth; lists and maps add nothing.
            pub const MEMBERS: &[&str] = &[$($member),*];
        }
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
                crate::operation::shape::Shaped::from_value(value)
            }

            /// Writes the API value; absent members leave no trace in it.
            #[must_use]
            pub fn into_value(self) -> firedrill_api::Value {
                crate::operation::shape::Shaped::into_value(self)
            }
        }
    };
}

/// The operations of a service.
macro_rules! operations {
    ($service:literal: $($name:literal $request:ident $response:ident,)*) => {
        /// The operations of this service that the account serves.
        pub const OPERATIONS: &[crate::operation::ServedOperation] = &[$(
            crate::operation::ServedOperation {
                service: $service,
                name: $name,
                members: $request::MEMBERS,
            },
        )*];

        /// Each operation with its request and response, read and written once.
        #[cfg(test)]
        pub(super) const ROUND_TRIPS: &[crate::operation::shape::RoundTrip] = &[$(
            crate::operation::shape::RoundTrip {
                service: $service,
                operation: $name,
                request: |value| $request::from_value(value).map($request::into_value),
                response: |value| $response::from_value(value).map($response::into_value),
            },
        )*];
    };
}

pub(crate) use {conversions, operation, operations, structure};

/// What reading and writing the request and the response of an operation makes of a value.
#[cfg(test)]
pub(crate) struct RoundTrip {
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) request: fn(Value) -> Result<Value, ShapeError>,
    pub(crate) response: fn(Value) -> Result<Value, ShapeError>,
}
