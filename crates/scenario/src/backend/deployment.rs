//! Deploying a flow as every backend does: through the SDK, with a queue that its messages arrive in.

use firedrill_flow::{Clients, Deployment, Flow, deploy};

use super::{Backend, BackendError};
use crate::run::refused;

/// Clients of every service of a backend.
pub(crate) fn clients(backend: &impl Backend) -> Clients {
    Clients::of_services(|service| backend.endpoint(service), backend.seed())
}

/// Deploys a flow and subscribes a queue of the harness to its topic, so that messages have
/// somewhere to arrive; the addresses of people are subscribed by hand.
pub(super) async fn deploy_with_a_queue(
    flow: &Flow,
    clients: &Clients,
) -> Result<Deployment, BackendError> {
    let deployment = deploy(flow, clients).await.map_err(|error| match error.code.as_str() {
        "NotModelled" => BackendError::NotModelled { what: error.message },
        _ => BackendError::Deploy(error),
    })?;
    subscribe_a_queue(&deployment.topic_arn, clients).await?;
    Ok(deployment)
}

async fn subscribe_a_queue(topic_arn: &str, clients: &Clients) -> Result<(), BackendError> {
    let step = "subscribe a queue to the topic";
    let created = clients.sqs.create_queue().queue_name("firedrill-notifications").send().await;
    let url = created.map_err(|error| refused(step, &error))?.queue_url;
    let attribute = aws_sdk_sqs::types::QueueAttributeName::QueueArn;
    let attributes = clients
        .sqs
        .get_queue_attributes()
        .set_queue_url(url)
        .attribute_names(attribute.clone())
        .send()
        .await
        .map_err(|error| refused(step, &error))?;
    let arn = attributes.attributes().and_then(|attributes| attributes.get(&attribute));
    clients
        .sns
        .subscribe()
        .topic_arn(topic_arn)
        .protocol("sqs")
        .set_endpoint(arn.cloned())
        .send()
        .await
        .map_err(|error| refused(step, &error))
        .map(drop)
}
