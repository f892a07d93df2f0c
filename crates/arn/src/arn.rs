//! Any ARN: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.

use std::fmt;

use miette::Diagnostic;
use thiserror::Error;

/// A text that is no ARN.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("`{}` is no ARN: {reason}", text.escape_debug())]
#[diagnostic(
    code(firedrill::arn),
    help("the form is `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`")
)]
pub struct ArnError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// The parts of an ARN, as they stand in its text.
///
/// Any part but the first may be empty: roles have no region, and buckets no account either. The
/// resource is all that follows the fifth colon, so it may hold colons itself ("Identify AWS
/// resources with Amazon Resource Names" of the IAM user guide).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Arn<'a> {
    /// The partition, such as `aws` or `aws-cn`.
    pub partition: &'a str,
    /// The namespace of the service, such as `ecs`.
    pub service: &'a str,
    /// The region; empty for a global resource.
    pub region: &'a str,
    /// The id of the account.
    pub account: &'a str,
    /// The resource, in the form of its service.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Cuts an ARN into its parts; none of them is checked.
    ///
    /// # Errors
    /// The text does not begin with `arn:`, or has fewer than six parts.
    pub fn parse(text: &'a str) -> Result<Self, ArnError> {
        let refused = |reason| ArnError { text: text.to_owned(), reason };
        let rest =
            text.strip_prefix("arn:").ok_or_else(|| refused("it does not begin with `arn:`"))?;
        let mut parts = rest.splitn(5, ':');
        let mut part = || parts.next().ok_or_else(|| refused("it has fewer than six parts"));
        Ok(Self {
            partition: part()?,
            service: part()?,
            region: part()?,
            account: part()?,
            resource: part()?,
        })
    }

    /// The ARN of a resource of an account in a region, in the region's partition.
    #[must_use]
    pub fn in_region(
        service: &'a str,
        region: &'a str,
        account: &'a str,
        resource: &'a str,
    ) -> Self {
        Self { partition: partition(region), service, region, account, resource }
    }

    /// The ARN of a resource of IAM or STS, which belong to no region, in the partition of one.
    #[must_use]
    pub fn global(service: &'a str, region: &'a str, account: &'a str, resource: &'a str) -> Self {
        Self { partition: partition(region), service, region: "", account, resource }
    }

    /// The kind of the resource and what follows it, where the service writes one before the first
    /// `:` or `/`: `("task", "prod/ID")` of `task/prod/ID`. The resource of a queue or a topic is
    /// its name alone.
    #[must_use]
    pub fn kind_and_name(&self) -> Option<(&'a str, &'a str)> {
        self.resource.split_once([':', '/'])
    }
}

impl fmt::Display for Arn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, service, region, account, resource } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

/// The partition that a region lies in, as it stands in ARNs: `aws`, `aws-cn` or `aws-us-gov`.
///
/// A region that is not known lies in `aws`; the isolated partitions are not known here.
#[must_use]
pub fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_comes_back_as_it_was_written() {
        for text in [
            "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123456789abcdef0123456789abcdef",
            "arn:aws:states:eu-west-1:111122223333:execution:machine:name",
            "arn:aws:iam::111122223333:role/service/runner",
            "arn:aws-cn:s3:::bucket/key:with:colons",
            "arn:::::",
        ] {
            assert_eq!(Arn::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn the_resource_keeps_its_colons_and_tells_its_kind() {
        let parse = |resource: &'static str| Arn::in_region("x", "eu-west-1", "1", resource);
        assert_eq!(parse("task/prod/1").kind_and_name(), Some(("task", "prod/1")));
        assert_eq!(parse("stateMachine:m/l").kind_and_name(), Some(("stateMachine", "m/l")));
        assert_eq!(parse("queue").kind_and_name(), None);
        let arn = Arn::parse("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/x:*").unwrap();
        assert_eq!(arn.resource, "log-group:/aws/x:*");
    }

    #[test]
    fn a_refusal_says_what_is_wrong() {
        let reason = |text| Arn::parse(text).unwrap_err().reason;
        assert_eq!(reason(""), "it does not begin with `arn:`");
        assert_eq!(reason("arm:aws:ecs:r:1:x"), "it does not begin with `arn:`");
        assert_eq!(reason("arn:aws:ecs:eu-west-1:111122223333"), "it has fewer than six parts");
        let error = Arn::parse("\u{1b}[2J").unwrap_err();
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }

    #[test]
    fn an_arn_lies_in_the_partition_of_its_region() {
        let queue = |region| Arn::in_region("sqs", region, "111122223333", "mail").to_string();
        assert_eq!(queue("ap-northeast-1"), "arn:aws:sqs:ap-northeast-1:111122223333:mail");
        assert_eq!(queue("cn-north-1"), "arn:aws-cn:sqs:cn-north-1:111122223333:mail");
        assert_eq!(
            Arn::global("iam", "us-gov-west-1", "111122223333", "role/r").to_string(),
            "arn:aws-us-gov:iam::111122223333:role/r"
        );
    }
}
