//! State machines: what CreateStateMachine keeps.

use std::sync::Arc;

use firedrill_states::{StateMachine, WorkflowType};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::{check_arn, check_name, invalid_token, no_state_machine};
use super::service::States;
use super::tags::REFUSALS;
use crate::context::Context;
use crate::error::{CallError, Handled, ServiceError};
use crate::names::StateMachineArn;
use crate::operation::states as api;
use crate::page::page;

/// The service that assumes the role of a state machine.
pub(super) const PRINCIPAL: &str = "states.amazonaws.com";

/// The largest page, and the one where nobody said ("ListStateMachines" of the reference).
pub(super) const PAGE: (i32, i32) = (1000, 100);

/// A state machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(super) arn: StateMachineArn,
    pub(super) name: String,
    pub(super) definition: Arc<StateMachine>,
    pub(super) role_arn: String,
    pub(super) workflow_type: WorkflowType,
    created: Timestamp,
    logging: Option<api::LoggingConfiguration>,
    tracing: Option<api::TracingConfiguration>,
    encryption: Option<api::EncryptionConfiguration>,
    version: Option<Version>,
}

/// The version that CreateStateMachine published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Version {
    arn: String,
    description: Option<String>,
}

impl Machine {
    fn type_name(&self) -> &'static str {
        match self.workflow_type {
            WorkflowType::Standard => "STANDARD",
            WorkflowType::Express => "EXPRESS",
        }
    }

    /// Whether the same request would make the same machine, which asks neither for the role nor
    /// for the tags: "If a following request has a different roleArn or tags, Step Functions will
    /// ignore these differences and treat it as an idempotent request of the previous"
    /// ("CreateStateMachine" of the reference, which lists what is asked for).
    fn is_same_as(&self, other: &Self) -> bool {
        self.definition.source() == other.definition.source()
            && self.workflow_type == other.workflow_type
            && self.logging == other.logging
            && self.tracing == other.tracing
            && self.encryption == other.encryption
            && self.version == other.version
    }

    fn created(&self) -> api::CreateStateMachineResponse {
        api::CreateStateMachineResponse {
            state_machine_arn: self.arn.to_string(),
            creation_date: self.created,
            state_machine_version_arn: self.version.as_ref().map(|version| version.arn.clone()),
        }
    }
}

impl States {
    /// `CreateStateMachine`; the same request again answers as before.
    pub(super) fn create_state_machine(
        &mut self,
        request: api::CreateStateMachineRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::CreateStateMachineResponse> {
        check_name(&request.name)?;
        if request.version_description.is_some() && request.publish != Some(true) {
            return Err(validation("Version description can only be set when publish is true"));
        }
        check_logging(request.logging_configuration.as_ref())?;
        let workflow_type = match request.r#type.as_deref() {
            Some("EXPRESS") => WorkflowType::Express,
            _ => WorkflowType::Standard,
        };
        let definition = StateMachine::parse_as(&request.definition, workflow_type)
            .map_err(|error| ServiceError::new("InvalidDefinition", error.service_message()))?;
        let arn =
            StateMachineArn::new(context.arn("states", &format!("stateMachine:{}", request.name)));
        // Recorded: a role that does not exist is taken as long as nothing needs it at once. The
        // rules that tell of the end of jobs need it too; such tasks are not modelled here.
        let logs = log_level(request.logging_configuration.as_ref()).is_some();
        if logs && !context.may_assume(&request.role_arn, PRINCIPAL, arn.as_str())? {
            return Err(ServiceError::new(
                "AccessDeniedException",
                "Neither the global service principal states.amazonaws.com, nor the regional one \
                 is authorized to assume the provided role.",
            )
            .into());
        }
        let version = (request.publish == Some(true))
            .then(|| Version { arn: format!("{arn}:1"), description: request.version_description });
        let machine = Machine {
            name: request.name,
            definition: Arc::new(definition),
            role_arn: request.role_arn,
            workflow_type,
            created: context.now(),
            logging: request.logging_configuration,
            tracing: request.tracing_configuration,
            encryption: request.encryption_configuration,
            version,
            arn,
        };
        match self.machines.get(&machine.arn) {
            Some(known) if known.is_same_as(&machine) => Ok(known.created()),
            Some(known) => Err(ServiceError::new(
                "StateMachineAlreadyExists",
                format!("State Machine Already Exists: '{}'", known.arn),
            )
            .into()),
            None => {
                note_unwritten_logs(&machine, context);
                let created = machine.created();
                let tags = request.tags.unwrap_or_default();
                context.tags_mut().add(machine.arn.as_str(), tags, REFUSALS)?;
                self.machines.insert(machine.arn.clone(), Arc::new(machine));
                Ok(created)
            }
        }
    }

