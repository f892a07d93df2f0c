//! Roles.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::document;
use super::roles::Roles;
use super::service::Iam;
use super::tags::REFUSALS;
use crate::context::Context;
use crate::error::{Handled, ServiceError};
use crate::operation::iam as api;
use crate::page::page;
use crate::tags::Tags;

/// How long a session may last at most where nobody said: an hour ("CreateRole" of the reference).
const SESSION_SECONDS: i32 = 3600;

/// How many items a page holds where nobody said ("ListRoles" of the reference).
pub(super) const PAGE: i32 = 100;

/// A role with its inline policies.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Role {
    name: String,
    path: String,
    id: String,
    pub(super) arn: String,
    created: Timestamp,
    pub(super) trust_policy: String,
    description: Option<String>,
    max_session_duration: i32,
    permissions_boundary: Option<String>,
    /// The documents by name.
    pub(super) policies: BTreeMap<String, String>,
}

impl Role {
    fn describe(&self, tags: &Tags) -> api::Role {
        let boundary = |arn: &String| api::AttachedPermissionsBoundary {
            permissions_boundary_type: Some("Policy".to_owned()),
            permissions_boundary_arn: Some(arn.clone()),
        };
        api::Role {
            path: self.path.clone(),
            role_name: self.name.clone(),
            role_id: self.id.clone(),
            arn: self.arn.clone(),
            create_date: self.created,
            assume_role_policy_document: Some(document::encode(&self.trust_policy)),
            description: self.description.clone(),
            max_session_duration: Some(self.max_session_duration),
            permissions_boundary: self.permissions_boundary.as_ref().map(boundary),
            tags: Some(tags.of(&self.arn)).filter(|tags: &Vec<_>| !tags.is_empty()),
        }
    }
}

impl Iam {
    /// `CreateRole`.
    pub(super) fn create_role(
        request: api::CreateRoleRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::CreateRoleResponse> {
        let name = request.role_name;
        if context.roles().by_name.contains_key(&name) {
            return Err(ServiceError::new(
                "EntityAlreadyExistsException",
                format!("Role with name {name} already exists."),
            )
            .with_status(409)
            .into());
        }
        document::check(&request.assume_role_policy_document)?;
        let path = request.path.unwrap_or_else(|| "/".to_owned());
        let role = Role {
            arn: context.global_arn("iam", &format!("role{path}{name}")),
            id: format!("AROA{}", context.ids().base32(17)),
            path,
            created: context.now(),
            trust_policy: request.assume_role_policy_document,
            description: request.description,
            max_session_duration: request.max_session_duration.unwrap_or(SESSION_SECONDS),
            permissions_boundary: request.permissions_boundary,
            policies: BTreeMap::new(),
            name: name.clone(),
        };
        context.tags_mut().add(&role.arn, request.tags.unwrap_or_default(), REFUSALS)?;
        let described = role.describe(context.tags());
        context.roles_mut().by_name.insert(name, Arc::new(role));
        Ok(api::CreateRoleResponse { role: described })
    }

    /// `GetRole`.
    pub(super) fn get_role(
        request: &api::GetRoleRequest,
        context: &Context<'_>,
    ) -> Handled<api::GetRoleResponse> {
        let role = context.roles().role(&request.role_name)?;
        Ok(api::GetRoleResponse { role: role.describe(context.tags()) })
    }

    /// `DeleteRole`; a role that has policies is kept.
    pub(super) fn delete_role(
        request: &api::DeleteRoleRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::DeleteRoleResponse> {
        if !context.roles().role(&request.role_name)?.policies.is_empty() {
            return Err(ServiceError::new(
                "DeleteConflictException",
                "Cannot delete entity, must delete policies first.",
            )
            .with_status(409)
            .into());
        }
        if let Some(role) = context.roles_mut().by_name.remove(&request.role_name) {
            context.tags_mut().forget(&role.arn);
        }
        Ok(api::DeleteRoleResponse::default())
    }

    /// `ListRoles`, in the order of names.
    pub(super) fn list_roles(
        request: &api::ListRolesRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListRolesResponse> {
        let prefix = request.path_prefix.as_deref().unwrap_or("/");
        let roles = context.roles().by_name.values();
        let roles = roles.filter(|role| role.path.starts_with(prefix));
        let limit = request.max_items.or(Some(PAGE));
        let page = page(roles, limit, request.marker.as_deref(), invalid_marker)?;
        Ok(api::ListRolesResponse {
            roles: page.items.into_iter().map(|role| role.describe(context.tags())).collect(),
            is_truncated: Some(page.next_token.is_some()),
            marker: page.next_token,
        })
    }
}

impl Roles {
    /// The role of this name.
    pub(super) fn role(&self, name: &str) -> Handled<&Arc<Role>> {
        self.by_name.get(name).ok_or_else(|| {
            no_such_entity(format!("The role with name {name} cannot be found.")).into()
        })
    }
}

/// The answer to the name of something that does not exist.
pub(super) fn no_such_entity(message: String) -> ServiceError {
    ServiceError::new("NoSuchEntityException", message).with_status(404)
}

/// The answer to a marker that no page gave.
pub(super) fn invalid_marker(marker: &str) -> ServiceError {
    ServiceError::new("ValidationError", format!("Invalid Marker: {marker}"))
}
