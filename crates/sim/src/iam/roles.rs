//! The roles of an account, and whom they trust.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::role::Role;
use crate::error::NotModelled;
use crate::policy::{ServiceRequest, allows};

/// The roles of an account, by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Roles {
    pub(super) by_name: BTreeMap<String, Arc<Role>>,
    checked: bool,
}

impl Default for Roles {
    fn default() -> Self {
        Self { by_name: BTreeMap::new(), checked: true }
    }
}

impl Roles {
    /// Says whether roles are looked at when a service is told to assume them.
    pub(crate) fn set_checked(&mut self, checked: bool) {
        self.checked = checked;
    }

    /// Whether permissions are looked at: trust policies, and the policies of queues and topics.
    pub(crate) fn checked(&self) -> bool {
        self.checked
    }

    /// Whether a service may assume a role for what `source_arn` of this account names: the role
    /// exists and its trust policy lets the service in, or nobody looks.
    ///
    /// # Errors
    /// [`NotModelled`] if the decision hangs on a part of the policy that is not evaluated.
    pub(crate) fn may_assume(
        &self,
        role_arn: &str,
        principal: &str,
        source_arn: &str,
        account: &str,
    ) -> Result<bool, NotModelled> {
        if !self.checked {
            return Ok(true);
        }
        let Some(role) = self.by_name.values().find(|role| role.arn == role_arn) else {
            return Ok(false);
        };
        let request = ServiceRequest {
            principal,
            action: "sts:AssumeRole",
            resource: None,
            source_arn: Some(source_arn),
            source_account: account,
        };
        allows(&role.trust_policy, &request)
    }
}
