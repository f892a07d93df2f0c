//! What goes wrong on the wire, and the fault that a service answers with.

use firedrill_api::{Operation, Protocol, Service};

/// A fault that a service answers with instead of a result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ServiceFault {
    /// The code, by the name of the error's shape or as the protocol writes it.
    pub code: String,
    /// The message.
    pub message: String,
    /// The HTTP status.
    pub status: u16,
    /// Whether the caller is at fault, and not the service.
    pub sender: bool,
}

/// A request that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Neither a target, nor an action, nor a signature names a service that is known.
    #[error("the request names no known service")]
    UnknownService,
    /// The request is in a protocol that has no codec here, or that the service does not speak.
    #[error("`{}` is not spoken to in {protocol}", service.name())]
    Protocol {
        /// The service.
        service: &'static Service,
        /// The protocol of the request.
        protocol: Protocol,
    },
    /// The service has no such operation.
    #[error("`{}` has no operation `{operation}`", service.name())]
    UnknownOperation {
        /// The service.
        service: &'static Service,
        /// The operation as the request names it.
        operation: String,
    },
    /// The service has this operation, but its shapes are not described here.
    #[error("`{operation}` of `{}` is known only by name", service.name())]
    NotDescribed {
        /// The service.
        service: &'static Service,
        /// The operation.
        operation: String,
    },
    /// The request holds a member that the operation's shape does not know. AWS would ignore it;
    /// here nothing is accepted and forgotten.
    #[error("`{operation}` of `{}` has no member `{path}`", service.name())]
    UnknownMember {
        /// The service.
        service: &'static Service,
        /// The operation.
        operation: String,
        /// Where it stands, in the spelling of the request.
        path: String,
    },
    /// The request is not written as its protocol wants.
    #[error("a request to `{}` cannot be read: {message}", service.name())]
    Serialization {
        /// The service.
        service: &'static Service,
        /// What is wrong, in AWS's words where they are known.
        message: String,
    },
}

impl WireError {
    /// The service that the request was for, where it is known.
    #[must_use]
    pub fn service(&self) -> Option<&'static Service> {
        match self {
            Self::UnknownService => None,
            Self::Protocol { service, .. }
            | Self::UnknownOperation { service, .. }
            | Self::NotDescribed { service, .. }
            | Self::UnknownMember { service, .. }
            | Self::Serialization { service, .. } => Some(service),
        }
    }

    /// The operation as the request names it, where it names one.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        match self {
            Self::UnknownService | Self::Protocol { .. } | Self::Serialization { .. } => None,
            Self::UnknownOperation { operation, .. }
            | Self::NotDescribed { operation, .. }
            | Self::UnknownMember { operation, .. } => Some(operation),
        }
    }

    /// What AWS answers to such a request; none where AWS would have served it, and the limit is
    /// ours.
    #[must_use]
    pub fn fault(&self) -> Option<ServiceFault> {
        let fault = |code: &str, message: String, status| {
            Some(ServiceFault { code: code.to_owned(), message, status, sender: true })
        };
        match self {
            Self::UnknownService => {
                fault("MissingAuthenticationToken", "Missing Authentication Token".to_owned(), 403)
            }
            Self::UnknownOperation { service, operation } => match service.protocol() {
                Protocol::Query | Protocol::Ec2Query => fault(
                    "InvalidAction",
                    format!(
                        "Could not find operation {operation} for version {}",
                        service.api_version()
                    ),
                    400,
                ),
                Protocol::Json10
                | Protocol::Json11
                | Protocol::RestJson
                | Protocol::RestXml
                | Protocol::Cbor => fault("UnknownOperationException", String::new(), 400),
            },
            Self::Serialization { service, message } => match service.protocol() {
                Protocol::Query | Protocol::Ec2Query => {
                    fault("MalformedInput", message.clone(), 400)
                }
                Protocol::Json10
                | Protocol::Json11
                | Protocol::RestJson
                | Protocol::RestXml
                | Protocol::Cbor => fault("SerializationException", message.clone(), 400),
            },
            Self::Protocol { .. } | Self::NotDescribed { .. } | Self::UnknownMember { .. } => None,
        }
    }
}

/// A value that could not be written, because it does not have the shape it is written in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// A part of the value is of another kind.
    #[error("`{path}` is {found}, which is not of the shape `{shape}`")]
    Kind {
        /// The dotted path of the part; empty for the whole value.
        path: String,
        /// The name of the shape.
        shape: String,
        /// What the part is.
        found: &'static str,
    },
    /// The structure has no such member.
    #[error("`{path}` is not a member")]
    UnknownMember {
        /// The dotted path of the member.
        path: String,
    },
    /// A member of the path is missing, or would lead elsewhere.
    #[error("`{path}` is {value:?}, which an address cannot hold")]
    Address {
        /// The name of the member.
        path: String,
        /// Its value.
        value: String,
    },
    /// A text cannot stand in a header.
    #[error("`{path}` holds {text:?}, which a header cannot hold")]
    Header {
        /// The name of the member.
        path: String,
        /// The text.
        text: String,
    },
    /// The operation asks with an XML document.
    #[error("`{}` of `{}` takes an XML document, which is not written here", .0.name(), .0.service().name())]
    Document(&'static Operation),
    /// The service speaks a protocol that has no codec here.
    #[error("`{}` speaks {}, which is not spoken here", .0.name(), .0.protocol())]
    Protocol(&'static Service),
}

impl EncodeError {
    /// The same error, seen from one level further out.
    pub(crate) fn within(self, segment: &str) -> Self {
        let join = |path: String| match path.as_str() {
            "" => segment.to_owned(),
            path => format!("{segment}.{path}"),
        };
        match self {
            Self::Kind { path, shape, found } => Self::Kind { path: join(path), shape, found },
            Self::UnknownMember { path } => Self::UnknownMember { path: join(path) },
            Self::Address { path, value } => Self::Address { path, value },
            Self::Header { path, text } => Self::Header { path: join(path), text },
            Self::Document(operation) => Self::Document(operation),
            Self::Protocol(service) => Self::Protocol(service),
        }
    }
}

/// A response that is not a result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// The service answered with a fault.
    #[error(transparent)]
    Fault(#[from] ServiceFault),
    /// What it answered cannot be read.
    #[error("the response with status {status} cannot be read: {message}")]
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// What is wrong.
        message: String,
    },
    /// The service speaks a protocol that has no codec here.
    #[error("`{}` speaks {}, which is not spoken here", .0.name(), .0.protocol())]
    Protocol(&'static Service),
}

/// What is wrong with a text while a value is read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReadError {
    /// The shape knows no such member.
    Unknown { path: String },
    /// The text is not of the shape.
    Malformed { message: String },
}

impl ReadError {
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::Malformed { message: message.into() }
    }

    /// The same error, seen from one level further out.
    pub(crate) fn within(self, segment: &str) -> Self {
        match self {
            Self::Unknown { path } => Self::Unknown { path: format!("{segment}.{path}") },
            malformed @ Self::Malformed { .. } => malformed,
        }
    }

    pub(crate) fn message(self) -> String {
        match self {
            Self::Unknown { path } => format!("`{path}` is not a member"),
            Self::Malformed { message } => message,
        }
    }
}

/// What becomes of a member that the shape does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnknownMembers {
    /// It is refused: a server must not forget it.
    Refused,
    /// It is ignored: a client is older than the service.
    Ignored,
}
