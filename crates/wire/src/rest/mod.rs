//! restJson1 and restXml, from the side of a client: addresses, headers and bodies.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html> and
//! <https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html>. An XML document in the body of
//! a request is not written here: those operations want checksums as well.

mod address;
mod request;
mod response;
mod text;

pub(crate) use request::write;
pub(crate) use response::{is_late_fault, read};
