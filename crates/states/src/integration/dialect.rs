//! The words in which Step Functions passes on what a service answers.

use std::borrow::Cow;

use firedrill_api::{
    Operation, Service, Value, to_customised_integration_json, to_sdk_integration_json,
};
use serde_json::{Value as Json, json};

use crate::execution::TaskFailure;
use crate::service_action::optimised_error_prefix;

/// The two ways in which Step Functions words a service's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Dialect {
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
    /// The second id by which Amazon S3 knows the request.
    pub extended_request_id: Option<&'a str>,
}

impl Dialect {
    /// The result of a task whose call succeeded.
    pub(super) fn result(self, operation: &Operation, output: &Value, request_id: &str) -> Json {
        let mut result = self.written(operation, output);
        if let (true, Some(members)) = (self.tells_of_response(operation), result.as_object_mut()) {
            let headers = json!({ "x-amzn-RequestId": request_id });
            let all = json!({ "x-amzn-RequestId": [request_id] });
            members.insert(
                "SdkHttpMetadata".to_owned(),
                json!({ "AllHttpHeaders": all, "HttpHeaders": headers, "HttpStatusCode": 200 }),
            );
            members.insert("SdkResponseMetadata".to_owned(), json!({ "RequestId": request_id }));
            members.sort_keys();
        }
        result
    }

    /// What an operation answered, without what the client adds.
    pub(super) fn written(self, operation: &Operation, output: &Value) -> Json {
        let write = match self {
            Self::Sdk => to_sdk_integration_json,
            Self::Optimized => to_customised_integration_json,
        };
        operation.output().map_or_else(|| json!({}), |shape| write(shape, output))
    }

    /// Of the customised integrations, recordings show that of EventBridge without the metadata of
    /// the response.
    fn tells_of_response(self, operation: &Operation) -> bool {
        self == Self::Optimized && operation.service().name() != "events"
    }

    /// The failure of a task whose call was refused.
    ///
    /// An error that the service's model does not name goes by the base exception of the client.
    pub(super) fn failure(
        self,
        service: &'static Service,
        request_id: &str,
        refusal: CallRefusal<'_>,
    ) -> TaskFailure {
        let CallRefusal { code, message, status, extended_request_id } = refusal;
        // What Java writes for the message of an answer that has none.
        let message = if message.is_empty() { "null" } else { message };
        let modelled = service.error(code);
        match self {
            Self::Sdk => {
                let client = service.client_name();
                let extended = extended_request_id
                    .map(|id| format!(", Extended Request ID: {id}"))
                    .unwrap_or_default();
                let exception = modelled.map_or_else(
                    || service.base_exception_name(),
                    |error| error.exception_name().to_owned(),
                );
                TaskFailure {
                    error: Some(format!("{client}.{exception}")),
                    cause: Some(format!(
                        "{message} (Service: {client}, Status Code: {status}, \
                         Request ID: {request_id}{extended}) (SDK Attempt Count: 1)"
                    )),
                }
            }
            Self::Optimized => {
                let OlderClient { name, base } = OlderClient::of(service);
                let prefix = optimised_error_prefix(service);
                let exception = modelled
                    .map_or_else(|| base.into_owned(), |error| error.exception_name().to_owned());
                let code = modelled.map_or(code, |error| error.code());
                TaskFailure {
                    error: Some(format!("{prefix}.{exception}")),
                    cause: Some(format!(
                        "{message} (Service: {name}; Status Code: {status}; \
                         Error Code: {code}; Request ID: {request_id}; Proxy: null)"
                    )),
                }
            }
        }
    }
}

/// The client of a service in AWS SDK for Java 1.
struct OlderClient {
    /// Its name for the service.
    name: Cow<'static, str>,
    /// Its exception for an error that the model does not name.
    base: Cow<'static, str>,
}

impl OlderClient {
    fn of(service: &'static Service) -> Self {
        let name = match service.name() {
            "dynamodb" => {
                let base = "AmazonDynamoDBException".into();
                return Self { name: "AmazonDynamoDBv2".into(), base };
            }
            "lambda" => "AWSLambda".into(),
            "states" => "AWSStepFunctions".into(),
            _ => Cow::from(format!("Amazon{}", optimised_error_prefix(service))),
        };
        let base = format!("{name}Exception").into();
        Self { name, base }
    }
}

#[cfg(test)]
mod tests {
    use firedrill_api::service;

