//! What becomes of each member of SQS's requests.

use crate::members::Treatment::{Modelled, Refused, Stored};
use crate::members::{MemberTable, OperationMembers};

/// The members of SQS's requests. Which queue attributes are stored is said where they are read:
/// they are keys of a map and no members.
pub(crate) const MEMBERS: MemberTable = &[
    OperationMembers {
        operation: "CreateQueue",
        members: &[("QueueName", Modelled), ("Attributes", Modelled), ("tags", Stored)],
    },
    OperationMembers { operation: "DeleteQueue", members: &[("QueueUrl", Modelled)] },
    OperationMembers {
        operation: "GetQueueUrl",
        members: &[("QueueName", Modelled), ("QueueOwnerAWSAccountId", Modelled)],
    },
    OperationMembers {
        operation: "GetQueueAttributes",
        members: &[("QueueUrl", Modelled), ("AttributeNames", Modelled)],
    },
    OperationMembers {
        operation: "SetQueueAttributes",
        members: &[("QueueUrl", Modelled), ("Attributes", Modelled)],
    },
    OperationMembers {
        operation: "ListQueues",
        members: &[
            ("QueueNamePrefix", Modelled),
            ("NextToken", Modelled),
            ("MaxResults", Modelled),
        ],
    },
    OperationMembers {
        operation: "SendMessage",
        members: &[
            ("QueueUrl", Modelled),
            ("MessageBody", Modelled),
            ("DelaySeconds", Modelled),
            ("MessageAttributes", Modelled),
            ("MessageAttributes.StringValue", Modelled),
            ("MessageAttributes.BinaryValue", Modelled),
            ("MessageAttributes.StringListValues", Refused),
            ("MessageAttributes.BinaryListValues", Refused),
            ("MessageAttributes.DataType", Modelled),
            ("MessageSystemAttributes", Modelled),
            ("MessageSystemAttributes.StringValue", Modelled),
            ("MessageSystemAttributes.BinaryValue", Modelled),
            ("MessageSystemAttributes.StringListValues", Refused),
            ("MessageSystemAttributes.BinaryListValues", Refused),
            ("MessageSystemAttributes.DataType", Modelled),
            ("MessageDeduplicationId", Modelled),
            ("MessageGroupId", Stored),
        ],
    },
    OperationMembers {
        operation: "ReceiveMessage",
        members: &[
            ("QueueUrl", Modelled),
            ("AttributeNames", Modelled),
            ("MessageSystemAttributeNames", Modelled),
            ("MessageAttributeNames", Modelled),
            ("MaxNumberOfMessages", Modelled),
            ("VisibilityTimeout", Modelled),
            ("WaitTimeSeconds", Stored),
            ("ReceiveRequestAttemptId", Refused),
        ],
    },
    OperationMembers {
        operation: "DeleteMessage",
        members: &[("QueueUrl", Modelled), ("ReceiptHandle", Modelled)],
    },
    OperationMembers { operation: "PurgeQueue", members: &[("QueueUrl", Modelled)] },
];
