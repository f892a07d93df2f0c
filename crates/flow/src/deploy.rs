//! Deployment: the calls that bring a flow into being, in the order that their answers allow.

use aws_sdk_eventbridge::types as events;
use aws_sdk_sfn::types as states;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::Response;

use crate::{Clients, Flow, Role, Substitutable, Substitutions};

/// What CloudWatch Logs puts behind the ARN of a log group to mean all of its streams.
const EVERY_STREAM: &str = ":*";

/// Why a deployment or a tear-down stopped.
#[derive(Debug, Clone, thiserror::Error, miette::Diagnostic)]
#[error("cannot {step}: {code}: {message}")]
#[diagnostic(code(firedrill::flow::deploy))]
pub struct DeployError {
    /// What was being done, such as "create the topic `alarms`".
    pub step: String,
    /// The error code that the backend gave.
    pub code: String,
    /// The backend's message.
    pub message: String,
}

impl DeployError {
    /// Wraps what the SDK returned for `step`.
    pub(crate) fn from_sdk<E>(step: impl Into<String>, error: &SdkError<E, Response>) -> Self
    where
        E: aws_sdk_ecs::error::ProvideErrorMetadata + std::error::Error + 'static,
    {
        let (code, message) = refusal(error);
        Self { step: step.into(), code, message }
    }

    fn missing(step: impl Into<String>, member: &str) -> Self {
        Self {
            step: step.into(),
            code: "IncompleteResponse".to_owned(),
            message: format!("the answer has no `{member}`"),
        }
    }
}

/// The code and message of a failed call, whatever made it fail: the service's own, or
/// `NoAnswer` and the causes where no service answered.
pub fn refusal<E>(error: &SdkError<E, Response>) -> (String, String)
where
    E: aws_sdk_ecs::error::ProvideErrorMetadata + std::error::Error + 'static,
{
    match error.as_service_error() {
        Some(service) => (
            service.code().unwrap_or("Unknown").to_owned(),
            service.message().unwrap_or("no message").to_owned(),
        ),
        None => ("NoAnswer".to_owned(), causes(error)),
    }
}

fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

/// What a deployment made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// The rule's name.
    pub rule_name: String,
    /// The rule's ARN.
    pub rule_arn: String,
    /// The state machine's ARN.
    pub state_machine_arn: String,
    /// The topic's ARN.
    pub topic_arn: String,
}

/// Deploys `flow`: log group, topic, the state machine's role, the state machine, the target's
/// role, the rule and its target.
///
/// # Errors
/// [`DeployError`] names the step that the backend refused; what was made before it is left.
pub async fn deploy(flow: &Flow, clients: &Clients) -> Result<Deployment, DeployError> {
    let mut known = Substitutions::default();
    known.set(Substitutable::Region, &flow.manifest.region);

    let log_group_arn = create_log_group(flow, clients).await?;
    if let Some(arn) = &log_group_arn {
        known.set(Substitutable::LogGroup, arn);
    }
    let topic_arn = create_topic(flow, clients).await?;
    known.set(Substitutable::Topic, &topic_arn);

    let machine_role = flow.machine_role();
    let machine_role_arn = create_role(flow, machine_role, &known, clients).await?;
    let state_machine_arn =
        create_state_machine(flow, &machine_role_arn, log_group_arn.as_deref(), &known, clients)
            .await?;
    known.set(Substitutable::StateMachine, &state_machine_arn);

    let target_role = flow.target_role();
    let target_role_arn = if target_role.name == machine_role.name {
        machine_role_arn
    } else {
        create_role(flow, target_role, &known, clients).await?
    };
    let rule_arn = put_rule(flow, &known, clients).await?;
    put_target(flow, &state_machine_arn, &target_role_arn, &known, clients).await?;

    let rule_name = flow.manifest.rule.name.clone();
    Ok(Deployment { rule_name, rule_arn, state_machine_arn, topic_arn })
}

async fn create_log_group(flow: &Flow, clients: &Clients) -> Result<Option<String>, DeployError> {
    let Some(group) = &flow.manifest.log_group else { return Ok(None) };
    let step = format!("create the log group `{}`", group.name);
    let tags =
        (!flow.manifest.tags.is_empty()).then(|| flow.manifest.tags.clone().into_iter().collect());
    clients
        .logs
        .create_log_group()
        .log_group_name(&group.name)
        .set_tags(tags)
        .send()
        .await
        .map_err(|error| DeployError::from_sdk(&step, &error))?;
    if let Some(days) = group.retention_days {
        clients
            .logs
            .put_retention_policy()
            .log_group_name(&group.name)
            .retention_in_days(days)
            .send()
            .await
            .map_err(|error| DeployError::from_sdk(&step, &error))?;
    }
    let described = clients
        .logs
        .describe_log_groups()
        .log_group_name_prefix(&group.name)
        .send()
        .await
        .map_err(|error| DeployError::from_sdk(&step, &error))?;
    let made = described
        .log_groups()
        .iter()
        .find(|described| described.log_group_name() == Some(group.name.as_str()));
    let arn = made.and_then(|made| made.arn()).ok_or_else(|| DeployError::missing(step, "arn"))?;
    Ok(Some(arn.strip_suffix(EVERY_STREAM).unwrap_or(arn).to_owned()))
}

