//! Services and their operations.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::ErrorShape;
use crate::http::HttpTarget;
use crate::model::Model;
use crate::shape::{Member, Shape, ShapeReference, Structure};

/// The protocol of a service.
///
/// Displayed by its name, as `rest-json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// awsJson1.0.
    Json10,
    /// awsJson1.1.
    Json11,
    /// awsQuery: form-encoded requests, XML answers.
    Query,
    /// ec2Query.
    Ec2Query,
    /// restJson1.
    RestJson,
    /// restXml.
    RestXml,
    /// Smithy RPC v2 CBOR.
    Cbor,
}

impl fmt::Display for Protocol {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Json10 => "json-1.0",
            Self::Json11 => "json-1.1",
            Self::Query => "query",
            Self::Ec2Query => "ec2",
            Self::RestJson => "rest-json",
            Self::RestXml => "rest-xml",
            Self::Cbor => "rpc-v2-cbor",
        })
    }
}

/// What is known of a service before any of its operations is looked at.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Head {
    pub(crate) name: String,
    sdk_id: String,
    client_name: String,
    api_version: String,
    endpoint_prefix: String,
    signing_name: String,
    protocol: String,
    json_version: Option<String>,
    target_prefix: Option<String>,
    xml_namespace: Option<String>,
    global_endpoint: Option<String>,
    #[serde(default)]
    query_compatible: bool,
}

/// An AWS service.
///
/// What it can be asked is decoded when it is first looked at, service by service, so that a
/// program pays for the services that it uses.
pub struct Service {
    head: Head,
    protocol: Protocol,
    text: &'static str,
    model: OnceLock<Model>,
}

impl Service {
    pub(crate) fn new(head: Head, text: &'static str) -> Self {
        let protocol = match (head.protocol.as_str(), head.json_version.as_deref()) {
            ("json", Some("1.0")) => Protocol::Json10,
            ("json", _) => Protocol::Json11,
            ("query", _) => Protocol::Query,
            ("ec2", _) => Protocol::Ec2Query,
            ("rest-xml", _) => Protocol::RestXml,
            ("smithy-rpc-v2-cbor", _) => Protocol::Cbor,
            _ => Protocol::RestJson,
        };
        Self { head, protocol, text, model: OnceLock::new() }
    }

