//! The state of IAM in one account, and the operations on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use firedrill_api::Value;

use super::document;
use super::role::Role;
use crate::context::Context;
use crate::dispatch::dispatch;
use crate::error::Handled;
use crate::operation::iam as api;

/// The roles of an account, by name.
#[derive(Debug, Clone)]
pub(crate) struct Iam {
    pub(super) roles: BTreeMap<String, Arc<Role>>,
    checked: bool,
}

impl Default for Iam {
    fn default() -> Self {
        Self { roles: BTreeMap::new(), checked: true }
    }
}

impl Iam {
    /// Answers a call. The input has passed the checks of the service's model.
    pub(crate) fn call(
        &mut self,
        operation: &str,
        input: Value,
        context: &mut Context<'_>,
    ) -> Handled<Value> {
        dispatch!("iam", operation, input, {
            "CreateRole", api::CreateRoleRequest => |request| self.create_role(request, context),
            "GetRole", api::GetRoleRequest => |request| self.get_role(&request),
            "DeleteRole", api::DeleteRoleRequest => |request| self.delete_role(&request),
            "ListRoles", api::ListRolesRequest => |request| self.list_roles(&request),
            "PutRolePolicy", api::PutRolePolicyRequest =>
                |request| self.put_role_policy(request, context),
            "GetRolePolicy", api::GetRolePolicyRequest => |request| self.get_role_policy(request),
            "ListRolePolicies", api::ListRolePoliciesRequest =>
                |request| self.list_role_policies(&request),
            "DeleteRolePolicy", api::DeleteRolePolicyRequest =>
                |request| self.delete_role_policy(&request),
        })
    }

    /// Says whether roles are looked at when a service is told to assume them.
    pub(crate) fn set_checked(&mut self, checked: bool) {
        self.checked = checked;
    }

    /// Whether a service may assume a role: it exists and its trust policy names the service, or
    /// nobody looks.
    pub(crate) fn may_assume(&self, role_arn: &str, principal: &str) -> bool {
        let role = self.roles.values().find(|role| role.arn == role_arn);
        !self.checked || role.is_some_and(|role| document::trusts(&role.trust_policy, principal))
    }
}
