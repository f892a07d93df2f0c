"""What Firedrill takes from botocore: the services and operations it serves, describes, or only names.

A served service is described in full, so that any of its operations can be encoded and checked; the operations
listed here also get typed structs in `sim`. A described service is as much, without structs. A named service is known
by its operations and their input members.
"""

# Our name of a service -> (botocore's name, families of served operations).
# A family becomes one file of typed structs, and a service with one family becomes one file.
SERVED = {
    "ecs": (
        "ecs",
        {
            "cluster": ["CreateCluster", "DescribeClusters", "DeleteCluster", "ListClusters"],
            "task_definition": ["RegisterTaskDefinition", "DescribeTaskDefinition", "DeregisterTaskDefinition"],
            "service": ["CreateService", "DescribeServices", "UpdateService", "DeleteService"],
            "task": ["RunTask", "StopTask", "DescribeTasks", "ListTasks"],
            "container_instance": [
                "RegisterContainerInstance",
                "DescribeContainerInstances",
                "ListContainerInstances",
                "DeregisterContainerInstance",
            ],
        },
    ),
    "events": (
        "events",
        {
            "events": [
                "CreateEventBus",
                "DescribeEventBus",
                "ListEventBuses",
                "DeleteEventBus",
                "PutRule",
                "DescribeRule",
                "ListRules",
                "PutTargets",
                "ListTargetsByRule",
                "RemoveTargets",
                "DeleteRule",
                "EnableRule",
                "DisableRule",
                "PutEvents",
                "TestEventPattern",
            ]
        },
    ),
    "states": (
        "stepfunctions",
        {
            "states": [
                "CreateStateMachine",
                "DescribeStateMachine",
                "DeleteStateMachine",
                "ListStateMachines",
                "StartExecution",
                "DescribeExecution",
                "GetExecutionHistory",
                "ListExecutions",
                "StopExecution",
            ]
        },
    ),
    "sns": (
        "sns",
        {
            "sns": [
                "CreateTopic",
                "DeleteTopic",
                "ListTopics",
                "GetTopicAttributes",
                "SetTopicAttributes",
                "Subscribe",
                "Unsubscribe",
                "ListSubscriptionsByTopic",
                "Publish",
            ]
        },
    ),
    "sqs": (
        "sqs",
        {
            "sqs": [
                "CreateQueue",
                "DeleteQueue",
                "GetQueueUrl",
                "GetQueueAttributes",
                "SetQueueAttributes",
                "ListQueues",
                "SendMessage",
                "ReceiveMessage",
                "DeleteMessage",
                "PurgeQueue",
            ]
        },
    ),
    "iam": (
        "iam",
        {
            "iam": [
                "CreateRole",
                "GetRole",
                "DeleteRole",
                "ListRoles",
                "PutRolePolicy",
                "GetRolePolicy",
                "ListRolePolicies",
                "DeleteRolePolicy",
            ]
        },
    ),
    "logs": (
        "logs",
        {"logs": ["CreateLogGroup", "DescribeLogGroups", "DeleteLogGroup", "PutRetentionPolicy"]},
    ),
    "sts": ("sts", {"sts": ["GetCallerIdentity"]}),
}

# Services that state machines call most and that nobody here serves -> words of the operations that are only named,
# where the whole would be more than a file may have.
DESCRIBED = {
    "dynamodb": (),
    "guardduty": ("CustomDetectionRule", "Investigation", "Malware", "ThreatEntity", "TrustedEntity"),
    "kms": (),
    "lambda": (),
    "s3": (),
    "secretsmanager": (),
    "ssm": (
        "Association",
        "Compliance",
        "Connector",
        "DataSync",
        "Inventory",
        "MaintenanceWindow",
        "Node",
        "OpsMetadata",
        "OpsSummary",
        "Patch",
    ),
}

# Services that state machines commonly call and that are known by name.
NAMED = [
    "appflow",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "bedrock",
    "bedrock-agent",
    "bedrock-runtime",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "comprehend",
    "config",
    "databrew",
    "detective",
    "ec2",
    "ecr",
    "eks",
    "elbv2",
    "emr",
    "emr-serverless",
    "firehose",
    "fis",
    "frauddetector",
    "glue",
    "inspector2",
    "kinesis",
    "network-firewall",
    "organizations",
    "polly",
    "rds",
    "rekognition",
    "route53",
    "s3control",
    "sagemaker",
    "scheduler",
    "securityhub",
    "ssm-incidents",
    "sso-admin",
    "textract",
    "transcribe",
    "translate",
    "wafv2",
]

# The error codes that SQS, which spoke Query once, still sends in `x-amzn-query-error`. botocore's model has lost
# them; the names are those of the SQS API reference before its move to JSON.
QUERY_COMPATIBLE_CODES = {
    "sqs": {
        "BatchEntryIdsNotDistinct": "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
        "BatchRequestTooLong": "AWS.SimpleQueueService.BatchRequestTooLong",
        "EmptyBatchRequest": "AWS.SimpleQueueService.EmptyBatchRequest",
        "InvalidBatchEntryId": "AWS.SimpleQueueService.InvalidBatchEntryId",
        "MessageNotInflight": "AWS.SimpleQueueService.MessageNotInflight",
        "PurgeQueueInProgress": "AWS.SimpleQueueService.PurgeQueueInProgress",
        "QueueDeletedRecently": "AWS.SimpleQueueService.QueueDeletedRecently",
        "QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue",
        "QueueNameExists": "QueueAlreadyExists",
        "TooManyEntriesInBatchRequest": "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
        "UnsupportedOperation": "AWS.SimpleQueueService.UnsupportedOperation",
        "KmsAccessDenied": "KMS.AccessDeniedException",
        "KmsDisabled": "KMS.DisabledException",
        "KmsInvalidKeyUsage": "KMS.InvalidKeyUsageException",
        "KmsInvalidState": "KMS.InvalidStateException",
        "KmsNotFound": "KMS.NotFoundException",
        "KmsOptInRequired": "KMS.OptInRequired",
        "KmsThrottled": "KMS.ThrottlingException",
    }
}
