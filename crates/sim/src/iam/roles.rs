//! The roles of an account, and whom they trust.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::document;
use super::role::Role;

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

    /// Whether a service may assume a role: it exists and its trust policy names the service, or
    /// nobody looks.
    pub(crate) fn may_assume(&self, role_arn: &str, principal: &str) -> bool {
        let role = self.by_name.values().find(|role| role.arn == role_arn);
        !self.checked || role.is_some_and(|role| document::trusts(&role.trust_policy, principal))
    }
}
