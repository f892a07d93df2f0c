//! The region that a signature is for.

use std::fmt;

use miette::Diagnostic;
use thiserror::Error;

/// The name of a region, such as `ap-northeast-1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region(String);

/// A text that names no region.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("`{}` is not the name of a region", text.escape_debug())]
#[diagnostic(
    code(firedrill::remote::region),
    help("the name of a region has lower-case letters, digits and hyphens: `eu-central-1`")
)]
pub struct RegionError {
    text: String,
}

impl Region {
    /// Reads the name of a region; whether there is such a region is not known here.
    ///
    /// # Errors
    /// [`RegionError`] for what could not stand in the scope of a signature.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !text.is_empty() && text.len() <= 64 && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(RegionError { text: text.to_owned() })
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_plain_name() {
        assert_eq!(Region::parse("eu-central-1").unwrap().as_str(), "eu-central-1");
        for text in ["", "eu central", "eu\r\nx-injected: 1", "EU", &"a".repeat(65)] {
            assert!(Region::parse(text).is_err(), "{text}");
        }
    }
}
