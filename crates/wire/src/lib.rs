//! AWS wire protocols as generic codecs driven by the shapes of `firedrill_api`.
//!
//! Four functions and their fault-side companion carry every operation of every service that
//! speaks awsJson1.0, awsJson1.1 or Query, in both directions: a server reads with
//! [`decode_request`] and answers with [`encode_response`] or [`encode_error`]; a client writes
//! with [`encode_request`] and reads with [`decode_response`]. restJson1 and restXml are spoken by
//! the client alone. Of Smithy RPC v2 CBOR and of ec2Query there are only the faults: a client is
//! told in its own protocol that it is not spoken.
//!
//! A server refuses what it would otherwise forget: a member of a request that the shape does not
//! know is [`WireError::UnknownMember`], although AWS ignores it silently. A client ignores
//! unknown members of a response, so that a service may grow.
//!
//! The crate owns bytes, headers and escaping. It refuses to know sockets, signatures and what any
//! service does with a request.
//!
//! ```
//! use firedrill_api::{Value, service};
//! use firedrill_wire::{decode_request, encode_request};
//!
//! let stop_task = service("ecs").and_then(|ecs| ecs.operation("StopTask")).ok_or("unknown")?;
//! let input = Value::Structure(vec![("task".to_owned(), Value::from("0123456789abcdef"))]);
//! let request = encode_request(stop_task, &input)?;
//! assert_eq!(request.body, br#"{"task":"0123456789abcdef"}"#);
//! let decoded = decode_request(&request)?;
//! assert_eq!(decoded.operation.name(), "StopTask");
//! assert_eq!(decoded.input, input);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cbor;
mod destination;
mod error;
mod fault;
mod form;
mod json;
mod members;
mod message;
mod query;
mod request;
mod response;
mod rest;
mod scalar;
mod signature;
mod xml;

pub use error::{EncodeError, ResponseError, ServiceFault, WireError};
pub use fault::encode_error;
pub use message::{WireRequest, WireResponse};
pub use request::{DecodedRequest, decode_request, encode_request};
pub use response::{decode_response, encode_response};
pub use signature::CredentialScope;
