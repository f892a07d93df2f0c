//! What becomes of the members of IAM's requests.

use crate::members::Treatment::{Modelled, Stored};
use crate::members::{MemberTable, OperationMembers};

/// The members of IAM's requests.
pub(crate) const MEMBERS: MemberTable = &[
    OperationMembers {
        operation: "CreateRole",
        members: &[
            ("Path", Modelled),
            ("RoleName", Modelled),
            ("AssumeRolePolicyDocument", Modelled),
            ("Description", Modelled),
            ("MaxSessionDuration", Stored),
            ("PermissionsBoundary", Stored),
            ("Tags", Stored),
        ],
    },
    OperationMembers { operation: "GetRole", members: &[("RoleName", Modelled)] },
    OperationMembers { operation: "DeleteRole", members: &[("RoleName", Modelled)] },
    OperationMembers {
        operation: "ListRoles",
        members: &[("PathPrefix", Modelled), ("Marker", Modelled), ("MaxItems", Modelled)],
    },
    OperationMembers {
        operation: "PutRolePolicy",
        members: &[("RoleName", Modelled), ("PolicyName", Modelled), ("PolicyDocument", Stored)],
    },
    OperationMembers {
        operation: "GetRolePolicy",
        members: &[("RoleName", Modelled), ("PolicyName", Modelled)],
    },
    OperationMembers {
        operation: "ListRolePolicies",
        members: &[("RoleName", Modelled), ("Marker", Modelled), ("MaxItems", Modelled)],
    },
    OperationMembers {
        operation: "DeleteRolePolicy",
        members: &[("RoleName", Modelled), ("PolicyName", Modelled)],
    },
];
