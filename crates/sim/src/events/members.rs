//! What becomes of the members of EventBridge's requests.

use crate::members::Treatment::{Modelled, Refused, Stored};
use crate::members::{MemberTable, OperationMembers};

/// The members of EventBridge's requests.
pub(crate) const MEMBERS: MemberTable = &[
    OperationMembers {
        operation: "CreateEventBus",
        members: &[
            ("Name", Modelled),
            ("EventSourceName", Refused),
            ("Description", Modelled),
            ("KmsKeyIdentifier", Refused),
            ("DeadLetterConfig", Refused),
            ("LogConfig", Refused),
            ("Tags", Stored),
        ],
    },
    OperationMembers { operation: "DescribeEventBus", members: &[("Name", Modelled)] },
    OperationMembers {
        operation: "ListEventBuses",
        members: &[("NamePrefix", Modelled), ("NextToken", Modelled), ("Limit", Modelled)],
    },
    OperationMembers { operation: "DeleteEventBus", members: &[("Name", Modelled)] },
    OperationMembers {
        operation: "PutRule",
        members: &[
            ("Name", Modelled),
            ("ScheduleExpression", Refused),
            ("EventPattern", Modelled),
            ("State", Modelled),
            ("Description", Modelled),
            ("RoleArn", Stored),
            ("Tags", Stored),
            ("EventBusName", Modelled),
        ],
    },
    OperationMembers {
        operation: "DescribeRule",
        members: &[("Name", Modelled), ("EventBusName", Modelled)],
    },
    OperationMembers {
        operation: "ListRules",
        members: &[
            ("NamePrefix", Modelled),
            ("EventBusName", Modelled),
            ("NextToken", Modelled),
            ("Limit", Modelled),
        ],
    },
    OperationMembers {
        operation: "PutTargets",
        members: &[
            ("Rule", Modelled),
            ("EventBusName", Modelled),
            ("Targets", Modelled),
            ("Targets.Id", Modelled),
            ("Targets.Arn", Modelled),
            ("Targets.RoleArn", Stored),
            ("Targets.Input", Modelled),
            ("Targets.InputPath", Modelled),
            ("Targets.InputTransformer", Modelled),
            ("Targets.InputTransformer.InputPathsMap", Modelled),
            ("Targets.InputTransformer.InputTemplate", Modelled),
            ("Targets.KinesisParameters", Refused),
            ("Targets.RunCommandParameters", Refused),
            ("Targets.EcsParameters", Refused),
            ("Targets.BatchParameters", Refused),
            ("Targets.SqsParameters", Modelled),
            ("Targets.SqsParameters.MessageGroupId", Modelled),
            ("Targets.HttpParameters", Refused),
            ("Targets.RedshiftDataParameters", Refused),
            ("Targets.SageMakerPipelineParameters", Refused),
            ("Targets.DeadLetterConfig", Modelled),
            ("Targets.DeadLetterConfig.Arn", Modelled),
            ("Targets.RetryPolicy", Modelled),
            ("Targets.RetryPolicy.MaximumRetryAttempts", Modelled),
            ("Targets.RetryPolicy.MaximumEventAgeInSeconds", Modelled),
            ("Targets.AppSyncParameters", Refused),
        ],
    },
    OperationMembers {
        operation: "ListTargetsByRule",
        members: &[
            ("Rule", Modelled),
            ("EventBusName", Modelled),
            ("NextToken", Modelled),
            ("Limit", Modelled),
        ],
    },
    OperationMembers {
        operation: "RemoveTargets",
        members: &[
            ("Rule", Modelled),
            ("EventBusName", Modelled),
            ("Ids", Modelled),
            // Only rules that an AWS service manages ask for it, and there are none here.
            ("Force", Modelled),
        ],
    },
    OperationMembers {
        operation: "DeleteRule",
        members: &[("Name", Modelled), ("EventBusName", Modelled), ("Force", Modelled)],
    },
    OperationMembers {
        operation: "EnableRule",
        members: &[("Name", Modelled), ("EventBusName", Modelled)],
    },
    OperationMembers {
        operation: "DisableRule",
        members: &[("Name", Modelled), ("EventBusName", Modelled)],
    },
    OperationMembers {
        operation: "PutEvents",
        members: &[
            ("Entries", Modelled),
            ("Entries.Time", Modelled),
            ("Entries.Source", Modelled),
            ("Entries.Resources", Modelled),
            ("Entries.DetailType", Modelled),
            ("Entries.Detail", Modelled),
            ("Entries.EventBusName", Modelled),
            ("Entries.TraceHeader", Stored),
            ("EndpointId", Refused),
        ],
    },
    OperationMembers {
        operation: "TestEventPattern",
        members: &[("EventPattern", Modelled), ("Event", Modelled)],
    },
];
