//! The address at which a client reaches the account, and the URLs that carry it.
//!
//! The account gives its queues the URLs that they have on AWS. Some clients, such as the AWS SDK
//! for JavaScript, send the next request to the host of such a URL, so that a client must be told
//! its own endpoint in the place of AWS's. The record has AWS's, whatever the transport was.

use firedrill_api::Value;
use firedrill_sim::Region;
use firedrill_wire::WireRequest;

/// Where a client reaches the account; none where it calls AWS's own host names or names no host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicAddress {
    /// The scheme and the host, such as `http://127.0.0.1:4566`.
    base: Option<String>,
}

impl PublicAddress {
    /// Reads the `Host` of a request, and the `X-Forwarded-Proto` of a proxy in front of it.
    pub(crate) fn of(request: &WireRequest) -> Self {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte);
        let host = request
            .header("host")
            .filter(|host| !host.is_empty() && host.bytes().all(allowed) && !is_of_aws(host));
        let secure = request.header("x-forwarded-proto") == Some("https");
        let scheme = if secure { "https" } else { "http" };
        Self { base: host.map(|host| format!("{scheme}://{host}")) }
    }

    /// What a client is told: the URLs of queues at its own endpoint.
    pub(crate) fn outward(&self, service: &str, output: Value) -> Value {
        let Some(base) = &self.base else { return output };
        with_queue_urls(service, output, |url| Some(format!("{base}{}", path_of(url)?)))
    }

    /// What the account is asked: the URLs that a client was told, as the account gave them.
    pub(crate) fn inward(&self, service: &str, input: Value, region: &Region) -> Value {
        let Some(base) = &self.base else { return input };
        with_queue_urls(service, input, |url| {
            let path = url.strip_prefix(base.as_str()).filter(|path| path.starts_with('/'))?;
            Some(format!("https://sqs.{region}.{}{path}", region.dns_suffix()))
        })
    }
}

/// Whether a host is one of AWS's own, which a client without an endpoint of its own calls.
fn is_of_aws(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn")
}

/// The path of a URL, from its first slash on.
fn path_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.find('/').and_then(|at| rest.get(at..))
}

/// The value with other URLs of queues, where SQS says them.
fn with_queue_urls(service: &str, value: Value, change: impl Fn(&str) -> Option<String>) -> Value {
    let changed = |url: Value| match url.as_str().and_then(&change) {
        Some(changed) => Value::String(changed),
        None => url,
    };
    match value {
        Value::Structure(members) if service == "sqs" => {
            let members = members.into_iter().map(|(name, value)| {
                let value = match (name.as_str(), value) {
                    ("QueueUrl", url) => changed(url),
                    ("QueueUrls", Value::List(urls)) => {
                        Value::List(urls.into_iter().map(&changed).collect())
                    }
                    (_, other) => other,
                };
                (name, value)
            });
            Value::Structure(members.collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWS: &str = "https://sqs.eu-west-1.amazonaws.com/111122223333/mail";

    fn address(headers: &[(&str, &str)]) -> PublicAddress {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        PublicAddress::of(&WireRequest { headers: headers.collect(), ..WireRequest::default() })
    }

    fn urls(one: &str, many: &[&str]) -> Value {
        Value::Structure(vec![
            ("QueueUrl".into(), Value::from(one)),
            ("QueueUrls".into(), Value::List(many.iter().map(|url| Value::from(*url)).collect())),
            ("MessageBody".into(), Value::from(AWS)),
        ])
    }

    #[test]
    fn a_client_is_told_its_own_endpoint_and_may_say_either() {
        let region = Region::new("eu-west-1");
        let mine = "http://127.0.0.1:4566/111122223333/mail";
        let address = address(&[("host", "127.0.0.1:4566")]);
        assert_eq!(address.outward("sqs", urls(AWS, &[AWS])), urls(mine, &[mine]));
        assert_eq!(address.inward("sqs", urls(mine, &[mine]), &region), urls(AWS, &[AWS]));
        assert_eq!(address.inward("sqs", urls(AWS, &[]), &region), urls(AWS, &[]));
        let longer = "http://127.0.0.1:45660/111122223333/mail";
        assert_eq!(address.inward("sqs", urls(longer, &[]), &region), urls(longer, &[]));
        assert_eq!(address.outward("sns", urls(AWS, &[])), urls(AWS, &[]));
    }

    #[test]
    fn a_proxy_says_how_it_is_reached() {
        let address = address(&[("host", "aws.example"), ("x-forwarded-proto", "https")]);
        let told = address.outward("sqs", urls(AWS, &[]));
        assert_eq!(
            told.get("QueueUrl"),
            Some(&Value::from("https://aws.example/111122223333/mail"))
        );
    }

    #[test]
    fn a_host_of_aws_and_one_that_is_none_change_nothing() {
        for host in
            ["sqs.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com:443", "", "a b", "a/b"]
        {
            assert_eq!(address(&[("host", host)]), PublicAddress { base: None }, "{host}");
        }
        assert_eq!(address(&[]).outward("sqs", urls(AWS, &[])), urls(AWS, &[]));
    }
}
