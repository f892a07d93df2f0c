//! The words in which Step Functions passes on what a service answers.

use firedrill_api::{Operation, Service, Value, to_sdk_integration_json};
use serde_json::{Value as Json, json};

use crate::execution::TaskFailure;

/// The two ways in which Step Functions words a service's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `aws-sdk:` integrations, in the words of AWS SDK for Java 2: `Ecs.ClusterNotFoundException`.
    Sdk,
    /// Integrations that Step Functions customised, in those of AWS SDK for Java 1:
    /// `SNS.InvalidParameterException`.
    Optimized,
}

/// A service's refusal of a call, as its client sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallRefusal<'a> {
    /// The name of the error's shape in the service's model, or its code on the wire.
    pub code: &'a str,
    /// The message, in the service's own words.
    pub message: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// The id of the request.
    pub request_id: &'a str,
}

impl Dialect {
    /// The result of a task whose call succeeded.
    #[must_use]
    pub fn result(self, operation: &Operation, output: &Value, request_id: &str) -> Json {
        let result = operation.output().map(|shape| to_sdk_integration_json(shape, output));
        let mut result = result.unwrap_or_else(|| json!({}));
        if let (Self::Optimized, Some(members)) = (self, result.as_object_mut()) {
            let headers = json!({ "x-amzn-RequestId": request_id });
            let all = json!({ "x-amzn-RequestId": [request_id] });
            members.insert(
                "SdkHttpMetadata".to_owned(),
                json!({ "AllHttpHeaders": all, "HttpHeaders": headers, "HttpStatusCode": 200 }),
            );
            members.insert("SdkResponseMetadata".to_owned(), json!({ "RequestId": request_id }));
        }
        result
    }

    /// The failure of a task whose call was refused.
    ///
    /// An error that the service's model does not name goes by the base exception of the client.
    #[must_use]
    pub fn failure(self, service: &'static Service, refusal: CallRefusal<'_>) -> TaskFailure {
        let CallRefusal { code, message, status, request_id } = refusal;
        let modelled = service.error(code);
        match self {
            Self::Sdk => {
                let client = service.client_name();
                let exception = modelled.map_or_else(
                    || service.base_exception_name(),
                    |error| error.exception_name().to_owned(),
                );
                TaskFailure {
                    error: Some(format!("{client}.{exception}")),
                    cause: Some(format!(
                        "{message} (Service: {client}, Status Code: {status}, \
                         Request ID: {request_id}) (SDK Attempt Count: 1)"
                    )),
                }
            }
            Self::Optimized => {
                let client = service.name().to_uppercase();
                let exception = modelled.map_or_else(
                    || format!("Amazon{client}Exception"),
                    |error| error.exception_name().to_owned(),
                );
                let code = modelled.map_or(code, |error| error.code());
                TaskFailure {
                    error: Some(format!("{client}.{exception}")),
                    cause: Some(format!(
                        "{message} (Service: Amazon{client}; Status Code: {status}; \
                         Error Code: {code}; Request ID: {request_id}; Proxy: null)"
                    )),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use firedrill_api::service;

    use super::*;

    fn refusal(code: &str) -> CallRefusal<'_> {
        CallRefusal { code, message: "No.", status: 400, request_id: "r-1" }
    }

    #[test]
    fn the_two_dialects_name_an_error_and_say_why() {
        let ecs = service("ecs").unwrap();
        let failure = Dialect::Sdk.failure(ecs, refusal("ClusterNotFoundException"));
        assert_eq!(failure.error.as_deref(), Some("Ecs.ClusterNotFoundException"));
        assert_eq!(
            failure.cause.as_deref(),
            Some("No. (Service: Ecs, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)")
        );
        let sns = service("sns").unwrap();
        let failure = Dialect::Optimized.failure(sns, refusal("InvalidParameter"));
        assert_eq!(failure.error.as_deref(), Some("SNS.InvalidParameterException"));
        assert_eq!(
            failure.cause.as_deref(),
            Some(
                "No. (Service: AmazonSNS; Status Code: 400; Error Code: InvalidParameter; \
                 Request ID: r-1; Proxy: null)"
            )
        );
    }

    #[test]
    fn an_error_without_a_shape_goes_by_the_base_exception() {
        let named = |dialect: Dialect, name: &str| {
            dialect.failure(service(name).unwrap(), refusal("ThrottlingException")).error.unwrap()
        };
        assert_eq!(named(Dialect::Sdk, "ecs"), "Ecs.EcsException");
        assert_eq!(named(Dialect::Optimized, "sqs"), "SQS.AmazonSQSException");
    }

    #[test]
    fn only_customised_integrations_tell_of_the_response() {
        let publish = service("sns").unwrap().operation("Publish").unwrap();
        let output = Value::Structure(vec![("MessageId".to_owned(), "m".into())]);
        assert_eq!(Dialect::Sdk.result(publish, &output, "r-1"), json!({ "MessageId": "m" }));
        let result = Dialect::Optimized.result(publish, &output, "r-1");
        assert_eq!(result["MessageId"], "m");
        assert_eq!(result["SdkHttpMetadata"]["HttpStatusCode"], 200);
        assert_eq!(result["SdkResponseMetadata"]["RequestId"], "r-1");
    }
}
