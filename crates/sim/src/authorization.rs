//! Authorization: whether a call may be made, asked between the checks of its input and its handler.
//!
//! Owns the place where every call is decided. Today the policies of queues and topics are asked,
//! and of the services of AWS alone: a service that acts in its own name has no identity policy, so
//! that the policy of the resource alone decides. Clients, executions and services under a role are
//! let through: identity policies are stored and not evaluated, and the record says so.

use firedrill_api::Value;
use firedrill_record::ApiCaller;

use crate::error::{Handled, ServiceError};
use crate::machine::Machine;
use crate::policy::{ServiceRequest, allows};
use crate::services::Services;

/// A resource that has a policy of its own.
#[derive(Debug)]
pub(crate) struct Guarded<'a> {
    /// Its ARN.
    pub(crate) arn: &'a str,
    /// The policy that it was given; without one, no service is let in.
    pub(crate) policy: Option<&'a str>,
    /// What its service answers to a call that the policy does not allow.
    pub(crate) denial: fn(&Guarded<'_>, &ServiceRequest<'_>) -> ServiceError,
}

/// Lets a call through, or refuses it in the words of its service.
///
/// # Errors
/// The service's own refusal; [`NotModelled`](crate::NotModelled) if the decision hangs on a part of
/// a policy that is not evaluated.
pub(crate) fn authorize(
    machine: &Machine,
    services: &Services,
    caller: &ApiCaller,
    service: &str,
    operation: &str,
    input: &Value,
) -> Handled<()> {
    let ApiCaller::Service { principal, role: None, source } = caller else { return Ok(()) };
    let guarded = services.guarded(service, operation, input).filter(|_| machine.roles.checked());
    let Some(guarded) = guarded else { return Ok(()) };
    let request = ServiceRequest {
        principal,
        action: &format!("{service}:{operation}"),
        resource: Some(guarded.arn),
        source_arn: source.as_deref(),
        source_account: &machine.account_id,
    };
    match guarded.policy {
        Some(policy) if allows(policy, &request)? => Ok(()),
        _ => Err((guarded.denial)(&guarded, &request).into()),
    }
}
