//! Callers: who makes a call, and who that is in the account.

use firedrill_arn::Arn;
use firedrill_record::ApiCaller;

use crate::region::Region;

/// The access key of whoever deploys a flow and drives it, by which that client is told apart from
/// every other.
pub const HARNESS_ACCESS_KEY: &str = "AKIAFIREDRILLHARNESS";

/// Who makes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A client of the account, known by the key that it signs with.
    Client {
        /// The id of the access key; none where the request is not signed.
        access_key: Option<String>,
    },
    /// A Task state of an execution.
    Execution {
        /// The ARN of the execution.
        execution: String,
        /// The role that the execution runs under.
        role: String,
    },
    /// A service of the account.
    Service {
        /// The service principal, such as `events.amazonaws.com`.
        principal: &'static str,
        /// The role that the service assumed; none where it acts in its own name, and the policy
        /// of the resource decides.
        role: Option<String>,
        /// The ARN of what it acts for, such as a rule or a topic: `aws:SourceArn`.
        source: String,
    },
}

impl Caller {
    /// Who calls, as the record tells it: a client by its principal, never by its key.
    ///
    /// [`HARNESS_ACCESS_KEY`] is the key of the user `firedrill`. Every other key counts as one of
    /// the account's root user: the account has no users of its own.
    pub(crate) fn identify(self, account: &str, region: &Region) -> ApiCaller {
        match self {
            Self::Client { access_key } => {
                let of_account = |resource: &str| {
                    Arn::global("iam", region.as_str(), account, resource).to_string()
                };
                let principal = match access_key.as_deref() {
                    Some(HARNESS_ACCESS_KEY) => of_account("user/firedrill"),
                    Some(_) => of_account("root"),
                    None => "anonymous".to_owned(),
                };
                ApiCaller::Client { principal, region: region.to_string() }
            }
            Self::Execution { execution, role } => ApiCaller::Execution { execution, role },
            Self::Service { principal, role, source } => {
                ApiCaller::Service { principal: principal.to_owned(), role, source: Some(source) }
            }
        }
    }
}
