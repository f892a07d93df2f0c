//! The elastic network interface of a task in the network mode `awsvpc`.

use firedrill_seed::SeededRandom;
use serde::{Deserialize, Serialize};

use super::task_status::TaskStatus;
use crate::context::Context;
use crate::operation::ecs::{Attachment, KeyValuePair, NetworkConfiguration};

/// An interface, and the attachment through which a task has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NetworkInterface {
    pub(super) attachment_id: String,
    pub(super) address: String,
    subnet: Option<String>,
    interface_id: String,
    hardware_address: String,
    host_name: String,
}

impl NetworkInterface {
    /// An interface in the first of the subnets that a task may run in.
    pub(super) fn new(
        configuration: Option<&NetworkConfiguration>,
        context: &mut Context<'_>,
    ) -> Self {
        let subnets = configuration.and_then(|given| given.awsvpc_configuration.as_ref());
        let subnet = subnets.and_then(|vpc| vpc.subnets.first()).cloned();
        let domain = match context.region() {
            "us-east-1" => "ec2.internal".to_owned(),
            region => format!("{region}.compute.internal"),
        };
        let ids = context.ids();
        let [.., third, fourth] = ids.next_u64().to_be_bytes();
        // Neither the network nor the broadcast address of a subnet.
        let fourth = fourth.clamp(4, 254);
        Self {
            attachment_id: ids.uuid(),
            address: format!("10.0.{third}.{fourth}"),
            subnet,
            interface_id: format!("eni-0{}", ids.hex(16)),
            hardware_address: hardware_address(ids),
            host_name: format!("ip-10-0-{third}-{fourth}.{domain}"),
        }
    }

    /// The attachment as DescribeTasks says it for a task in this status.
    ///
    /// Task events call the type `eni`, and DescribeTasks calls it `ElasticNetworkInterface`.
    pub(super) fn describe(&self, kind: &str, status: TaskStatus) -> Attachment {
        let detail = |name: &str, value: &str| KeyValuePair {
            name: Some(name.into()),
            value: Some(value.into()),
        };
        let mut details: Vec<_> =
            self.subnet.iter().map(|subnet| detail("subnetId", subnet)).collect();
        if status > TaskStatus::Provisioning {
            details.extend([
                detail("networkInterfaceId", &self.interface_id),
                detail("macAddress", &self.hardware_address),
                detail("privateDnsName", &self.host_name),
                detail("privateIPv4Address", &self.address),
            ]);
        }
        let state = match status {
            TaskStatus::Provisioning => "PRECREATED",
            TaskStatus::Pending => "ATTACHING",
            TaskStatus::Stopped => "DELETED",
            _ => "ATTACHED",
        };
        Attachment {
            id: Some(self.attachment_id.clone()),
            r#type: Some(kind.into()),
            status: Some(state.into()),
            details: Some(details),
        }
    }
}

fn hardware_address(ids: &mut SeededRandom) -> String {
    let [_, _, _, first, second, third, fourth, fifth] = ids.next_u64().to_be_bytes();
    format!("0e:{first:02x}:{second:02x}:{third:02x}:{fourth:02x}:{fifth:02x}")
}
