//! What becomes of the members of CloudWatch Logs' requests.

use crate::members::Treatment::{Modelled, Refused, Stored};
use crate::members::{MemberTable, OperationMembers};

/// The members of CloudWatch Logs' requests.
pub(crate) const MEMBERS: MemberTable = &[
    OperationMembers {
        operation: "CreateLogGroup",
        members: &[
            ("logGroupName", Modelled),
            ("kmsKeyId", Stored),
            ("tags", Stored),
            ("logGroupClass", Stored),
            ("deletionProtectionEnabled", Modelled),
        ],
    },
    OperationMembers {
        operation: "DescribeLogGroups",
        members: &[
            ("accountIdentifiers", Refused),
            ("logGroupNamePrefix", Modelled),
            ("logGroupNamePattern", Modelled),
            ("nextToken", Modelled),
            ("limit", Modelled),
            ("includeLinkedAccounts", Refused),
            ("logGroupClass", Modelled),
            ("logGroupIdentifiers", Refused),
        ],
    },
    OperationMembers { operation: "DeleteLogGroup", members: &[("logGroupName", Modelled)] },
    OperationMembers {
        operation: "PutRetentionPolicy",
        members: &[("logGroupName", Modelled), ("retentionInDays", Modelled)],
    },
];
