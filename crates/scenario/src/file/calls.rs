//! The calls that a scenario may speak of: those that its backend serves, with the errors that their
//! services answer. What is never called would let a scenario pass for nothing.

use std::collections::BTreeSet;

use firedrill_flow::closest;
use miette::SourceSpan;

use super::error::{ScenarioError, near_or_all};
use crate::backend::Capabilities;

/// The error codes that any service may answer, beside those of its model: the "Common error types"
/// of the AWS API references, in the spellings of the JSON protocols and of the Query protocol.
const COMMON_ERRORS: [&str; 24] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "InvalidAction",
    "InvalidClientTokenId",
    "MalformedHttpRequestException",
    "MissingAuthenticationToken",
    "NotAuthorized",
    "OptInRequired",
    "RequestAbortedException",
    "RequestEntityTooLargeException",
    "RequestExpired",
    "RequestTimeoutException",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
];

/// Checks that a call with this error can come about; without a service, that one of them has the
/// operation.
pub(super) fn check_call(
    capabilities: &Capabilities,
    service: Option<&str>,
    operation: &str,
    error: Option<&str>,
    span: SourceSpan,
) -> Result<(), ScenarioError> {
    let noun = capabilities.noun;
    let served = || capabilities.operations.iter().copied();
    let of_service = |(of, _): &(&str, &str)| service.is_none_or(|name| name == *of);
    let refused =
        |message: String, help: String| Err(ScenarioError::meaning(message, span).with_help(help));
    if let Some(service) = service.filter(|_| !served().any(|served| of_service(&served))) {
        let services: BTreeSet<&str> = served().map(|(service, _)| service).collect();
        let message = format!("{noun} has no service `{service}`");
        return refused(message, near_or_all(service, services));
    }
    let owners: Vec<&str> = served()
        .filter(of_service)
        .filter(|(_, name)| *name == operation)
        .map(|(service, _)| service)
        .collect();
    if owners.is_empty() {
        let written = service.map_or(String::new(), |service| format!("{service}:")) + operation;
        let message = format!("{noun} does not serve `{written}`");
        let known: BTreeSet<&str> = served().filter(of_service).map(|(_, name)| name).collect();
        return refused(message, near_or_all(operation, known));
    }
    let Some(error) = error else { return Ok(()) };
    let services = || owners.iter().filter_map(|owner| firedrill_api::service(owner));
    let modelled = services()
        .flat_map(firedrill_api::Service::errors)
        .flat_map(|error| [error.code(), error.query_code()]);
    let codes: BTreeSet<&str> = modelled.chain(COMMON_ERRORS).collect();
    if codes.contains(error) {
        return Ok(());
    }
    let message = format!("`{}:{operation}` answers no error `{error}`", owners.join("|"));
    let advice = closest(error, codes).map_or_else(
        || {
            let own: BTreeSet<&str> = services()
                .filter_map(|service| service.operation(operation))
                .flat_map(|operation| operation.errors().map(|error| error.code()))
                .collect();
            let own: Vec<&str> = own.into_iter().collect();
            format!("its own errors: {}; others are common to all services", own.join(", "))
        },
        |near| format!("did you mean `{near}`?"),
    );
    refused(message, advice)
}
