//! Identifiers as newtypes, checked for their form and for nothing else.

use miette::Diagnostic;
use thiserror::Error;

/// A text that does not have the form of the identifier it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("`{text}` is not {what}")]
#[diagnostic(code(firedrill::arn::identifier), help("{what} is {form}"))]
pub struct IdentifierError {
    /// What it should have been, with its article, such as `an account id`.
    pub what: &'static str,
    /// The text.
    pub text: String,
    /// The form that it should have had.
    pub form: &'static str,
}

/// Makes a newtype of texts of one form: its name, what it is with its article, the form in words,
/// and whether a text has it.
#[macro_export]
macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident: $what:literal, $form:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
            serde::Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::IdentifierError;

            fn try_from(text: String) -> Result<Self, $crate::IdentifierError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(&text) {
                    Ok(Self(text))
                } else {
                    Err($crate::IdentifierError { what: $what, text, form: $form })
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::IdentifierError;

            fn from_str(text: &str) -> Result<Self, $crate::IdentifierError> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(identifier: $name) -> Self {
                identifier.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
