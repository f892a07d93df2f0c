//! Tear-down: the calls that take away what was made, in reverse order.

use super::error::{DestroyError, StepError, refusal};
use super::journal::{Journal, Made};
use crate::Clients;

/// The codes with which the services say that something is not there.
///
/// On the way down that is what was wanted, so it counts as done.
const ABSENT: [&str; 7] = [
    "ResourceNotFoundException",
    "NoSuchEntity",
    "NotFound",
    "NotFoundException",
    "StateMachineDoesNotExist",
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
];

macro_rules! gone {
    ($step:expr, $call:expr) => {
        match $call.send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let (code, message) = refusal(&error);
                if ABSENT.contains(&code.as_str()) {
                    Ok(())
                } else {
                    Err(StepError { step: $step, code, message })
                }
            }
        }
    };
}

/// Takes down what a deployment, or a journal of one, says that was made: the last first. What is
/// not there counts as taken down, and an error does not keep the rest from being taken down.
///
/// # Errors
/// [`DestroyError`] with what is left and why.
pub async fn destroy(made: &impl AsRef<Journal>, clients: &Clients) -> Result<(), DestroyError> {
    let mut failed = Vec::new();
    for made in made.as_ref().entries().iter().rev() {
        if let Err(error) = take_down(made, clients).await {
            failed.push((made.clone(), error));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(DestroyError::of(failed)) }
}

async fn take_down(made: &Made, clients: &Clients) -> Result<(), StepError> {
    match made {
        // SNS takes the subscriptions of a topic away with it, and has no other way for those that
        // wait to be confirmed: <https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html>.
        Made::Subscription { .. } => Ok(()),
        Made::Target { rule, bus, id } => gone!(
            format!("remove the target `{id}` of the rule `{rule}`"),
            clients.events.remove_targets().rule(rule).event_bus_name(bus).ids(id)
        ),
        Made::Rule { name, bus, .. } => gone!(
            format!("delete the rule `{name}`"),
            clients.events.delete_rule().name(name).event_bus_name(bus)
        ),
        Made::StateMachine { name, arn } => gone!(
            format!("delete the state machine `{name}`"),
            clients.states.delete_state_machine().state_machine_arn(arn)
        ),
        Made::InlinePolicy { role, name } => gone!(
            format!("delete the policy `{name}` of `{role}`"),
            clients.iam.delete_role_policy().role_name(role).policy_name(name)
        ),
        Made::AttachedPolicy { role, arn } => gone!(
            format!("detach the policy `{arn}` from `{role}`"),
            clients.iam.detach_role_policy().role_name(role).policy_arn(arn)
        ),
        Made::Role { name, .. } => {
            gone!(format!("delete the role `{name}`"), clients.iam.delete_role().role_name(name))
        }
        Made::Topic { name, arn } => {
            gone!(format!("delete the topic `{name}`"), clients.sns.delete_topic().topic_arn(arn))
        }
        Made::Queue { name, url } => {
            gone!(format!("delete the queue `{name}`"), clients.sqs.delete_queue().queue_url(url))
        }
        Made::LogGroup { name } => gone!(
            format!("delete the log group `{name}`"),
            clients.logs.delete_log_group().log_group_name(name)
        ),
        Made::EventBus { name, .. } => gone!(
            format!("delete the event bus `{name}`"),
            clients.events.delete_event_bus().name(name)
        ),
    }
}
