//! What becomes of the members of Step Functions' requests.

use crate::members::Treatment::{Modelled, Refused, Stored};
use crate::members::{MemberTable, OperationMembers};

/// The members of Step Functions' requests.
pub(crate) const MEMBERS: MemberTable = &[
    OperationMembers {
        operation: "CreateStateMachine",
        members: &[
            ("name", Modelled),
            ("definition", Modelled),
            ("roleArn", Modelled),
            ("type", Modelled),
            ("loggingConfiguration", Stored),
            ("tags", Stored),
            ("tracingConfiguration", Stored),
            ("publish", Modelled),
            ("versionDescription", Modelled),
            ("encryptionConfiguration", Stored),
        ],
    },
    OperationMembers {
        operation: "DescribeStateMachine",
        members: &[("stateMachineArn", Modelled), ("includedData", Refused)],
    },
    OperationMembers { operation: "DeleteStateMachine", members: &[("stateMachineArn", Modelled)] },
    OperationMembers {
        operation: "ListStateMachines",
        members: &[("maxResults", Modelled), ("nextToken", Modelled)],
    },
    OperationMembers {
        operation: "StartExecution",
        members: &[
            ("stateMachineArn", Modelled),
            ("name", Modelled),
            ("input", Modelled),
            ("traceHeader", Refused),
        ],
    },
    OperationMembers {
        operation: "DescribeExecution",
        members: &[("executionArn", Modelled), ("includedData", Refused)],
    },
    OperationMembers {
        operation: "GetExecutionHistory",
        members: &[
            ("executionArn", Modelled),
            ("maxResults", Modelled),
            ("reverseOrder", Modelled),
            ("nextToken", Modelled),
            ("includeExecutionData", Modelled),
        ],
    },
    OperationMembers {
        operation: "ListExecutions",
        members: &[
            ("stateMachineArn", Modelled),
            ("statusFilter", Modelled),
            ("maxResults", Modelled),
            ("nextToken", Modelled),
            ("mapRunArn", Refused),
            ("redriveFilter", Refused),
        ],
    },
    OperationMembers {
        operation: "StopExecution",
        members: &[("executionArn", Modelled), ("error", Modelled), ("cause", Modelled)],
    },
];
