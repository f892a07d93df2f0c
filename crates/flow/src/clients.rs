//! The SDK clients that a flow is deployed and driven through.

use aws_runtime::invocation_id::{DefaultInvocationIdGenerator, SharedInvocationIdGenerator};
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_types::SdkConfig;

/// One client for each service that a flow touches, all of them configured alike.
#[derive(Debug, Clone)]
pub struct Clients {
    /// The region that is called.
    pub region: String,
    /// How to wait, if the configuration says it: a simulated account waits no real time.
    pub sleep: Option<SharedAsyncSleep>,
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
    /// Clients over `config`, which decides who answers.
    ///
    /// The ids that the SDK gives its invocations come from `seed`, so that a run sends the same
    /// bytes each time.
    #[must_use]
    pub fn new(config: &SdkConfig, seed: u64) -> Self {
        let ids = SharedInvocationIdGenerator::new(DefaultInvocationIdGenerator::with_seed(seed));
        macro_rules! client {
            ($sdk:ident) => {
                $sdk::Client::from_conf(
                    $sdk::config::Builder::from(config)
                        .invocation_id_generator(ids.clone())
                        .build(),
                )
            };
        }
        Self {
            region: config.region().map(ToString::to_string).unwrap_or_default(),
            sleep: config.sleep_impl(),
            ecs: client!(aws_sdk_ecs),
            events: client!(aws_sdk_eventbridge),
            states: client!(aws_sdk_sfn),
            sns: client!(aws_sdk_sns),
            sqs: client!(aws_sdk_sqs),
            iam: client!(aws_sdk_iam),
            logs: client!(aws_sdk_cloudwatchlogs),
        }
    }
}
