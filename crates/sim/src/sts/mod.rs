//! AWS STS: who is calling.

use firedrill_record::{ApiCaller, HopId};
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::context::{Context, partition};
use crate::error::Handled;
use crate::operation::sts as api;
use crate::service::{Service, answers};

/// The id of the user that every client of the account is.
const USER_ID: &str = "AIDAFIREDRILLAAAAAAAA";

/// STS, which keeps nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sts;

/// What happens in STS later: nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum StsEvent {}

impl Service for Sts {
    const NAME: &'static str = "sts";
    type Event = StsEvent;

    fn new(_seed: u64) -> Self {
        Self
    }

    answers! { |_, context| {
        GetCallerIdentity(request) => identity(request, context),
    } }

    fn play(_: &mut Account, event: StsEvent, _: Option<HopId>) {
        match event {}
    }
}

fn identity(
    _: api::GetCallerIdentityRequest,
    context: &Context<'_>,
) -> Handled<api::GetCallerIdentityResponse> {
    let (partition, account) = (partition(context.region()), context.account_id());
    let assumed = |role: &str, session: &str| {
        let role = role.rsplit('/').next().unwrap_or(role);
        (
            format!("AROAFIREDRILLAAAAAAAA:{session}"),
            format!("arn:{partition}:sts::{account}:assumed-role/{role}/{session}"),
        )
    };
    let (user_id, arn) = match context.caller() {
        Some(ApiCaller::Execution { execution, role }) => {
            assumed(role, execution.rsplit(':').next().unwrap_or(execution))
        }
        Some(ApiCaller::Service { principal, role: Some(role) }) => assumed(role, principal),
        Some(ApiCaller::Client | ApiCaller::Service { role: None, .. }) | None => {
            (USER_ID.to_owned(), format!("arn:{partition}:iam::{account}:user/firedrill"))
        }
    };
    Ok(api::GetCallerIdentityResponse {
        user_id: Some(user_id),
        account: Some(account.to_owned()),
        arn: Some(arn),
    })
}
