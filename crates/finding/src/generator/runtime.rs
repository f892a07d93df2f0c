//! Findings of Runtime Monitoring.

use super::process::{ProcessUser, ROOT, SAMPLE_PROCESS, file_name, sample_process};
use super::{Draft, FindingError, Parts, ecs};
use crate::catalogue::{ContextFact, NetworkAct, RuntimeAct, ThreatList};
use crate::member::Member;
use crate::model::{
    Action, AgentDetails, City, Country, DnsRequest, Evidence, GeoLocation, LocalIp,
    NetworkConnection, Organization, Port, RemoteIp, Resource, RuntimeContext, RuntimeDetails,
    ThreatIntelligence,
};
use crate::request::AffectedResource;

impl Draft<'_> {
    pub(super) fn runtime(&mut self, act: &RuntimeAct) -> Result<Parts, FindingError> {
        let (resource, place) = self.runtime_resource()?;
        let made_up = self.request.resource.is_none();

        let program = self.request.program.as_deref().unwrap_or(act.program);
        let process = if made_up {
            sample_process(self.started(0))
        } else {
            self.process(program, user_of(self.request.finding_type.name()))
        };
        let actor = if made_up { SAMPLE_PROCESS } else { file_name(program) };
        let context = self.context(act, program);
        let list = act.threat_list.map(|list| list_name(list, made_up));
        let agent = if made_up {
            AgentDetails {
                agent_version: "1".to_owned(),
                agent_id: "GeneratedFindingAgentId".to_owned(),
            }
        } else {
            AgentDetails { agent_version: "1.17.1".to_owned(), agent_id: self.random.hex(8) }
        };

        Ok(Parts {
            resource,
            feature: "RuntimeMonitoring",
            action: Member::Present(self.action(act.network)),
            scan: Member::Absent,
            runtime: Member::Present(RuntimeDetails { process, context }),
            detection: Member::Absent,
            role: self.role(),
            info: self.info(list, Some(agent)),
            evidence: self.evidence(act.threat_list, list, made_up),
            title: format!("{} in {place}.", act.title),
            description: format!("Process {actor} in {place} {}.", act.story),
        })
    }

    /// The resource, and what titles call it.
    fn runtime_resource(&mut self) -> Result<(Resource, String), FindingError> {
        let Some(resource) = &self.request.resource else {
            return if self.request.sample {
                Ok((ecs::sample_task(), format!("ECS cluster {}", ecs::SAMPLE_CLUSTER)))
            } else {
                Err(self.no_resource())
            };
        };
        Ok(match resource {
            AffectedResource::EcsTask(task) => {
                (self.task(task), format!("ECS cluster {}", task.cluster.arn.name()))
            }
            AffectedResource::EksPod(pod) => {
                (self.pod(pod), format!("EKS cluster {}", pod.cluster))
            }
            AffectedResource::Instance(facts) => {
                (self.bare_instance(facts), format!("EC2 instance {}", facts.id))
            }
            AffectedResource::Container(facts, host) => {
                (self.bare_container(facts, host), format!("container {}", facts.name))
            }
        })
    }

    fn action(&mut self, act: NetworkAct) -> Action {
        match act {
            NetworkAct::None => Action::default(),
            NetworkAct::Lookup(domain) => Action {
                action_type: Member::Present("DNS_REQUEST".to_owned()),
                dns_request_action: Member::Present(DnsRequest {
                    domain: self.request.domain.as_deref().unwrap_or(domain).to_owned(),
                    protocol: "UDP".to_owned(),
                    blocked: false,
                }),
                network_connection_action: Member::Absent,
            },
            NetworkAct::Connection(port) => Action {
                action_type: Member::Present("NETWORK_CONNECTION".to_owned()),
                dns_request_action: Member::Absent,
                network_connection_action: Member::Present(self.connection(port)),
            },
        }
    }

    /// A connection to one of the addresses that RFC 5737 sets aside for documents.
    fn connection(&mut self, port: u16) -> NetworkConnection {
        let unnamed = |port| Port { port, port_name: "Unknown".to_owned() };
        NetworkConnection {
            connection_direction: "OUTBOUND".to_owned(),
            local_ip_details: Member::Present(LocalIp { ip_address_v4: self.private_address() }),
            remote_ip_details: RemoteIp {
                ip_address_v4: format!("203.0.113.{}", self.random.between(1, 255)),
                organization: Organization {
                    asn: "64496".to_owned(),
                    asn_org: "Example Hosting".to_owned(),
                    isp: "Example Hosting".to_owned(),
                    org: "Example Hosting".to_owned(),
                },
                country: Country { country_name: "Netherlands".to_owned() },
                city: City { city_name: "Amsterdam".to_owned() },
                geo_location: GeoLocation { lat: 52.3759, lon: 4.8975 },
            },
            remote_port_details: unnamed(port),
            local_port_details: unnamed(32_768 + u16::from(self.random.byte())),
            protocol: "TCP".to_owned(),
            blocked: false,
        }
    }

    fn evidence(
        &mut self,
        list: Option<ThreatList>,
        name: Option<&str>,
        made_up: bool,
    ) -> Member<Evidence> {
        let (Some(list), Some(name)) = (list, name) else { return self.no_value().member() };
        let file = matches!(list, ThreatList::File | ThreatList::OwnFile);
        Member::Present(Evidence {
            threat_intelligence_details: vec![ThreatIntelligence {
                threat_list_name: name.to_owned(),
                threat_names: if made_up {
                    vec!["GeneratedFindingThreatName".to_owned()]
                } else {
                    Vec::new()
                },
                threat_file_sha256: if file {
                    Member::Present(self.random.hex(64))
                } else {
                    Member::Absent
                },
            }],
        })
    }

    fn context(&mut self, act: &RuntimeAct, program: &str) -> RuntimeContext {
        let mut context = RuntimeContext::default();
        for fact in act.context {
            self.tell(&mut context, *fact, program);
        }
        context
    }

    fn tell(&mut self, context: &mut RuntimeContext, fact: ContextFact, program: &str) {
        let text = |text: &str| Member::Present(text.to_owned());
        let texts =
            |texts: &[&str]| Member::Present(texts.iter().map(|text| (*text).to_owned()).collect());
        match fact {
            ContextFact::ModifyingProcess(program) => {
                let process = self.other_process(program);
                context.modifying_process = Member::Present(Box::new(process));
            }
            ContextFact::TargetProcess(program) => {
                let process = self.other_process(program);
                context.target_process = Member::Present(Box::new(process));
            }
            ContextFact::ModifiedAt => context.modified_at = Member::Present(self.started(30)),
            ContextFact::ModuleSha256 => {
                context.module_sha256 = Member::Present(self.random.hex(64));
            }
            ContextFact::ThreatFilePath => context.threat_file_path = text(program),
            ContextFact::ScriptPath(path) => context.script_path = text(path),
            ContextFact::LibraryPath(path) => context.library_path = text(path),
            ContextFact::SocketPath(path) => context.socket_path = text(path),
            ContextFact::RuncBinaryPath(path) => context.runc_binary_path = text(path),
            ContextFact::ReleaseAgentPath(path) => context.release_agent_path = text(path),
            ContextFact::MountSource(path) => context.mount_source = text(path),
            ContextFact::MountTarget(path) => context.mount_target = text(path),
            ContextFact::FileSystemType(kind) => context.file_system_type = text(kind),
            ContextFact::Flags(flags) => context.flags = texts(flags),
            ContextFact::ModuleName(name) => context.module_name = text(name),
            ContextFact::ModuleFilePath(path) => context.module_file_path = text(path),
            ContextFact::ShellHistoryFilePath(path) => context.shell_history_file_path = text(path),
            ContextFact::ToolName(name) => context.tool_name = text(name),
            ContextFact::ToolCategory(category) => context.tool_category = text(category),
            ContextFact::CommandLineExample(line) => context.command_line_example = text(line),
            ContextFact::FileOperation(operation) => context.file_operation = text(operation),
            ContextFact::FilePath(path) => context.file_path = text(path),
            ContextFact::RelatedFilePaths(paths) => context.related_file_paths = texts(paths),
        }
    }
}

/// An ordinary user who became root where the type is about that, and root elsewhere.
fn user_of(finding_type: &str) -> ProcessUser {
    if finding_type == "PrivilegeEscalation:Runtime/ElevationToRoot" {
        ProcessUser { name: "app", id: 1_000, effective: 0 }
    } else {
        ROOT
    }
}

fn list_name(list: ThreatList, made_up: bool) -> &'static str {
    match list {
        _ if made_up => "GeneratedFindingThreatListName",
        ThreatList::OwnFile => "CustomerThreatList",
        ThreatList::Endpoint | ThreatList::File => "Amazon",
    }
}
