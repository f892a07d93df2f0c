//! Regions: where a call is made, where a resource lives, where an event happens.

use std::fmt;
use std::sync::Arc;

use firedrill_arn::Arn;
use serde::{Deserialize, Serialize};

/// The name of a region, such as `ap-northeast-1`; a clone shares it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region(Arc<str>);

impl Region {
    /// The region of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// Whether a text has the form of a region's name, such as `ap-northeast-1`.
    #[must_use]
    pub fn is_name(text: &str) -> bool {
        let parts: Vec<_> = text.split('-').collect();
        let word =
            |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        matches!(parts.as_slice(), [words @ .., last]
            if (2..=3).contains(&words.len()) && words.iter().all(word) && number(last))
            && text.len() <= 32
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The region that an ARN names; none where the ARN is that of something global.
    pub(crate) fn of_arn(arn: &str) -> Option<Self> {
        let arn = Arn::parse(arn).ok()?;
        (!arn.region.is_empty()).then(|| Self::new(arn.region))
    }

    /// The domain of AWS's endpoints in the region.
    #[must_use]
    pub fn dns_suffix(&self) -> &'static str {
        if self.0.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_known_by_the_form_of_its_name() {
        for name in ["us-east-1", "ap-northeast-1", "us-gov-west-1", "mx-central-1"] {
            assert!(Region::is_name(name), "{name}");
        }
        for text in ["", "us-east", "1", "-1", "us--1", "US-EAST-1", "us-east-1a", "a-b-c-d-e-1"] {
            assert!(!Region::is_name(text), "{text}");
        }
    }

    #[test]
    fn an_arn_says_its_region_unless_it_is_global() {
        let queue = Region::of_arn("arn:aws:sqs:eu-west-1:111122223333:mail");
        assert_eq!(queue, Some(Region::new("eu-west-1")));
        assert_eq!(Region::of_arn("arn:aws:iam::111122223333:role/r"), None);
        assert_eq!(Region::of_arn("mail"), None);
    }
}
