//! AWS STS: who is calling.

use firedrill_api::Value;
use firedrill_record::ApiCaller;

use crate::context::{Context, partition};
use crate::dispatch::dispatch;
use crate::error::Handled;
use crate::members::{MemberTable, OperationMembers};
use crate::operation::sts::{GetCallerIdentityRequest, GetCallerIdentityResponse};

/// The members of STS's requests: there are none.
pub(crate) const MEMBERS: MemberTable =
    &[OperationMembers { operation: "GetCallerIdentity", members: &[] }];

/// The id of the user that every client of the account is.
const USER_ID: &str = "AIDAFIREDRILLAAAAAAAA";

/// Answers a call.
pub(crate) fn call(
    operation: &str,
    input: Value,
    caller: &ApiCaller,
    context: &Context<'_>,
) -> Handled<Value> {
    dispatch!("sts", operation, input, {
        "GetCallerIdentity", GetCallerIdentityRequest => |_request| identity(caller, context),
    })
}

fn identity(caller: &ApiCaller, context: &Context<'_>) -> Handled<GetCallerIdentityResponse> {
    let (partition, account) = (partition(context.region()), context.account_id());
    let assumed = |role: &str, session: &str| {
        let role = role.rsplit('/').next().unwrap_or(role);
        (
            format!("AROAFIREDRILLAAAAAAAA:{session}"),
            format!("arn:{partition}:sts::{account}:assumed-role/{role}/{session}"),
        )
    };
    let (user_id, arn) = match caller {
        ApiCaller::Execution { execution, role } => {
            assumed(role, execution.rsplit(':').next().unwrap_or(execution))
        }
        ApiCaller::Service { principal, role: Some(role) } => assumed(role, principal),
        ApiCaller::Client | ApiCaller::Service { role: None, .. } => {
            (USER_ID.to_owned(), format!("arn:{partition}:iam::{account}:user/firedrill"))
        }
    };
    Ok(GetCallerIdentityResponse {
        user_id: Some(user_id),
        account: Some(account.to_owned()),
        arn: Some(arn),
    })
}
