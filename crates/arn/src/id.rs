//! The account and the region of an ARN.

use crate::arn::partition;
use crate::identifier;

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

impl Region {
    /// The partition that the region lies in, such as `aws` or `aws-cn`.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        partition(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use miette::Diagnostic as _;

    use super::*;

    #[test]
    fn identifiers_are_checked_for_their_form() {
        assert!("111122223333".parse::<AccountId>().is_ok());
        assert!("1111222233334".parse::<AccountId>().is_err());
        assert!("11112222333x".parse::<AccountId>().is_err());
        assert!("region".parse::<Region>().is_ok());
        assert!("".parse::<Region>().is_err());
        assert!("Tokyo".parse::<Region>().is_err());
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
