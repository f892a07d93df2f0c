//! AWS STS: who is calling.

use firedrill_record::ApiCaller;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::sts as api;
use crate::origin::Origin;
use crate::service::{Service, answers};

/// The id of the user that the harness is.
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

    fn play(_: &mut Account, event: StsEvent, _: Origin) {
        match event {}
    }
}

fn identity(
    _: api::GetCallerIdentityRequest,
    context: &Context<'_>,
) -> Handled<api::GetCallerIdentityResponse> {
    let assumed = |role: &str, session: &str| {
        let role = role.rsplit('/').next().unwrap_or(role);
        (
            format!("AROAFIREDRILLAAAAAAAA:{session}"),
            context.global_arn("sts", &format!("assumed-role/{role}/{session}")),
        )
    };
    let (user_id, arn) = match context.caller() {
        Some(ApiCaller::Execution { execution, role }) => {
            assumed(role, execution.rsplit(':').next().unwrap_or(execution))
        }
        Some(ApiCaller::Service { principal, role: Some(role), .. }) => assumed(role, principal),
        Some(ApiCaller::Client { principal, .. }) if principal.starts_with("arn:") => {
            let is_root = principal.ends_with(":root");
            (if is_root { context.account_id() } else { USER_ID }.to_owned(), principal.clone())
        }
        Some(ApiCaller::Client { .. } | ApiCaller::Service { role: None, .. }) | None => {
            let message = "Request is missing Authentication Token";
            return Err(ServiceError::new("MissingAuthenticationToken", message)
                .with_status(403)
                .into());
        }
    };
    Ok(api::GetCallerIdentityResponse {
        user_id: Some(user_id),
        account: Some(context.account_id().to_owned()),
        arn: Some(arn),
    })
}