    /// `DescribeStateMachine`, of a machine or of its version.
    pub(super) fn describe_state_machine(
        &self,
        request: &api::DescribeStateMachineRequest,
    ) -> Handled<api::DescribeStateMachineResponse> {
        let (machine, version) = self.machine(&request.state_machine_arn)?;
        let description = machine
            .version
            .as_ref()
            .filter(|_| version.is_some())
            .and_then(|v| v.description.clone());
        Ok(api::DescribeStateMachineResponse {
            state_machine_arn: version.unwrap_or_else(|| machine.arn.to_string()),
            name: machine.name.clone(),
            status: Some("ACTIVE".to_owned()),
            definition: machine.definition.source().to_owned(),
            role_arn: machine.role_arn.clone(),
            r#type: machine.type_name().to_owned(),
            creation_date: machine.created,
            logging_configuration: Some(described_logging(machine.logging.as_ref())),
            tracing_configuration: Some(
                machine
                    .tracing
                    .clone()
                    .unwrap_or(api::TracingConfiguration { enabled: Some(false) }),
            ),
            description,
            encryption_configuration: Some(machine.encryption.clone().unwrap_or_else(owned_by_aws)),
        })
    }

    /// `DeleteStateMachine`; one that does not exist counts as deleted. Executions that run go on.
    pub(super) fn delete_state_machine(
        &mut self,
        request: &api::DeleteStateMachineRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::DeleteStateMachineResponse> {
        check_arn(&request.state_machine_arn, &["stateMachine"])?;
        self.machines.remove(request.state_machine_arn.as_str());
        context.tags_mut().forget(&request.state_machine_arn);
        Ok(api::DeleteStateMachineResponse::default())
    }

    /// `ListStateMachines`, in the order of names.
    pub(super) fn list_state_machines(
        &self,
        request: &api::ListStateMachinesRequest,
    ) -> Handled<api::ListStateMachinesResponse> {
        let limit = page_size(request.max_results);
        let token = request.next_token.as_deref();
        let page = page(self.machines.values(), limit, token, invalid_token)?;
        let state_machines = page.items.into_iter().map(|machine| api::StateMachineListItem {
            state_machine_arn: machine.arn.to_string(),
            name: machine.name.clone(),
            r#type: machine.type_name().to_owned(),
            creation_date: machine.created,
        });
        Ok(api::ListStateMachinesResponse {
            state_machines: state_machines.collect(),
            next_token: page.next_token,
        })
    }

    /// The machine of an ARN, and the version that the ARN names.
    pub(super) fn machine(&self, arn: &str) -> Handled<(&Arc<Machine>, Option<String>)> {
        check_arn(arn, &["stateMachine"])?;
        if let Some(machine) = self.machines.get(arn) {
            return Ok((machine, None));
        }
        let versioned = self
            .machines
            .values()
            .find(|machine| machine.version.as_ref().is_some_and(|version| version.arn == arn));
        let machine = versioned.ok_or_else(|| no_state_machine(arn))?;
        Ok((machine, Some(arn.to_owned())))
    }
}

/// How many items a page holds: 0 stands for the usual number.
pub(super) fn page_size(asked: Option<i32>) -> Option<i32> {
    Some(asked.filter(|asked| *asked > 0).unwrap_or(PAGE.1).min(PAGE.0))
}

fn validation(message: &str) -> CallError {
    ServiceError::new("ValidationException", message).into()
}

fn check_logging(logging: Option<&api::LoggingConfiguration>) -> Handled<()> {
    let Some(logging) = logging else { return Ok(()) };
    let destinations = logging.destinations.as_ref().map_or(0, Vec::len);
    let off = log_level(Some(logging)).is_none();
    if destinations == 1 || (off && destinations == 0) {
        return Ok(());
    }
    Err(ServiceError::new(
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Must specify exactly one Log Destination.",
    )
    .into())
}

/// The logging as it is described, with what AWS fills in.
fn described_logging(given: Option<&api::LoggingConfiguration>) -> api::LoggingConfiguration {
    let mut logging = given.cloned().unwrap_or_default();
    logging.level.get_or_insert_with(|| "OFF".to_owned());
    logging.include_execution_data.get_or_insert(false);
    logging
}

/// The encryption of a machine for which nobody asked for any.
fn owned_by_aws() -> api::EncryptionConfiguration {
    api::EncryptionConfiguration { r#type: "AWS_OWNED_KEY".to_owned(), ..Default::default() }
}

/// The level at which a machine logs, if it does.
fn log_level(logging: Option<&api::LoggingConfiguration>) -> Option<&str> {
    logging?.level.as_deref().filter(|level| *level != "OFF")
}

/// Logging is stored: no log events are written, which a reader of the record must know.
fn note_unwritten_logs(machine: &Machine, context: &mut Context<'_>) {
    if let Some(level) = log_level(machine.logging.as_ref()) {
        context.note(format!(
            "the state machine `{}` logs at level {level}: its logging configuration is stored, \
             and no log events are written",
            machine.name
        ));
    }
}