    use super::*;

    fn refusal(code: &str) -> CallRefusal<'_> {
        CallRefusal { code, message: "No.", status: 400, extended_request_id: None }
    }

    #[test]
    fn the_two_dialects_name_an_error_and_say_why() {
        let ecs = service("ecs").unwrap();
        let failure = Dialect::Sdk.failure(ecs, "r-1", refusal("ClusterNotFoundException"));
        assert_eq!(failure.error.as_deref(), Some("Ecs.ClusterNotFoundException"));
        assert_eq!(
            failure.cause.as_deref(),
            Some("No. (Service: Ecs, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)")
        );
        let sns = service("sns").unwrap();
        let failure = Dialect::Optimized.failure(sns, "r-1", refusal("InvalidParameter"));
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
    fn the_older_client_of_step_functions_has_names_of_its_own() {
        let states = service("states").unwrap();
        let failure =
            Dialect::Optimized.failure(states, "r-1", refusal("StateMachineDoesNotExist"));
        let error = "StepFunctions.StateMachineDoesNotExistException";
        assert_eq!(failure.error.as_deref(), Some(error));
        assert_eq!(
            failure.cause.as_deref(),
            Some(
                "No. (Service: AWSStepFunctions; Status Code: 400; \
                 Error Code: StateMachineDoesNotExist; Request ID: r-1; Proxy: null)"
            )
        );
    }

    #[test]
    fn an_error_without_a_shape_goes_by_the_base_exception() {
        let named = |dialect: Dialect, name: &str| {
            let refusal = refusal("Unheard");
            dialect.failure(service(name).unwrap(), "r-1", refusal).error.unwrap()
        };
        assert_eq!(named(Dialect::Sdk, "ecs"), "Ecs.EcsException");
        assert_eq!(named(Dialect::Optimized, "sqs"), "SQS.AmazonSQSException");
        let states = named(Dialect::Optimized, "states");
        assert_eq!(states, "StepFunctions.AWSStepFunctionsException");
        let events = named(Dialect::Optimized, "events");
        assert_eq!(events, "EventBridge.AmazonEventBridgeException");
        assert_eq!(named(Dialect::Optimized, "lambda"), "Lambda.AWSLambdaException");
        assert_eq!(named(Dialect::Optimized, "dynamodb"), "DynamoDB.AmazonDynamoDBException");
    }

    #[test]
    fn the_older_client_of_dynamodb_has_a_name_that_its_exceptions_lack() {
        let dynamodb = service("dynamodb").unwrap();
        let failure = Dialect::Optimized.failure(dynamodb, "r-1", refusal("ValidationException"));
        assert_eq!(failure.error.as_deref(), Some("DynamoDB.AmazonDynamoDBException"));
        let cause = "No. (Service: AmazonDynamoDBv2; Status Code: 400; \
                     Error Code: ValidationException; Request ID: r-1; Proxy: null)";
        assert_eq!(failure.cause.as_deref(), Some(cause));
    }

    #[test]
    fn an_error_without_a_message_has_the_null_of_its_client() {
        for (dialect, name) in [(Dialect::Sdk, "s3"), (Dialect::Optimized, "sqs")] {
            let refusal = CallRefusal { message: "", ..refusal("Forbidden") };
            let cause = dialect.failure(service(name).unwrap(), "r-1", refusal).cause.unwrap();
            assert!(cause.starts_with("null (Service: "), "{cause}");
        }
    }

    #[test]
    fn amazon_s3_has_a_second_id_for_a_request() {
        let s3 = service("s3").unwrap();
        let refusal =
            CallRefusal { status: 404, extended_request_id: Some("x-1"), ..refusal("NoSuchKey") };
        let failure = Dialect::Sdk.failure(s3, "r-1", refusal);
        assert_eq!(failure.error.as_deref(), Some("S3.NoSuchKeyException"));
        let cause = "No. (Service: S3, Status Code: 404, Request ID: r-1, \
                     Extended Request ID: x-1) (SDK Attempt Count: 1)";
        assert_eq!(failure.cause.as_deref(), Some(cause));
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
        let put = service("events").unwrap().operation("PutEvents").unwrap();
        let output = Value::Structure(vec![("FailedEntryCount".to_owned(), Value::Integer(0))]);
        let result = Dialect::Optimized.result(put, &output, "r-1");
        assert_eq!(result, json!({ "FailedEntryCount": 0 }));
    }
}
