//! The SDK clients that a flow is deployed and driven through.

use aws_runtime::invocation_id::{DefaultInvocationIdGenerator, SharedInvocationIdGenerator};
use aws_types::SdkConfig;

/// One client for each service that a flow touches.
#[derive(Debug, Clone)]
pub struct Clients {
    /// Amazon ECS.
    pub ecs: aws_sdk_ecs::Client,
    /// Amazon EventBridge.
    pub events: aws_sdk_eventbridge::Client,
    /// AWS Step Functions.
    pub states: aws_sdk_sfn::Client,
    /// Amazon SNS.
    pub sns: aws_sdk_sns::Client,
    /// Amazon SQS.
    pub sqs: aws_sdk_sqs::Client,
    /// AWS IAM.
    pub iam: aws_sdk_iam::Client,
    /// Amazon CloudWatch Logs.
    pub logs: aws_sdk_cloudwatchlogs::Client,
}

impl Clients {
    /// Clients over `config`, which decides who answers, for every service alike.
    ///
    /// The ids that the SDK gives its invocations come from `seed`, so that a run sends the same
    /// bytes each time.
    #[must_use]
    pub fn new(config: &SdkConfig, seed: u64) -> Self {
        Self::of_services(|_| config, seed)
    }

    /// As [`Self::new`], with a configuration for each service by its name, such as `ecs`.
    #[must_use]
    pub fn of_services<'a>(endpoint: impl Fn(&str) -> &'a SdkConfig, seed: u64) -> Self {
        let ids = SharedInvocationIdGenerator::new(DefaultInvocationIdGenerator::with_seed(seed));
        macro_rules! client {
            ($sdk:ident, $service:literal) => {
                $sdk::Client::from_conf(
                    $sdk::config::Builder::from(endpoint($service))
                        .invocation_id_generator(ids.clone())
                        .build(),
                )
            };
        }
        Self {
            ecs: client!(aws_sdk_ecs, "ecs"),
            events: client!(aws_sdk_eventbridge, "events"),
            states: client!(aws_sdk_sfn, "states"),
            sns: client!(aws_sdk_sns, "sns"),
            sqs: client!(aws_sdk_sqs, "sqs"),
            iam: client!(aws_sdk_iam, "iam"),
            logs: client!(aws_sdk_cloudwatchlogs, "logs"),
        }
    }
}
