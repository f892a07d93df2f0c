//! The EC2 instance of a finding.

use serde::{Deserialize, Serialize};

use super::Tag;
use crate::instant::IsoInstant;
use crate::member::Member;

/// An EC2 instance, in the order of members that deliveries have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InstanceDetails {
    /// The id.
    pub instance_id: String,
    /// The type, such as `m5.large`.
    pub instance_type: String,
    /// When it was launched.
    pub launch_time: IsoInstant,
    /// `windows`, or null.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub platform: Member<String>,
    /// The product codes of its image.
    pub product_codes: Vec<ProductCode>,
    /// Its instance profile.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub iam_instance_profile: Member<IamInstanceProfile>,
    /// Its network interfaces.
    pub network_interfaces: Vec<NetworkInterface>,
    /// The Outpost it runs on.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub outpost_arn: Member<String>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// The state, such as `running`.
    pub instance_state: String,
    /// The zone.
    pub availability_zone: String,
    /// The id of its image.
    pub image_id: String,
    /// The image in words.
    pub image_description: String,
}

/// A product code of an image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProductCode {
    /// The code.
    pub product_code_id: String,
    /// Where it comes from.
    pub product_code_type: String,
}

/// An instance profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IamInstanceProfile {
    /// The ARN.
    pub arn: String,
    /// The id.
    pub id: String,
}

/// A network interface.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkInterface {
    /// Its IPv6 addresses.
    pub ipv6_addresses: Vec<String>,
    /// The id.
    pub network_interface_id: String,
    /// The name of the primary address inside the VPC.
    pub private_dns_name: String,
    /// The primary address.
    pub private_ip_address: String,
    /// All private addresses.
    pub private_ip_addresses: Vec<PrivateIpAddress>,
    /// The subnet.
    pub subnet_id: String,
    /// The VPC.
    pub vpc_id: String,
    /// The security groups.
    pub security_groups: Vec<SecurityGroup>,
    /// The public name, empty where there is none.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub public_dns_name: Member<String>,
    /// The public address.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub public_ip: Member<String>,
}

/// A private address and its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrivateIpAddress {
    /// The name.
    pub private_dns_name: String,
    /// The address.
    pub private_ip_address: String,
}

/// A security group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecurityGroup {
    /// The name.
    pub group_name: String,
    /// The id.
    pub group_id: String,
}
