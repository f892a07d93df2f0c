//! API calls: who made one, and how it ended.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who made an API call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum ApiCaller {
    /// A client of the account: the harness that deploys and drives, or a user's own client.
    Client,
    /// A Task state of an execution.
    Execution {
        /// The ARN of the execution.
        execution: String,
        /// The role that the execution runs under.
        role: String,
    },
    /// A service of the account acting for a resource, such as a rule on its target.
    Service {
        /// The service principal, such as `events.amazonaws.com`.
        principal: String,
        /// The role it assumed, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
    },
}

/// How an API call ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum ApiOutcome {
    /// It succeeded with this response, in the spelling of the wire.
    Succeeded {
        /// The response.
        response: Value,
    },
    /// The service refused it.
    Failed {
        /// The error code of the wire, such as `InvalidParameterException`.
        code: String,
        /// The message.
        message: String,
        /// The HTTP status.
        status: u16,
        /// Whether a fault that the scenario asked for made it fail.
        injected: bool,
    },
}
