//! Which service and which operation a request is for.

use firedrill_api::{Operation, Protocol, Service, services};

use crate::cbor;
use crate::error::WireError;
use crate::form;
use crate::message::WireRequest;
use crate::query::Parameters;
use crate::signature::CredentialScope;

/// What a request says of its destination, in the order in which it is believed: the target of a
/// JSON request, the action and version of a Query request, the scope of the signature.
#[derive(Debug)]
pub(crate) enum Destination {
    /// A JSON request, whose parameters are the body.
    Json(&'static Operation),
    /// A Query request with the parameters that are left of its form.
    Query(&'static Operation, Parameters),
}

impl Destination {
    /// Finds the destination of a request.
    pub(crate) fn of(request: &WireRequest) -> Result<Self, WireError> {
        if let Some(target) = request.header("x-amz-target") {
            return Self::of_target(target, request.header("content-type"));
        }
        if let Some(destination) = Self::of_action(request)? {
            return Ok(destination);
        }
        let service = signed_service(request).ok_or(WireError::UnknownService)?;
        if request.header("smithy-protocol") == Some(cbor::PROTOCOL) {
            return Err(WireError::Protocol { service, protocol: Protocol::Cbor });
        }
        Err(match service.protocol() {
            Protocol::Json10 | Protocol::Json11 | Protocol::Query | Protocol::Ec2Query => {
                WireError::UnknownOperation { service, operation: String::new() }
            }
            protocol @ (Protocol::RestJson | Protocol::RestXml | Protocol::Cbor) => {
                WireError::Protocol { service, protocol }
            }
        })
    }

    fn of_target(target: &str, content_type: Option<&str>) -> Result<Self, WireError> {
        let (prefix, operation) = target.rsplit_once('.').ok_or(WireError::UnknownService)?;
        let named = |service: &&Service| service.target_prefix() == Some(prefix);
        let service = services().iter().find(named).ok_or(WireError::UnknownService)?;
        match service.protocol() {
            Protocol::Json10 | Protocol::Json11 => described(service, operation).map(Self::Json),
            Protocol::Query
            | Protocol::Ec2Query
            | Protocol::RestJson
            | Protocol::RestXml
            | Protocol::Cbor => {
                let is_older = content_type.is_some_and(|kind| kind.ends_with("json-1.0"));
                let protocol = if is_older { Protocol::Json10 } else { Protocol::Json11 };
                Err(WireError::Protocol { service, protocol })
            }
        }
    }

    /// The destination of a form with an `Action`; none where the request has no such form.
    fn of_action(request: &WireRequest) -> Result<Option<Self>, WireError> {
        let query = request.path.split_once('?').map_or("", |(_, query)| query);
        let is_form = request
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let form = if is_form { request.body.as_slice() } else { query.as_bytes() };
        let Ok(pairs) = form::parse(form) else {
            let Some(service) = signed_service(request) else { return Ok(None) };
            let message = "the form is malformed".to_owned();
            return Err(WireError::Serialization { service, message });
        };
        let value =
            |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let Some(action) = value("Action") else { return Ok(None) };
        let version = value("Version");
        let speaks = |service: &&Service| {
            service.protocol() == Protocol::Query
                && Some(service.api_version()) == version.as_deref()
        };
        let service = services().iter().find(speaks).or_else(|| signed_service(request));
        let service = service.ok_or(WireError::UnknownService)?;
        match service.protocol() {
            Protocol::Query => {}
            // Its requests are forms like those of Query, and its faults are not.
            protocol @ Protocol::Ec2Query => return Err(WireError::Protocol { service, protocol }),
            Protocol::Json10
            | Protocol::Json11
            | Protocol::RestJson
            | Protocol::RestXml
            | Protocol::Cbor => {
                return Err(WireError::Protocol { service, protocol: Protocol::Query });
            }
        }
        let operation = described(service, &action)?;
        let pairs = pairs.into_iter().filter(|(name, _)| !is_envelope(name)).collect();
        let parameters = Parameters::new(pairs).map_err(|path| WireError::UnknownMember {
            service,
            operation: operation.name().to_owned(),
            path,
        })?;
        Ok(Some(Self::Query(operation, parameters)))
    }
}

fn described(service: &'static Service, operation: &str) -> Result<&'static Operation, WireError> {
    if let Some(operation) = service.operation(operation) {
        return Ok(operation);
    }
    let name = operation.to_owned();
    if service.operation_names().contains(&operation) {
        Err(WireError::NotDescribed { service, operation: name })
    } else {
        Err(WireError::UnknownOperation { service, operation: name })
    }
}

/// Whether a parameter of a form belongs to the request and not to the operation: what names the
/// operation, and what signs a request in its query string.
fn is_envelope(name: &str) -> bool {
    matches!(
        name,
        "Action"
            | "Version"
            | "X-Amz-Algorithm"
            | "X-Amz-Credential"
            | "X-Amz-Date"
            | "X-Amz-Expires"
            | "X-Amz-Security-Token"
            | "X-Amz-Signature"
            | "X-Amz-SignedHeaders"
    )
}

/// The service that the request is signed for.
fn signed_service(request: &WireRequest) -> Option<&'static Service> {
    let scope = CredentialScope::of(request)?;
    services().iter().find(|service| service.signing_name() == scope.service)
}
