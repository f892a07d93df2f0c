//! What AWS's own tools take from the environment: credentials and a region.

use std::ffi::OsString;

use firedrill_remote::{Credentials, CredentialsError, Region, RegionError};
use miette::Diagnostic;

/// Credentials and region, as the environment gives them.
#[derive(Debug)]
pub(crate) struct AwsEnvironment {
    /// The credentials.
    pub(crate) credentials: Credentials,
    /// The region, where one is named.
    pub(crate) region: Option<Region>,
}

/// What is wrong with what the environment gives; no value is told.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum AwsEnvironmentError {
    /// Variables that must be set and are not.
    #[error("no credentials: {} not set", variables(names))]
    #[diagnostic(
        code(firedrill::cli::no_credentials),
        help(
            "requests to an endpoint are signed; emulators take any credentials: AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test"
        )
    )]
    NoCredentials {
        /// The variables.
        names: Vec<&'static str>,
    },
    /// A variable that is no text.
    #[error("the environment variable `{name}` is not UTF-8")]
    #[diagnostic(code(firedrill::cli::environment))]
    NotText {
        /// The variable.
        name: &'static str,
    },
    /// What is set is no credential.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Credentials(#[from] CredentialsError),
    /// What is set is no region.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Region(#[from] RegionError),
}

/// `A is` or `A and B are`, each in back-ticks.
fn variables(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("{} {verb}", names.join(" and "))
}

impl AwsEnvironment {
    /// Reads the environment of the process.
    pub(crate) fn read() -> Result<Self, AwsEnvironmentError> {
        Self::of(|name| std::env::var_os(name))
    }

    /// Reads an environment; an empty variable counts as none, as for the AWS SDK.
    fn of(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, AwsEnvironmentError> {
        let text = |name: &'static str| {
            let value = variable(name).filter(|value| !value.is_empty());
            let text = value.map(OsString::into_string).transpose();
            text.map_err(|_| AwsEnvironmentError::NotText { name })
        };
        let access_key_id = text("AWS_ACCESS_KEY_ID")?;
        let secret_access_key = text("AWS_SECRET_ACCESS_KEY")?;
        let (access_key_id, secret_access_key) = match (access_key_id, secret_access_key) {
            (Some(id), Some(secret)) => (id, secret),
            (id, secret) => {
                let named = [("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", secret)];
                let missing = named.into_iter().filter(|(_, value)| value.is_none());
                let names = missing.map(|(name, _)| name).collect();
                return Err(AwsEnvironmentError::NoCredentials { names });
            }
        };
        let session_token = text("AWS_SESSION_TOKEN")?;
        let region = match text("AWS_REGION")? {
            Some(region) => Some(region),
            None => text("AWS_DEFAULT_REGION")?,
        };
        Ok(Self {
            credentials: Credentials::new(access_key_id, secret_access_key, session_token)?,
            region: region.map(|region| Region::parse(&region)).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<AwsEnvironment, AwsEnvironmentError> {
        AwsEnvironment::of(|name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| value.into())
        })
    }

    const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "key")];

    #[test]
    fn the_region_is_that_of_the_first_variable() {
        let region = |more: &[(&str, &str)]| of(&[&KEYS, more].concat()).unwrap().region;
        let named = |name: &str| Some(Region::parse(name).unwrap());
        assert_eq!(region(&[]), None);
        assert_eq!(region(&[("AWS_DEFAULT_REGION", "eu-west-1")]), named("eu-west-1"));
        let both = [("AWS_DEFAULT_REGION", "eu-west-1"), ("AWS_REGION", "eu-west-2")];
        assert_eq!(region(&both), named("eu-west-2"));
    }

    #[test]
    fn what_is_missing_is_named_and_what_is_there_is_not_told() {
        for (variables, parts) in [
            (&[][..], ["`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` are not set", ""]),
            (&[("AWS_ACCESS_KEY_ID", "hush")], ["`AWS_SECRET_ACCESS_KEY` is not set", ""]),
            (
                &[("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "hush")],
                ["`AWS_ACCESS_KEY_ID` is not set", ""],
            ),
            (
                &[("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "hu\nsh")],
                ["the secret access key", "no credential has"],
            ),
        ] {
            let error = of(variables).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(parts.iter().all(|part| shown.contains(part)), "{shown}");
            assert!(!shown.contains("hush") && !shown.contains("hu\nsh"), "{shown}");
        }
    }
}
