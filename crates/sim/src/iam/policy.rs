//! The inline policies of a role.

use std::sync::Arc;

use super::document;
use super::role::{PAGE, invalid_marker, no_such_entity};
use super::service::Iam;
use crate::context::Context;
use crate::error::Handled;
use crate::operation::iam as api;
use crate::page::page;

impl Iam {
    /// `PutRolePolicy`: adds a policy or replaces the one of this name.
    pub(super) fn put_role_policy(
        request: api::PutRolePolicyRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::PutRolePolicyResponse> {
        context.roles().role(&request.role_name)?;
        document::check(&request.policy_document)?;
        context.note(
            "the policies of IAM roles are stored and not enforced: a role may make every call",
        );
        if let Some(role) = context.roles_mut().by_name.get_mut(&request.role_name) {
            Arc::make_mut(role).policies.insert(request.policy_name, request.policy_document);
        }
        Ok(api::PutRolePolicyResponse::default())
    }

    /// `GetRolePolicy`.
    pub(super) fn get_role_policy(
        request: api::GetRolePolicyRequest,
        context: &Context<'_>,
    ) -> Handled<api::GetRolePolicyResponse> {
        let policies = &context.roles().role(&request.role_name)?.policies;
        let document =
            policies.get(&request.policy_name).ok_or_else(|| no_policy(&request.policy_name))?;
        Ok(api::GetRolePolicyResponse {
            policy_document: document::encode(document),
            role_name: request.role_name,
            policy_name: request.policy_name,
        })
    }

    /// `ListRolePolicies`, in the order of names.
    pub(super) fn list_role_policies(
        request: &api::ListRolePoliciesRequest,
        context: &Context<'_>,
    ) -> Handled<api::ListRolePoliciesResponse> {
        let names = context.roles().role(&request.role_name)?.policies.keys().cloned();
        let limit = request.max_items.or(Some(PAGE));
        let page = page(names, limit, request.marker.as_deref(), invalid_marker)?;
        Ok(api::ListRolePoliciesResponse {
            policy_names: page.items,
            is_truncated: Some(page.next_token.is_some()),
            marker: page.next_token,
        })
    }

    /// `DeleteRolePolicy`.
    pub(super) fn delete_role_policy(
        request: &api::DeleteRolePolicyRequest,
        context: &mut Context<'_>,
    ) -> Handled<api::DeleteRolePolicyResponse> {
        if !context.roles().role(&request.role_name)?.policies.contains_key(&request.policy_name) {
            return Err(no_policy(&request.policy_name).into());
        }
        if let Some(role) = context.roles_mut().by_name.get_mut(&request.role_name) {
            Arc::make_mut(role).policies.remove(&request.policy_name);
        }
        Ok(api::DeleteRolePolicyResponse::default())
    }
}

fn no_policy(name: &str) -> crate::error::ServiceError {
    no_such_entity(format!("The role policy with name {name} cannot be found."))
}
