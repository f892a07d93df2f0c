//! Tear-down: the calls that take a flow away again, in reverse order.

use crate::deploy::refusal;
use crate::{Clients, DeployError, Deployment, Flow};

/// The codes with which the services say that something is not there.
///
/// On the way down that is what was wanted, so it counts as done.
const ABSENT: [&str; 5] = [
    "ResourceNotFoundException",
    "NoSuchEntity",
    "NotFound",
    "NotFoundException",
    "StateMachineDoesNotExist",
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
                    Err(DeployError { step: $step, code, message })
                }
            }
        }
    };
}

/// Takes down what [`deploy`](crate::deploy()) made: target, rule, state machine, roles, topic and
/// log group. What is not there counts as taken down.
///
/// # Errors
/// [`DeployError`] names the step that the backend refused; what comes after it is left.
pub async fn destroy(
    flow: &Flow,
    deployment: &Deployment,
    clients: &Clients,
) -> Result<(), DeployError> {
    let rule = &flow.manifest.rule;
    gone!(
        format!("remove the target of the rule `{}`", rule.name),
        clients
            .events
            .remove_targets()
            .rule(&rule.name)
            .event_bus_name(&rule.bus)
            .ids(&flow.manifest.target.id)
    )?;
    gone!(
        format!("delete the rule `{}`", rule.name),
        clients.events.delete_rule().name(&rule.name).event_bus_name(&rule.bus)
    )?;
    gone!(
        format!("delete the state machine `{}`", flow.manifest.state_machine.name),
        clients.states.delete_state_machine().state_machine_arn(&deployment.state_machine_arn)
    )?;
    for role in [flow.target_role(), flow.machine_role()] {
        for policy in &role.policies {
            gone!(
                format!("delete the policy `{}` of `{}`", policy.name, role.name),
                clients.iam.delete_role_policy().role_name(&role.name).policy_name(&policy.name)
            )?;
        }
        gone!(
            format!("delete the role `{}`", role.name),
            clients.iam.delete_role().role_name(&role.name)
        )?;
    }
    gone!(
        format!("delete the topic `{}`", flow.manifest.topic.name),
        clients.sns.delete_topic().topic_arn(&deployment.topic_arn)
    )?;
    if let Some(group) = &flow.manifest.log_group {
        gone!(
            format!("delete the log group `{}`", group.name),
            clients.logs.delete_log_group().log_group_name(&group.name)
        )?;
    }
    Ok(())
}
