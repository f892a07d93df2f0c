//! What the world is told of a task: the hop in the record, and the event on the bus.

use firedrill_record::HopKind;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::task::Task;
use crate::context::Context;
use crate::operation::ecs as api;

/// Writes the hop of a task's latest change and puts its `ECS Task State Change` event on the
/// default bus. What follows from the change then has the hop as its cause.
pub(super) fn announce(task: &Task, context: &mut Context<'_>) {
    context.hop(hop(task));
    let detail = detail(task, context.now());
    context.emit_event("aws.ecs", "ECS Task State Change", &[task.arn.to_string()], &detail);
}

/// The hop that says how a task stands.
pub(super) fn hop(task: &Task) -> HopKind {
    HopKind::TaskStatus {
        task: task.arn.to_string(),
        cluster: task.cluster.to_string(),
        group: task.group.clone(),
        last_status: task.status.as_str().into(),
        desired_status: task.desired_status().into(),
        stop_code: task.stop.as_ref().map(|stop| stop.code.as_str().into()),
        stopped_reason: task.stop.as_ref().map(|stop| stop.reason.clone()),
    }
}

/// The detail of the event ("Amazon ECS task state change events" of the developer guide).
///
/// It is the task as DescribeTasks says it, but for the type of the attachment, the times as ISO
/// texts, `updatedAt`, and the health, which events leave out.
fn detail(task: &Task, updated: Timestamp) -> Value {
    let mut detail = Map::new();
    let mut set = |name: &str, value: Value| {
        if !value.is_null() {
            detail.insert(name.to_owned(), value);
        }
    };
    let attachments =
        task.interface.iter().map(|each| attachment(&each.describe("eni", task.status)));
    let described = task.describe(None);
    let times = &task.times;
    set("attachments", attachments.collect());
    set(
        "attributes",
        task.attributes()
            .iter()
            .map(|each| json!({ "name": each.name, "value": each.value }))
            .collect(),
    );
    set("availabilityZone", task.zone().into());
    set("clusterArn", task.cluster.as_str().into());
    set("connectivity", json!(described.connectivity));
    set("connectivityAt", time(times.connected));
    set("containerInstanceArn", json!(described.container_instance_arn));
    set("containers", task.describe_containers().iter().map(container).collect());
    set("cpu", json!(task.cpu));
    set("createdAt", time(Some(times.created)));
    set("desiredStatus", task.desired_status().into());
    set("enableExecuteCommand", task.execute_command.into());
    if let Some(storage) = &described.ephemeral_storage {
        set("ephemeralStorage", json!({ "sizeInGiB": storage.size_in_gib }));
    }
    set("executionStoppedAt", time(times.execution_stopped));
    set("group", task.group.as_str().into());
    set("launchType", task.launch_type.as_str().into());
    set("lastStatus", task.status.as_str().into());
    set("memory", json!(task.memory));
    set("overrides", overrides(&task.describe_overrides()));
    set("platformVersion", json!(task.platform_version));
    set("pullStartedAt", time(times.pull_started));
    set("pullStoppedAt", time(times.pull_stopped));
    set("startedAt", time(times.started));
    set("startedBy", json!(task.started_by));
    set("stopCode", json!(described.stop_code));
    set("stoppedAt", time(times.stopped));
    set("stoppedReason", json!(described.stopped_reason));
    set("stoppingAt", time(described.stopping_at));
    set("taskArn", task.arn.as_str().into());
    set("taskDefinitionArn", task.definition.as_str().into());
    set("updatedAt", time(Some(updated)));
    set("version", task.version.into());
    Value::Object(detail)
}

fn time(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| at.to_string().into())
}

fn attachment(attachment: &api::Attachment) -> Value {
    let details = attachment.details.iter().flatten();
    let details: Vec<_> =
        details.map(|each| json!({ "name": each.name, "value": each.value })).collect();
    json!({
        "id": attachment.id,
        "type": attachment.r#type,
        "status": attachment.status,
        "details": details,
    })
}

fn container(container: &api::Container) -> Value {
    let interfaces = container.network_interfaces.iter().flatten().map(|each| {
        json!({
            "attachmentId": each.attachment_id,
            "privateIpv4Address": each.private_ipv4_address,
        })
    });
    let members = [
        ("containerArn", json!(container.container_arn)),
        ("exitCode", json!(container.exit_code)),
        ("lastStatus", json!(container.last_status)),
        ("name", json!(container.name)),
        ("image", json!(container.image)),
        ("runtimeId", json!(container.runtime_id)),
        ("taskArn", json!(container.task_arn)),
        ("networkInterfaces", interfaces.collect()),
        ("cpu", json!(container.cpu)),
        ("memory", json!(container.memory)),
        ("memoryReservation", json!(container.memory_reservation)),
    ];
    present(members)
}

fn overrides(overrides: &api::TaskOverride) -> Value {
    let of_containers = overrides.container_overrides.iter().flatten().map(|each| {
        let environment = each.environment.as_ref().map(|variables| {
            let variables = variables.iter();
            variables.map(|each| json!({ "name": each.name, "value": each.value })).collect()
        });
        present([
            ("command", json!(each.command)),
            ("environment", environment.unwrap_or(Value::Null)),
            ("cpu", json!(each.cpu)),
            ("memory", json!(each.memory)),
            ("memoryReservation", json!(each.memory_reservation)),
            ("name", json!(each.name)),
        ])
    });
    present([
        ("containerOverrides", of_containers.collect()),
        ("cpu", json!(overrides.cpu)),
        ("memory", json!(overrides.memory)),
        ("executionRoleArn", json!(overrides.execution_role_arn)),
        ("taskRoleArn", json!(overrides.task_role_arn)),
    ])
}

/// An object of the members that are there.
fn present<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(members.map(|(name, value)| (name.to_owned(), value)).collect())
}
