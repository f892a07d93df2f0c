//! Where an endpoint is, and which are refused.

use std::fmt;

use http::Uri;
use miette::Diagnostic;
use thiserror::Error;

/// The domains under which AWS answers, in all of its partitions (their `dnsSuffix` in botocore's
/// `endpoints.json`); the top-level domain `aws` is Amazon's own.
const AWS_DOMAINS: [&str; 11] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "amazonwebservices.com.cn",
    "amazonwebservices.eu",
    "aws",
    "adc-e.uk",
    "aws.scloud",
    "c2s.ic.gov",
    "ic.gov",
    "sc2s.sgov.gov",
];

/// The URL of an endpoint that is not AWS itself, such as `http://localhost:4566`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointUrl {
    authority: String,
}

/// A URL that no call is made to.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum EndpointUrlError {
    /// It is no URL of a host.
    #[error("`{}` is not the URL of an endpoint", url.escape_debug())]
    #[diagnostic(
        code(firedrill::remote::endpoint_url),
        help("an endpoint is a host and a port: `http://localhost:4566`")
    )]
    Malformed {
        /// The text.
        url: String,
    },
    /// It holds a user name or a password, and is not repeated for that reason.
    #[error("the URL of the endpoint holds credentials")]
    #[diagnostic(
        code(firedrill::remote::endpoint_credentials),
        help("requests are signed; leave out what stands before the `@`")
    )]
    UserInformation,
    /// It is reached over TLS.
    #[error("`{url}` is reached over TLS, which is not spoken here")]
    #[diagnostic(
        code(firedrill::remote::endpoint_tls),
        help(
            "an emulator also answers to `http://`; a real account needs live mode and its list of allowed accounts, which is not there yet"
        )
    )]
    Tls {
        /// The URL.
        url: String,
    },
    /// It is AWS itself.
    #[error("`{host}` belongs to AWS: a real account is not touched")]
    #[diagnostic(
        code(firedrill::remote::endpoint_of_aws),
        help(
            "a real account needs live mode and its list of allowed accounts, which is not there yet"
        )
    )]
    Aws {
        /// The host.
        host: String,
    },
}

impl EndpointUrl {
    /// Reads a URL: `http`, a host, and a port where it is not 80.
    ///
    /// # Errors
    /// [`EndpointUrlError`] for any other form, and for hosts of AWS by their names; an address of
    /// AWS that is given as a number is not recognised.
    pub fn parse(text: &str) -> Result<Self, EndpointUrlError> {
        if text.contains('@') {
            return Err(EndpointUrlError::UserInformation);
        }
        let malformed = || EndpointUrlError::Malformed { url: text.to_owned() };
        let uri: Uri = text.parse().map_err(|_| malformed())?;
        let authority = uri.authority().ok_or_else(malformed)?;
        let host = authority.host().trim_end_matches('.').to_ascii_lowercase();
        if is_of_aws(&host) {
            return Err(EndpointUrlError::Aws { host });
        }
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err(EndpointUrlError::Tls { url: text.to_owned() }),
            _ => return Err(malformed()),
        }
        let has_path = uri.path() != "/" || uri.query().is_some() || text.contains('#');
        let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
        let is_port = |text: &str| text.parse::<u16>().is_ok_and(|port| port > 0);
        let has_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        if host.is_empty() || has_path || !has_port {
            return Err(malformed());
        }
        Ok(Self { authority: authority.as_str().to_owned() })
    }

    /// The host and its port, as the header `Host` names them.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.authority)
    }
}

fn is_of_aws(host: &str) -> bool {
    AWS_DOMAINS.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_host_and_a_port() {
        for (text, shown) in [
            ("http://localhost:4566", "http://localhost:4566"),
            ("http://localhost:4566/", "http://localhost:4566"),
            ("http://[::1]:4566", "http://[::1]:4566"),
            ("http://aws.example", "http://aws.example"),
            ("http://myamazonaws.com", "http://myamazonaws.com"),
        ] {
            assert_eq!(EndpointUrl::parse(text).unwrap().to_string(), shown);
        }
        for text in [
            "",
            "localhost:4566",
            "/path",
            "ftp://localhost",
            "http://",
            "http://localhost:",
            "http://localhost:port",
            "http://localhost:99999",
            "http://localhost:0",
            "http://localhost/path",
            "http://localhost?query",
            "http://local host",
            "http://localhost#fragment",
            &"x".repeat(100_000),
        ] {
            let error = EndpointUrl::parse(text).unwrap_err();
            assert!(matches!(error, EndpointUrlError::Malformed { .. }), "{text}: {error}");
        }
    }

    #[test]
    fn aws_itself_is_refused_by_name() {
        for host in [
            "ecs.us-east-1.amazonaws.com",
            "ECS.US-EAST-1.AMAZONAWS.COM",
            "amazonaws.com",
            "ecs.us-east-1.amazonaws.com.",
            "ecs.cn-north-1.amazonaws.com.cn",
            "ecs.us-east-1.api.aws",
            "states.eusc-de-east-1.amazonaws.eu",
            "ecs.us-iso-east-1.c2s.ic.gov",
        ] {
            for scheme in ["http", "https"] {
                let error = EndpointUrl::parse(&format!("{scheme}://{host}:443")).unwrap_err();
                assert!(matches!(error, EndpointUrlError::Aws { .. }), "{host}: {error}");
            }
        }
        let error = EndpointUrl::parse("https://localhost:4566").unwrap_err();
        assert!(matches!(error, EndpointUrlError::Tls { .. }), "{error}");
    }

    #[test]
    fn credentials_in_a_url_are_not_repeated() {
        for text in ["http://key:secret@localhost", "http:/key:secret@localhost"] {
            let error = EndpointUrl::parse(text).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