    /// Our name of it, which is also its name in ARNs: `ecs`, `states`, `events`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.head.name
    }

    /// The id by which SDKs know it: `ECS`, `SFN`, `CloudWatch Logs`.
    #[must_use]
    pub fn sdk_id(&self) -> &str {
        &self.head.sdk_id
    }

    /// The name of its client in AWS SDK for Java 2, without `Client`: `Ecs`, `Sfn`, `DynamoDb`.
    ///
    /// Step Functions puts it before the name of an error: `Ecs.ClusterNotFoundException`.
    #[must_use]
    pub fn client_name(&self) -> &str {
        &self.head.client_name
    }

    /// The exception by which Step Functions names an error that the model does not: `EcsException`.
    #[must_use]
    pub fn base_exception_name(&self) -> String {
        format!("{}Exception", self.head.client_name)
    }

    /// Its name in an `aws-sdk:` resource of Step Functions: `ecs`, `sfn`, `cloudwatchlogs`.
    #[must_use]
    pub fn integration_name(&self) -> String {
        self.head.client_name.to_lowercase()
    }

    /// The version of the API, such as `2014-11-13`.
    #[must_use]
    pub fn api_version(&self) -> &str {
        &self.head.api_version
    }

    /// What its endpoint's host name begins with.
    #[must_use]
    pub fn endpoint_prefix(&self) -> &str {
        &self.head.endpoint_prefix
    }

    /// The host name of its one endpoint, where it does not have one in each region.
    #[must_use]
    pub fn global_endpoint(&self) -> Option<&str> {
        self.head.global_endpoint.as_deref()
    }

    /// Its name in the credential scope of a signature.
    #[must_use]
    pub fn signing_name(&self) -> &str {
        &self.head.signing_name
    }

    /// The protocol that it speaks.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// What stands before the operation in `X-Amz-Target`; only JSON services have one.
    #[must_use]
    pub fn target_prefix(&self) -> Option<&str> {
        self.head.target_prefix.as_deref()
    }

    /// The namespace of its XML.
    #[must_use]
    pub fn xml_namespace(&self) -> Option<&str> {
        self.head.xml_namespace.as_deref()
    }

    /// Whether it spoke Query once and still sends Query's error codes in a header.
    #[must_use]
    pub fn is_query_compatible(&self) -> bool {
        self.head.query_compatible
    }

    /// The operation of this name, where its shapes are described.
    #[must_use]
    pub fn operation(&'static self, name: &str) -> Option<&'static Operation> {
        self.model().operations.get(name)
    }

    /// The operations whose shapes are described, by name.
    pub fn operations(&'static self) -> impl Iterator<Item = &'static Operation> {
        self.model().operations.values()
    }

    /// The names of all operations, described or only named, sorted.
    #[must_use]
    pub fn operation_names(&'static self) -> Vec<&'static str> {
        let model = self.model();
        let described = model.operations.keys();
        let mut names: Vec<_> = described.chain(model.named.keys()).map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The names of an operation's input members, described or only named.
    #[must_use]
    pub fn input_members(&'static self, operation: &str) -> Option<Vec<&'static str>> {
        let model = self.model();
        if let Some(named) = model.named.get(operation) {
            return Some(named.iter().map(|member| member.name.as_str()).collect());
        }
        let described = model.operations.get(operation)?;
        Some(described.input_members().iter().map(Member::name).collect())
    }

    /// The names of the input members that a caller must give, described or only named.
    ///
    /// A token of idempotency is not among them: clients fill it in.
    #[must_use]
    pub fn required_input_members(&'static self, operation: &str) -> Option<Vec<&'static str>> {
        let model = self.model();
        if let Some(named) = model.named.get(operation) {
            let required = named.iter().filter(|member| member.is_required);
            return Some(required.map(|member| member.name.as_str()).collect());
        }
        let described = model.operations.get(operation)?.input_members().iter();
        let required = described.filter(|member| member.is_left_to_caller());
        Some(required.map(Member::name).collect())
    }

    /// The error that has this shape name or this code on the wire.
    #[must_use]
    pub fn error(&'static self, name_or_code: &str) -> Option<&'static ErrorShape> {
        let errors = &self.model().errors;
        errors.get(name_or_code).or_else(|| errors.values().find(|e| e.code() == name_or_code))
    }

    /// The errors of the model, by name.
    pub fn errors(&'static self) -> impl Iterator<Item = &'static ErrorShape> {
        self.model().errors.values()
    }

    fn model(&'static self) -> &'static Model {
        self.model.get_or_init(|| Model::decode(self, self.text))
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Service").field(&self.head.name).finish()
    }
}

impl PartialEq for Service {
    fn eq(&self, other: &Self) -> bool {
        self.head.name == other.head.name
    }
}

impl Eq for Service {}

/// An operation whose shapes are described.
#[derive(Debug)]
pub struct Operation {
    pub(crate) service: &'static Service,
    pub(crate) name: String,
    pub(crate) input: Option<ShapeReference>,
    pub(crate) output: Option<ShapeReference>,
    pub(crate) result_wrapper: Option<String>,
    pub(crate) http: Option<HttpTarget>,
    pub(crate) errors: Vec<String>,
}

impl Operation {
    /// The service that offers it.
    #[must_use]
    pub fn service(&self) -> &'static Service {
        self.service
    }

    /// The name, such as `StopTask`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The shape of what it asks; none where it asks nothing.
    #[must_use]
    pub fn input(&self) -> Option<&Shape> {
        self.input.as_ref().map(ShapeReference::shape)
    }

    fn input_members(&self) -> &[Member] {
        self.input().and_then(Shape::structure).map_or(&[], Structure::members)
    }

    /// The shape of what it answers; none where it answers nothing.
    #[must_use]
    pub fn output(&self) -> Option<&Shape> {
        self.output.as_ref().map(ShapeReference::shape)
    }

    /// The element around the members of an answer in Query, such as `PublishResult`.
    #[must_use]
    pub fn result_wrapper(&self) -> Option<&str> {
        self.result_wrapper.as_deref()
    }

    /// The method and the address, where the service's protocol follows REST.
    #[must_use]
    pub fn http(&self) -> Option<&HttpTarget> {
        self.http.as_ref()
    }

    /// The errors that the model names for it.
    pub fn errors(&self) -> impl Iterator<Item = &'static ErrorShape> {
        self.errors.iter().filter_map(|name| self.service.error(name))
    }
}

impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        self.service == other.service && self.name == other.name
    }
}

impl Eq for Operation {}

pub(crate) type Operations = BTreeMap<String, Operation>;