async fn create_topic(flow: &Flow, clients: &Clients) -> Result<String, DeployError> {
    let step = format!("create the topic `{}`", flow.manifest.topic.name);
    let mut request = clients.sns.create_topic().name(&flow.manifest.topic.name);
    for (key, value) in &flow.manifest.tags {
        let tag = aws_sdk_sns::types::Tag::builder().key(key).value(value).build();
        request = request.tags(tag.map_err(|_| DeployError::missing(&step, "tag"))?);
    }
    let created = request.send().await.map_err(|error| DeployError::from_sdk(&step, &error))?;
    created.topic_arn.ok_or_else(|| DeployError::missing(step, "TopicArn"))
}

async fn create_role(
    flow: &Flow,
    role: &Role,
    known: &Substitutions,
    clients: &Clients,
) -> Result<String, DeployError> {
    let step = format!("create the role `{}`", role.name);
    let names = &flow.manifest.substitutions;
    let mut request = clients
        .iam
        .create_role()
        .role_name(&role.name)
        .assume_role_policy_document(known.apply(&role.trust, names));
    for (key, value) in &flow.manifest.tags {
        let tag = aws_sdk_iam::types::Tag::builder().key(key).value(value).build();
        request = request.tags(tag.map_err(|_| DeployError::missing(&step, "tag"))?);
    }
    let created = request.send().await.map_err(|error| DeployError::from_sdk(&step, &error))?;
    for policy in &role.policies {
        clients
            .iam
            .put_role_policy()
            .role_name(&role.name)
            .policy_name(&policy.name)
            .policy_document(known.apply(&policy.document, names))
            .send()
            .await
            .map_err(|error| {
                let step = format!("put the policy `{}` on `{}`", policy.name, role.name);
                DeployError::from_sdk(step, &error)
            })?;
    }
    created.role.map(|role| role.arn).ok_or_else(|| DeployError::missing(step, "Role"))
}

async fn create_state_machine(
    flow: &Flow,
    role_arn: &str,
    log_group_arn: Option<&str>,
    known: &Substitutions,
    clients: &Clients,
) -> Result<String, DeployError> {
    let machine = &flow.manifest.state_machine;
    let step = format!("create the state machine `{}`", machine.name);
    let mut request = clients
        .states
        .create_state_machine()
        .name(&machine.name)
        .r#type(states::StateMachineType::from(machine.kind.as_str()))
        .definition(known.apply(&flow.definition, &flow.manifest.substitutions))
        .role_arn(role_arn)
        .publish(machine.publish)
        .tracing_configuration(
            states::TracingConfiguration::builder().enabled(machine.tracing).build(),
        );
    if let Some(logging) = &machine.logging {
        let group = states::CloudWatchLogsLogGroup::builder()
            .set_log_group_arn(log_group_arn.map(|arn| format!("{arn}{EVERY_STREAM}")))
            .build();
        request = request.logging_configuration(
            states::LoggingConfiguration::builder()
                .level(states::LogLevel::from(logging.level.as_str()))
                .include_execution_data(logging.include_execution_data)
                .destinations(
                    states::LogDestination::builder().cloud_watch_logs_log_group(group).build(),
                )
                .build(),
        );
    }
    for (key, value) in &flow.manifest.tags {
        request = request.tags(states::Tag::builder().key(key).value(value).build());
    }
    let created = request.send().await.map_err(|error| DeployError::from_sdk(step, &error))?;
    Ok(created.state_machine_arn)
}

async fn put_rule(
    flow: &Flow,
    known: &Substitutions,
    clients: &Clients,
) -> Result<String, DeployError> {
    let rule = &flow.manifest.rule;
    let step = format!("put the rule `{}`", rule.name);
    let mut request = clients
        .events
        .put_rule()
        .name(&rule.name)
        .event_bus_name(&rule.bus)
        .set_description(rule.description.clone())
        .event_pattern(known.apply(&flow.pattern, &flow.manifest.substitutions));
    for (key, value) in &flow.manifest.tags {
        let tag = events::Tag::builder().key(key).value(value).build();
        request = request.tags(tag.map_err(|_| DeployError::missing(&step, "tag"))?);
    }
    let put = request.send().await.map_err(|error| DeployError::from_sdk(&step, &error))?;
    put.rule_arn.ok_or_else(|| DeployError::missing(step, "RuleArn"))
}

async fn put_target(
    flow: &Flow,
    state_machine_arn: &str,
    role_arn: &str,
    known: &Substitutions,
    clients: &Clients,
) -> Result<(), DeployError> {
    let target = &flow.manifest.target;
    let step = format!("put the target `{}` of the rule `{}`", target.id, flow.manifest.rule.name);
    let mut builder =
        events::Target::builder().id(&target.id).arn(state_machine_arn).role_arn(role_arn);
    if let Some(template) = &flow.input_template {
        let mut transformer = events::InputTransformer::builder()
            .input_template(known.apply(template, &flow.manifest.substitutions));
        for (name, path) in &flow.input_paths {
            transformer = transformer.input_paths_map(name, path);
        }
        let transformer =
            transformer.build().map_err(|_| DeployError::missing(&step, "InputTemplate"))?;
        builder = builder.input_transformer(transformer);
    }
    let built = builder.build().map_err(|_| DeployError::missing(&step, "Id"))?;
    let put = clients
        .events
        .put_targets()
        .rule(&flow.manifest.rule.name)
        .event_bus_name(&flow.manifest.rule.bus)
        .targets(built)
        .send()
        .await
        .map_err(|error| DeployError::from_sdk(&step, &error))?;
    // PutTargets answers 200 and lists what it refused.
    match put.failed_entries().first() {
        None => Ok(()),
        Some(failed) => Err(DeployError {
            step,
            code: failed.error_code().unwrap_or("Unknown").to_owned(),
            message: failed.error_message().unwrap_or("no message").to_owned(),
        }),
    }
}
