//! The credentials that requests are signed with, and how they stay hidden.

use std::fmt;

use miette::Diagnostic;
use thiserror::Error;

/// What stands where a credential would be seen.
const HIDDEN: &str = "[hidden]";

/// What is shorter is no credential that AWS gave out, whose access key ids have 16 characters at
/// least, but a word that an emulator takes, such as `test`; hiding it would spoil the messages.
const SHORTEST_CREDENTIAL: usize = 16;

/// The credentials of an account.
///
/// They show themselves to nobody: their `Debug` is without them, and what an endpoint says of an
/// error is told without them.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

/// A text that is no credential; it is not told which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Diagnostic)]
#[error("the {what} is empty, or has characters that no credential has")]
#[diagnostic(code(firedrill::remote::credentials))]
pub struct CredentialsError {
    what: &'static str,
}

impl Credentials {
    /// Takes credentials; a session token comes with temporary ones.
    ///
    /// # Errors
    /// [`CredentialsError`] for one that could not stand in a header.
    pub fn new(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: Option<String>,
    ) -> Result<Self, CredentialsError> {
        let credentials = Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token,
        };
        for (what, text) in credentials.named() {
            if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(CredentialsError { what });
            }
        }
        Ok(credentials)
    }

    fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("access key id", Some(self.access_key_id.as_str())),
            ("secret access key", Some(self.secret_access_key.as_str())),
            ("session token", self.session_token.as_deref()),
        ]
        .into_iter()
        .filter_map(|(what, text)| Some((what, text?)))
    }

    /// The credentials, for the one who signs.
    pub(crate) fn to_sign_with(&self) -> aws_credential_types::Credentials {
        aws_credential_types::Credentials::new(
            &self.access_key_id,
            &self.secret_access_key,
            self.session_token.clone(),
            None,
            "firedrill",
        )
    }

    /// A text without the credentials: AWS repeats the headers of a request whose signature does
    /// not match, the session token among them.
    pub(crate) fn hide_in(&self, text: String) -> String {
        self.named().filter(|(_, credential)| credential.len() >= SHORTEST_CREDENTIAL).fold(
            text,
            |text, (_, credential)| {
                if text.contains(credential) { text.replace(credential, HIDDEN) } else { text }
            },
        )
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "FwoGZXIvYXdzEXAMPLETOKEN==";

    #[test]
    fn credentials_show_themselves_to_nobody() {
        let credentials =
            Credentials::new("AKIAIOSFODNN7EXAMPLE", "not/so+secret", Some(TOKEN.to_owned()));
        let credentials = credentials.unwrap();
        assert_eq!(format!("{credentials:?}"), "Credentials { .. }");
        assert_eq!(
            credentials.hide_in(format!("x-amz-security-token:{TOKEN}\nhost:h")),
            "x-amz-security-token:[hidden]\nhost:h"
        );
    }

    #[test]
    fn the_word_that_an_emulator_takes_is_no_secret() {
        let credentials = Credentials::new("test", "test", None).unwrap();
        assert_eq!(credentials.hide_in("a test".to_owned()), "a test");
    }

    #[test]
    fn what_could_not_stand_in_a_header_is_refused_without_being_told() {
        for (id, secret, token, what) in [
            ("", "s", None, "access key id"),
            ("a", "s\nx", None, "secret access key"),
            ("a", "s", Some("ü"), "session token"),
        ] {
            let error = Credentials::new(id, secret, token.map(str::to_owned)).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("the {what} is empty, or has characters that no credential has")
            );
        }
    }
}
