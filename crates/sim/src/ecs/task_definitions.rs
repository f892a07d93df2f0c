//! RegisterTaskDefinition, DescribeTaskDefinition and DeregisterTaskDefinition.

use std::sync::Arc;

use super::definition_check;
use super::error::{client, invalid_parameter};
use super::state::Ecs;
use super::tags::REFUSALS;
use super::task_definition::TaskDefinition;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::names::TaskDefinitionArn;
use crate::operation::ecs::{
    ContainerDefinition, DeregisterTaskDefinitionRequest, DeregisterTaskDefinitionResponse,
    DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse, RegisterTaskDefinitionRequest,
    RegisterTaskDefinitionResponse,
};

impl Ecs {
    /// Registers the next revision of a family.
    pub(super) fn register_task_definition(
        &mut self,
        mut request: RegisterTaskDefinitionRequest,
        context: &mut Context<'_>,
    ) -> Handled<RegisterTaskDefinitionResponse> {
        let size = definition_check::check(&request)?;
        request.container_definitions.iter_mut().for_each(fill_in);
        let revisions = self.definitions.entry(request.family.clone()).or_default();
        let revision = i32::try_from(revisions.len()).unwrap_or(i32::MAX).saturating_add(1);
        let name = format!("task-definition/{}:{revision}", request.family);
        let definition = TaskDefinition {
            arn: TaskDefinitionArn::new(context.arn("ecs", &name)),
            revision,
            registered: context.now(),
            registered_by: context.global_arn("iam", "root"),
            deregistered: None,
            size,
            given: request,
        };
        let tags = definition.given.tags.clone();
        context.tags_mut().add(
            definition.arn.as_str(),
            tags.iter().flatten().cloned(),
            REFUSALS,
        )?;
        let described = definition.describe();
        revisions.push(Arc::new(definition));
        Ok(RegisterTaskDefinitionResponse { task_definition: Some(described), tags })
    }

    /// Says what a definition is; a family alone means its latest active revision.
    pub(super) fn describe_task_definition(
        &self,
        request: &DescribeTaskDefinitionRequest,
        context: &Context<'_>,
    ) -> Handled<DescribeTaskDefinitionResponse> {
        let missing = || client("Unable to describe task definition.");
        let definition = self.definition(&request.task_definition).ok_or_else(missing)?;
        let include = request.include.as_deref().unwrap_or_default();
        let with_tags = include.iter().any(|included| included == "TAGS");
        Ok(DescribeTaskDefinitionResponse {
            task_definition: Some(definition.describe()),
            tags: with_tags.then(|| context.tags().of(definition.arn.as_str())),
        })
    }

    /// Makes a revision INACTIVE; what runs with it goes on.
    ///
    /// AWS may take ten minutes until it refuses new tasks of the revision; here it refuses them
    /// at once.
    pub(super) fn deregister_task_definition(
        &mut self,
        request: &DeregisterTaskDefinitionRequest,
        context: &mut Context<'_>,
    ) -> Handled<DeregisterTaskDefinitionResponse> {
        let missing = || client("The specified task definition does not exist.");
        let (family, revision) = split(&request.task_definition);
        let Some(revision) = revision else {
            // unsure
            return Err(client("A revision of the task definition must be specified.").into());
        };
        let revisions = self.definitions.get_mut(family).ok_or_else(missing)?;
        let definition = at_revision(revision).and_then(|index| revisions.get_mut(index));
        let definition = Arc::make_mut(definition.ok_or_else(missing)?);
        if !names_the_same(&request.task_definition, &definition.arn) {
            return Err(missing().into());
        }
        definition.deregistered.get_or_insert(context.now());
        Ok(DeregisterTaskDefinitionResponse { task_definition: Some(definition.describe()) })
    }

    /// The definition that tasks can be launched from.
    pub(super) fn launchable_definition(
        &self,
        given: &str,
    ) -> Result<Arc<TaskDefinition>, ServiceError> {
        let definition =
            self.definition(given).ok_or_else(|| client("TaskDefinition not found."))?;
        if definition.deregistered.is_some() {
            return Err(invalid_parameter("TaskDefinition is inactive"));
        }
        Ok(Arc::clone(definition))
    }

    /// The definition that a request or a placement names by family, `family:revision` or ARN.
    pub(super) fn definition(&self, given: &str) -> Option<&Arc<TaskDefinition>> {
        let (family, revision) = split(given);
        let revisions = self.definitions.get(family)?;
        let definition = match revision {
            Some(revision) => revisions.get(at_revision(revision)?)?,
            None => revisions.iter().rev().find(|each| each.deregistered.is_none())?,
        };
        Some(definition).filter(|definition| names_the_same(given, &definition.arn))
    }
}

/// Splits `family`, `family:revision` or an ARN into family and revision.
fn split(given: &str) -> (&str, Option<&str>) {
    let name = given.rsplit('/').next().unwrap_or(given);
    match name.split_once(':') {
        Some((family, revision)) => (family, Some(revision)),
        None => (name, None),
    }
}

/// The index of a revision in its family.
fn at_revision(revision: &str) -> Option<usize> {
    revision.parse::<usize>().ok()?.checked_sub(1)
}

/// Whether a name that is an ARN is this ARN, with or without the revision: the same family in
/// another account or region is another definition.
fn names_the_same(given: &str, arn: &TaskDefinitionArn) -> bool {
    let rest = arn.as_str().strip_prefix(given);
    !given.starts_with("arn:") || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// Gives a container what AWS fills in.
fn fill_in(container: &mut ContainerDefinition) {
    container.cpu.get_or_insert(0);
    container.essential.get_or_insert(true);
    container.port_mappings.get_or_insert_default();
    container.environment.get_or_insert_default();
    container.mount_points.get_or_insert_default();
    container.volumes_from.get_or_insert_default();
    container.system_controls.get_or_insert_default();
}
