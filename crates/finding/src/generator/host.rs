//! EC2 instances, and the containers and pods on them.

use firedrill_arn::Arn;
use jiff::SignedDuration;

use super::Draft;
use crate::catalogue::ResourceKind;
use crate::instant::{EpochSeconds, IsoInstant};
use crate::member::Member;
use crate::model::{
    EksClusterDetails, IamInstanceProfile, InstanceDetails, KubernetesDetails, KubernetesWorkload,
    NetworkInterface, PrivateIpAddress, Resource, SecurityGroup, Tag,
};
use crate::request::{ContainerFacts, InstanceFacts, PodFacts};

impl Draft<'_> {
    /// A resource that is an instance and nothing else.
    pub(super) fn bare_instance(&mut self, facts: &InstanceFacts) -> Resource {
        Resource {
            instance_details: Member::Present(self.instance(facts)),
            ..Resource::of(ResourceKind::Instance.as_str())
        }
    }

    /// A container that belongs to no cluster, on its instance.
    pub(super) fn bare_container(
        &mut self,
        facts: &ContainerFacts,
        host: &InstanceFacts,
    ) -> Resource {
        let id = self.random.hex(64);
        Resource {
            instance_details: Member::Present(self.instance(host)),
            container_details: Member::Present(self.container(facts, "docker", id)),
            ..Resource::of(ResourceKind::Container.as_str())
        }
    }

    /// A pod of EKS on its node.
    pub(super) fn pod(&mut self, facts: &PodFacts) -> Resource {
        let (region, account) = (&self.request.region, &self.request.account);
        let resource = format!("cluster/{}", facts.cluster);
        let arn = Arn::in_region("eks", region.as_str(), account.as_str(), &resource);
        let cluster = EksClusterDetails {
            name: facts.cluster.clone(),
            arn: arn.to_string(),
            vpc_id: format!("vpc-{}", self.random.hex(17)),
            status: "ACTIVE".to_owned(),
            tags: Vec::new(),
            created_at: EpochSeconds::from(facts.node.launched_at),
        };
        let id = format!("containerd://{}", self.random.hex(64));
        let workload = KubernetesWorkload {
            name: facts.name.clone(),
            kind: "pods".to_owned(),
            uid: self.random.uuid(),
            namespace: facts.namespace.clone(),
            host_network: self.no_value().member(),
            containers: Member::Present(vec![self.container(&facts.container, "containerd", id)]),
            volumes: self.no_value().member(),
            service_account_name: Member::Present("default".to_owned()),
            host_ipc: self.no_value().member(),
            host_pid: self.no_value().member(),
        };
        Resource {
            eks_cluster_details: Member::Present(cluster),
            kubernetes_details: Member::Present(KubernetesDetails {
                kubernetes_user_details: self.no_value().member(),
                kubernetes_workload_details: Member::Present(workload),
            }),
            instance_details: Member::Present(self.instance(&facts.node)),
            ..Resource::of(ResourceKind::EksCluster.as_str())
        }
    }

    /// An address inside a VPC.
    pub(super) fn private_address(&mut self) -> String {
        format!("10.0.{}.{}", self.random.between(0, 16), self.random.between(4, 255))
    }

    pub(super) fn instance(&mut self, facts: &InstanceFacts) -> InstanceDetails {
        let (region, account) = (&self.request.region, &self.request.account);
        let profile = "instance-profile/container-host";
        let profile = Arn::global("iam", region.as_str(), account.as_str(), profile);
        let address = self.private_address();
        let name = format!("ip-{}.{region}.compute.internal", address.replace('.', "-"));
        let interface = NetworkInterface {
            ipv6_addresses: Vec::new(),
            network_interface_id: format!("eni-{}", self.random.hex(17)),
            private_dns_name: name.clone(),
            private_ip_address: address.clone(),
            private_ip_addresses: vec![PrivateIpAddress {
                private_dns_name: name,
                private_ip_address: address,
            }],
            subnet_id: format!("subnet-{}", self.random.hex(17)),
            vpc_id: format!("vpc-{}", self.random.hex(17)),
            security_groups: vec![SecurityGroup {
                group_name: "default".to_owned(),
                group_id: format!("sg-{}", self.random.hex(17)),
            }],
            public_dns_name: Member::Present(String::new()),
            public_ip: Member::Null,
        };
        InstanceDetails {
            instance_id: facts.id.clone(),
            instance_type: facts.instance_type.clone(),
            launch_time: IsoInstant(facts.launched_at),
            // Null in every public delivery, whatever becomes of the members of other objects.
            platform: Member::Null,
            product_codes: Vec::new(),
            iam_instance_profile: Member::Present(IamInstanceProfile {
                arn: profile.to_string(),
                id: format!("AIPA{}", self.random.hex(16).to_uppercase()),
            }),
            network_interfaces: vec![interface],
            outpost_arn: Member::Null,
            tags: vec![Tag { key: "Name".to_owned(), value: "container-host".to_owned() }],
            instance_state: "running".to_owned(),
            availability_zone: format!("{region}a"),
            image_id: format!("ami-{}", self.random.hex(17)),
            image_description: "Amazon Linux AMI for containers".to_owned(),
        }
    }

    /// An instance of which nothing was said, launched a day before the act.
    pub(super) fn made_up_instance(&mut self) -> InstanceFacts {
        let launched = self.times.first_seen.checked_sub(SignedDuration::from_hours(24));
        let id = format!("i-{}", self.random.hex(17));
        InstanceFacts::new(&id, launched.unwrap_or(self.times.first_seen))
    }
}
