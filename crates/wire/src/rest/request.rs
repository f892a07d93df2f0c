//! Requests.

use firedrill_api::{
    HttpTarget, Member, Operation, Place, Protocol, Shape, ShapeKind, Structure, Value,
};
use serde_json::{Map as Object, Value as Json};

use super::{address, text};
use crate::error::EncodeError;
use crate::json;
use crate::members::given;
use crate::message::WireRequest;
use crate::request::nothing_in;
use crate::scalar::{self, mismatch};

/// The parts of a request, as the members of the input fill them.
#[derive(Default)]
struct Parts {
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    document: Option<Object<String, Json>>,
    body: Option<(&'static str, Vec<u8>)>,
}

/// Writes the request of an operation.
pub(crate) fn write(
    operation: &'static Operation,
    target: &HttpTarget,
    input: &Value,
) -> Result<WireRequest, EncodeError> {
    let mut parts = Parts::default();
    match (operation.input(), input) {
        (Some(shape), Value::Structure(members)) => parts.fill(operation, shape, members)?,
        (Some(shape), Value::Null) => parts.fill(operation, shape, &[])?,
        (Some(shape), other) => return Err(mismatch(shape, other)),
        (None, input) => nothing_in(input)?,
    }
    let Parts { path, query, mut headers, document, body } = parts;
    let document =
        document.map(|document| ("application/json", Json::Object(document).to_string().into()));
    let (content_type, body) = match body.or(document) {
        Some((content_type, body)) => (Some(content_type), body),
        None => (None, Vec::new()),
    };
    let is_named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if let Some(content_type) = content_type.filter(|_| !is_named) {
        headers.push(("content-type".to_owned(), content_type.to_owned()));
    }
    Ok(WireRequest {
        method: target.method().to_owned(),
        path: address::write(target.uri(), &path, &query)?,
        headers,
        body,
    })
}

impl Parts {
    fn fill(
        &mut self,
        operation: &'static Operation,
        shape: &Shape,
        members: &[(String, Value)],
    ) -> Result<(), EncodeError> {
        let nothing = Structure::default();
        let structure = shape.structure().unwrap_or(&nothing);
        let is_document = |member: &Member| member.place() == Place::Document;
        if operation.service().protocol() == Protocol::RestJson
            && structure.members().iter().any(is_document)
        {
            // A document of which nothing is given is one all the same.
            self.document = Some(Object::new());
        }
        for given in given(structure, members) {
            let (member, value) = given?;
            self.put(operation, member, value).map_err(|error| error.within(member.name()))?;
        }
        Ok(())
    }

    fn put(
        &mut self,
        operation: &'static Operation,
        member: &Member,
        value: &Value,
    ) -> Result<(), EncodeError> {
        let name = member.wire_name();
        match member.place() {
            Place::Path => self.path.push((name.to_owned(), text::write(member, value)?)),
            Place::Query => self.query.extend(pairs(member, value)?),
            Place::Header => {
                let texts: Vec<_> =
                    pairs(member, value)?.into_iter().map(|(_, text)| text).collect();
                let text = listed(member, &texts)?;
                self.headers.push((name.to_owned(), header_value(text)?));
            }
            Place::Headers => {
                for (key, value) in pairs(member, value)? {
                    let name = header_name(format!("{name}{key}"))?;
                    self.headers.push((name, header_value(value)?));
                }
            }
            Place::Body => self.body = Some(body(operation, member, value)?),
            Place::Document => match &mut self.document {
                Some(document) => {
                    document.insert(name.to_owned(), json::write(member.shape(), value)?);
                }
                None => return Err(EncodeError::Document(operation)),
            },
            // No input has a status.
            Place::Status => {}
        }
        Ok(())
    }
}

/// The texts of a member by name: those of a map by its keys, those of a list and a scalar by the
/// name of the member.
fn pairs(member: &Member, value: &Value) -> Result<Vec<(String, String)>, EncodeError> {
    let name = member.wire_name();
    match (member.shape().kind(), value) {
        (ShapeKind::List(list), Value::List(elements)) => elements
            .iter()
            .map(|element| Ok((name.to_owned(), scalar::write(list.member(), element)?)))
            .collect(),
        (ShapeKind::Map(map), Value::Map(entries)) => entries
            .iter()
            .map(|(key, value)| Ok((key.clone(), scalar::write(map.value(), value)?)))
            .collect(),
        _ => Ok(vec![(name.to_owned(), text::write(member, value)?)]),
    }
}

/// The text of a header: a list has commas between its elements, which hold none themselves.
fn listed(member: &Member, texts: &[String]) -> Result<String, EncodeError> {
    let is_list = matches!(member.shape().kind(), ShapeKind::List(_));
    match texts.iter().find(|text| is_list && text.contains(',')) {
        Some(text) => Err(EncodeError::Header { path: String::new(), text: text.clone() }),
        None => Ok(texts.join(",")),
    }
}

fn body(
    operation: &'static Operation,
    member: &Member,
    value: &Value,
) -> Result<(&'static str, Vec<u8>), EncodeError> {
    match (member.shape().kind(), value) {
        (ShapeKind::Blob(_), Value::Blob(bytes)) => Ok(("application/octet-stream", bytes.clone())),
        (ShapeKind::String(_), Value::String(text)) => {
            Ok(("text/plain", text.clone().into_bytes()))
        }
        (ShapeKind::Structure(_), Value::Structure(_))
            if operation.service().protocol() == Protocol::RestJson =>
        {
            let document = json::write(member.shape(), value)?;
            Ok(("application/json", document.to_string().into_bytes()))
        }
        (ShapeKind::Structure(_), Value::Structure(_)) => Err(EncodeError::Document(operation)),
        _ => Err(mismatch(member.shape(), value)),
    }
}

/// A name of a header that is a token of RFC 9110, in lower case.
fn header_name(name: String) -> Result<String, EncodeError> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.bytes().all(is_token) {
        Ok(name.to_ascii_lowercase())
    } else {
        Err(EncodeError::Header { path: String::new(), text: name })
    }
}

/// A text that stays within its header: printable ASCII, as it is signed.
fn header_value(text: String) -> Result<String, EncodeError> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
        Ok(text)
    } else {
        Err(EncodeError::Header { path: String::new(), text })
    }
}
