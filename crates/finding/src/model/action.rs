//! The network side of what happened.

use serde::{Deserialize, Serialize};

use crate::member::Member;

/// What was done over the network; an empty object where nothing was.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Action {
    /// `DNS_REQUEST` or `NETWORK_CONNECTION`.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub action_type: Member<String>,
    /// A name that was looked up.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub dns_request_action: Member<DnsRequest>,
    /// A connection that was made.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub network_connection_action: Member<NetworkConnection>,
}

/// A name that was looked up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DnsRequest {
    /// The name.
    pub domain: String,
    /// `UDP` or `TCP`.
    pub protocol: String,
    /// Whether it was kept from happening.
    pub blocked: bool,
}

/// A connection that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkConnection {
    /// `INBOUND`, `OUTBOUND` or `UNKNOWN`.
    pub connection_direction: String,
    /// The address on this side.
    #[serde(default, skip_serializing_if = "Member::is_absent")]
    pub local_ip_details: Member<LocalIp>,
    /// The address on the other side.
    pub remote_ip_details: RemoteIp,
    /// The port on the other side.
    pub remote_port_details: Port,
    /// The port on this side.
    pub local_port_details: Port,
    /// The protocol, such as `TCP`.
    pub protocol: String,
    /// Whether it was kept from happening.
    pub blocked: bool,
}

/// The address on this side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocalIp {
    /// The address.
    pub ip_address_v4: String,
}

/// A port.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Port {
    /// The number.
    pub port: u16,
    /// What it is usual for, or `Unknown`.
    pub port_name: String,
}

/// The address on the other side, and where it is thought to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteIp {
    /// The address.
    pub ip_address_v4: String,
    /// Who has it.
    pub organization: Organization,
    /// The country.
    pub country: Country,
    /// The city.
    pub city: City,
    /// The place.
    pub geo_location: GeoLocation,
}

/// Who has an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Organization {
    /// The number of the autonomous system, as text.
    pub asn: String,
    /// Who runs it.
    pub asn_org: String,
    /// The provider.
    pub isp: String,
    /// The customer.
    pub org: String,
}

/// A country.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Country {
    /// The name.
    pub country_name: String,
}

/// A city.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct City {
    /// The name.
    pub city_name: String,
}

/// A place on earth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GeoLocation {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}
