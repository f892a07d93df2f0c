//! Identifiers as newtypes, checked for their form and for nothing else.

use std::fmt;
use std::str::FromStr;

use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A text that does not have the form of the identifier it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("`{text}` is not {what}")]
#[diagnostic(code(firedrill::finding::identifier), help("{what} is {form}"))]
pub struct IdentifierError {
    /// What it should have been, with its article, such as `an account id`.
    pub what: &'static str,
    /// The text.
    pub text: String,
    /// The form that it should have had.
    pub form: &'static str,
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident: $what:literal, $form:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
            type Error = IdentifierError;

            fn try_from(text: String) -> Result<Self, IdentifierError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(&text) {
                    Ok(Self(text))
                } else {
                    Err(IdentifierError { what: $what, text, form: $form })
                }
            }
        }

        impl FromStr for $name {
            type Err = IdentifierError;

            fn from_str(text: &str) -> Result<Self, IdentifierError> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(identifier: $name) -> Self {
                identifier.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier! {
    /// The id of an AWS account: 12 digits.
    AccountId: "an account id", "12 digits", |text| {
        text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

identifier! {
    /// The name of a region, such as `ap-northeast-1`; whether AWS has it is not checked, since
    /// sample findings name one called `region`.
    Region: "a region", "lower-case letters, digits and hyphens", |text| {
        text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }
}

identifier! {
    /// The id of a GuardDuty detector, 32 hexadecimal digits or a UUID.
    DetectorId: "a detector id", "32 hexadecimal digits or a UUID", |text| {
        matches!(text.len(), 32 | 36) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    }
}

identifier! {
    /// The id of a finding: 32 hexadecimal digits, for samples as well.
    FindingId: "a finding id", "32 hexadecimal digits", |text| {
        text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

impl DetectorId {
    /// The id of these 32 hexadecimal digits.
    pub(crate) fn from_digits(digits: String) -> Self {
        Self(digits)
    }
}

impl FindingId {
    /// The id of these 32 hexadecimal digits.
    pub(crate) fn from_digits(digits: String) -> Self {
        Self(digits)
    }
}

impl Region {
    /// The partition that the region lies in, such as `aws` or `aws-cn`.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        if self.0.starts_with("cn-") {
            "aws-cn"
        } else if self.0.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_checked_for_their_form() {
        assert!("111122223333".parse::<AccountId>().is_ok());
        assert!("1111222233334".parse::<AccountId>().is_err());
        assert!("11112222333x".parse::<AccountId>().is_err());
        assert!("region".parse::<Region>().is_ok());
        assert!("".parse::<Region>().is_err());
        assert!("Tokyo".parse::<Region>().is_err());
        assert!("4b85f358-65e7-49b6-b9ae-b3816303fb12".parse::<DetectorId>().is_ok());
        assert!("４b85f35865e749b6b9aeb3816303fb1".parse::<FindingId>().is_err());
    }

    #[test]
    fn a_refusal_says_what_was_wanted() {
        let error = "dummy".parse::<AccountId>().unwrap_err();
        assert_eq!(error.to_string(), "`dummy` is not an account id");
        assert_eq!(error.help().unwrap().to_string(), "an account id is 12 digits");
    }

    #[test]
    fn a_region_knows_its_partition() {
        let partition = |region: &str| region.parse::<Region>().unwrap().partition();
        assert_eq!(partition("ap-northeast-1"), "aws");
        assert_eq!(partition("cn-north-1"), "aws-cn");
        assert_eq!(partition("us-gov-west-1"), "aws-us-gov");
    }
}
