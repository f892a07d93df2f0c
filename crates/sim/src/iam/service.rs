//! IAM as a service of the account: which handler answers which operation.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::origin::Origin;
use crate::service::{Service, answers};

/// IAM, whose roles stand where every service sees them:
/// [`Context::roles`](crate::context::Context::roles).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Iam;

/// What happens in IAM later: nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum IamEvent {}

impl Service for Iam {
    const NAME: &'static str = "iam";
    type Event = IamEvent;

    fn new(_seed: u64) -> Self {
        Self
    }

    answers! { |_, context| {
        CreateRole(request) => Self::create_role(request, context),
        GetRole(request) => Self::get_role(&request, context),
        DeleteRole(request) => Self::delete_role(&request, context),
        ListRoles(request) => Self::list_roles(&request, context),
        PutRolePolicy(request) => Self::put_role_policy(request, context),
        GetRolePolicy(request) => Self::get_role_policy(request, context),
        ListRolePolicies(request) => Self::list_role_policies(&request, context),
        DeleteRolePolicy(request) => Self::delete_role_policy(&request, context),
        ListRoleTags(request) => Self::list_role_tags(&request, context),
        TagRole(request) => Self::tag_role(request, context),
        UntagRole(request) => Self::untag_role(&request, context),
    } }

    fn play(_: &mut Account, event: IamEvent, _: Origin) {
        match event {}
    }
}
