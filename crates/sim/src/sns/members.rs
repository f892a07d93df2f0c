//! What becomes of each member of SNS's requests.

use crate::members::Treatment::{Modelled, Refused, Stored};
use crate::members::{MemberTable, OperationMembers};

/// The members of SNS's requests. Which attributes of topics and subscriptions are stored is said
/// where they are read: they are keys of a map and no members.
pub(crate) const MEMBERS: MemberTable = &[
    OperationMembers {
        operation: "CreateTopic",
        members: &[
            ("Name", Modelled),
            ("Attributes", Modelled),
            ("Tags", Stored),
            ("DataProtectionPolicy", Refused),
        ],
    },
    OperationMembers { operation: "DeleteTopic", members: &[("TopicArn", Modelled)] },
    OperationMembers { operation: "ListTopics", members: &[("NextToken", Modelled)] },
    OperationMembers { operation: "GetTopicAttributes", members: &[("TopicArn", Modelled)] },
    OperationMembers {
        operation: "SetTopicAttributes",
        members: &[
            ("TopicArn", Modelled),
            ("AttributeName", Modelled),
            ("AttributeValue", Modelled),
        ],
    },
    OperationMembers {
        operation: "Subscribe",
        members: &[
            ("TopicArn", Modelled),
            ("Protocol", Modelled),
            ("Endpoint", Modelled),
            ("Attributes", Modelled),
            ("ReturnSubscriptionArn", Modelled),
        ],
    },
    OperationMembers { operation: "Unsubscribe", members: &[("SubscriptionArn", Modelled)] },
    OperationMembers {
        operation: "ListSubscriptionsByTopic",
        members: &[("TopicArn", Modelled), ("NextToken", Modelled)],
    },
    OperationMembers {
        operation: "Publish",
        members: &[
            ("TopicArn", Modelled),
            ("TargetArn", Modelled),
            ("PhoneNumber", Refused),
            ("Message", Modelled),
            ("Subject", Modelled),
            ("MessageStructure", Modelled),
            ("MessageAttributes", Modelled),
            ("MessageAttributes.DataType", Modelled),
            ("MessageAttributes.StringValue", Modelled),
            ("MessageAttributes.BinaryValue", Modelled),
            ("MessageDeduplicationId", Modelled),
            ("MessageGroupId", Stored),
        ],
    },
];
