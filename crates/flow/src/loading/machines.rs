//! State machines, log groups, roles and external resources, from the document to the graph.

use std::sync::Arc;

use firedrill_states::{StateMachine as Machine, WorkflowType};

use super::builder::{Builder, in_file_order};
use super::folder::FileKind;
use super::substitutions::Dialect;
use crate::document::{
    ExternalDocument, LogGroupDocument, Named, RoleDocument, SourceText, StateMachineDocument,
    WorkflowKind,
};
use crate::graph::{
    Definition, External, InlinePolicy, LogGroup, Logging, ResourceKind, Role, StateMachine,
};

impl Builder {
    pub(super) fn state_machines(
        &mut self,
        machines: Named<StateMachineDocument>,
    ) -> Vec<StateMachine> {
        let machines = in_file_order(machines).into_iter();
        machines.filter_map(|(name, machine)| self.state_machine(name, machine)).collect()
    }

    fn state_machine(
        &mut self,
        name: SourceText,
        machine: StateMachineDocument,
    ) -> Option<StateMachine> {
        let definition = self.definition(&machine.definition, machine.kind);
        let role = self.reference(ResourceKind::Role, &machine.role);
        let logging = machine.logging.map(|logging| {
            let log_group = self.reference(ResourceKind::LogGroup, &logging.log_group)?;
            let include_execution_data = logging.include_execution_data;
            Some(Logging { level: logging.level, include_execution_data, log_group })
        });
        Some(StateMachine {
            name: name.text,
            kind: machine.kind,
            definition: definition?,
            role: role?,
            publish: machine.publish,
            tracing: machine.tracing,
            logging: logging.map_or(Some(None), |logging| logging.map(Some))?,
        })
    }

    fn definition(&mut self, name: &SourceText, kind: WorkflowKind) -> Option<Definition> {
        let file = self.file(name, FileKind::DEFINITION)?;
        let workflow_type = match kind {
            WorkflowKind::Standard => WorkflowType::Standard,
            WorkflowKind::Express => WorkflowType::Express,
        };
        let parsed = Machine::parse_as(file.text(), workflow_type);
        let parsed = self.keep(parsed.map_err(|error| file.diagnostic(error)));
        let text = self.text_of(file, Dialect::Plain);
        Some(Definition { text, parsed: Arc::new(parsed?) })
    }

    pub(super) fn log_groups(&mut self, groups: Named<LogGroupDocument>) -> Vec<LogGroup> {
        let groups = in_file_order(groups).into_iter();
        groups
            .map(|(name, group)| LogGroup { name: name.text, retention_days: group.retention_days })
            .collect()
    }

    pub(super) fn roles(&mut self, roles: Named<RoleDocument>) -> Vec<Role> {
        let roles = in_file_order(roles).into_iter();
        roles.filter_map(|(name, role)| self.role(name, role)).collect()
    }

    fn role(&mut self, name: SourceText, role: RoleDocument) -> Option<Role> {
        let trust = self.policy(&role.trust);
        let mut policies = Vec::with_capacity(role.policies.len());
        for (name, document) in in_file_order(role.policies) {
            let document = self.policy(&document);
            policies.push(document.map(|document| InlinePolicy { name: name.text, document }));
        }
        for policy in &role.managed_policies {
            if !policy.text.starts_with("arn:") {
                let help = "such as `arn:aws:iam::aws:policy/AmazonECS_FullAccess`";
                let message = format!("`{}` is no ARN of a managed policy", policy.text);
                self.refuse_at(&policy.span, message, help);
            }
        }
        let managed_policies = role.managed_policies.into_iter().map(|policy| policy.text);
        Some(Role {
            name: name.text,
            trust: trust?,
            policies: policies.into_iter().collect::<Option<_>>()?,
            managed_policies: managed_policies.collect(),
        })
    }

    pub(super) fn externals(&mut self, externals: Named<ExternalDocument>) -> Vec<External> {
        let mut built = Vec::with_capacity(externals.len());
        for (name, external) in in_file_order(externals) {
            if !external.arn.text.starts_with("arn:") {
                let help = "such as `arn:aws:lambda:${region}:${account}:function:enrich`";
                let message = format!("`{}` is no ARN", external.arn.text);
                self.refuse_at(&external.arn.span, message, help);
            }
            let arn = self.text_at(&external.arn);
            built.push(External { name: name.text, kind: external.kind.text, arn });
        }
        built
    }
}
