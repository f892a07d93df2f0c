//! Why a command cannot be done, and how that travels over HTTP.

use serde::{Deserialize, Serialize};

/// Why the admin API refuses a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "message")]
pub enum AdminError {
    /// There is no such command.
    #[error("there is no admin command `{0}`")]
    UnknownCommand(String),
    /// The admin API is spoken to with POST alone.
    #[error("the admin API takes POST, not {0}")]
    Method(String),
    /// A command or an answer cannot be read.
    #[error("{0}")]
    Malformed(String),
    /// What was to happen cannot happen.
    #[error("{0}")]
    InvalidStimulus(String),
    /// No execution with this ARN was started.
    #[error("no execution `{0}` was started")]
    UnknownExecution(String),
}

impl AdminError {
    /// The error's code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownCommand(_) => "UnknownCommand",
            Self::Method(_) => "Method",
            Self::Malformed(_) => "Malformed",
            Self::InvalidStimulus(_) => "InvalidStimulus",
            Self::UnknownExecution(_) => "UnknownExecution",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::UnknownCommand(_) | Self::UnknownExecution(_) => 404,
            Self::Method(_) => 405,
            Self::Malformed(_) | Self::InvalidStimulus(_) => 400,
        }
    }

    /// The body of the HTTP answer.
    #[must_use]
    pub fn to_json(&self) -> String {
        // A code and a text can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the body of an HTTP answer.
    pub(super) fn from_json(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_else(|error| Self::Malformed(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_travel_over_http_unchanged() {
        for error in [
            AdminError::UnknownCommand("x".into()),
            AdminError::Method("PUT".into()),
            AdminError::Malformed("no JSON".into()),
            AdminError::InvalidStimulus("no envelope".into()),
            AdminError::UnknownExecution("arn".into()),
        ] {
            let json = error.to_json();
            assert!(json.starts_with(&format!("{{\"code\":\"{}\"", error.code())), "{json}");
            assert_eq!(AdminError::from_json(json.as_bytes()), error);
        }
    }
}
