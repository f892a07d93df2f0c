//! The services that are known, and how each is found.

use std::sync::OnceLock;

use crate::service::{Head, Service};

/// The service of this name: ours, which is also that in ARNs (`ecs`, `events`, `states`).
///
/// Those that the simulator serves and those that state machines call most are described by their
/// shapes; others are known by their operations and the names of their parameters.
#[must_use]
pub fn service(name: &str) -> Option<&'static Service> {
    services().iter().find(|service| service.name() == name)
}

/// Every service that is known.
#[must_use]
pub fn services() -> &'static [Service] {
    static SERVICES: OnceLock<Vec<Service>> = OnceLock::new();
    SERVICES.get_or_init(read_index)
}

#[expect(clippy::panic, reason = "an embedded file that a test decodes cannot fail to decode")]
fn read_index() -> Vec<Service> {
    let heads: Vec<Head> = serde_json::from_str(include_str!("../models/index.json"))
        .unwrap_or_else(|error| panic!("the index of services: {error}"));
    heads
        .into_iter()
        .map(|head| {
            let text = model_text(&head.name)
                .unwrap_or_else(|| panic!("the service `{}` of the index has no model", head.name));
            Service::new(head, text)
        })
        .collect()
}

/// The embedded model of a service of the index.
fn model_text(name: &str) -> Option<&'static str> {
    Some(match name {
        "ecs" => include_str!("../models/served/ecs.json"),
        "events" => include_str!("../models/served/events.json"),
        "states" => include_str!("../models/served/states.json"),
        "sns" => include_str!("../models/served/sns.json"),
        "sqs" => include_str!("../models/served/sqs.json"),
        "iam" => include_str!("../models/served/iam.json"),
        "logs" => include_str!("../models/served/logs.json"),
        "sts" => include_str!("../models/served/sts.json"),
        "dynamodb" => include_str!("../models/described/dynamodb.json"),
        "guardduty" => include_str!("../models/described/guardduty.json"),
        "kms" => include_str!("../models/described/kms.json"),
        "lambda" => include_str!("../models/described/lambda.json"),
        "s3" => include_str!("../models/described/s3.json"),
        "secretsmanager" => include_str!("../models/described/secretsmanager.json"),
        "ssm" => include_str!("../models/described/ssm.json"),
        "appflow" => include_str!("../models/named/appflow.json"),
        "athena" => include_str!("../models/named/athena.json"),
        "autoscaling" => include_str!("../models/named/autoscaling.json"),
        "backup" => include_str!("../models/named/backup.json"),
        "batch" => include_str!("../models/named/batch.json"),
        "bedrock" => include_str!("../models/named/bedrock.json"),
        "bedrock-agent" => include_str!("../models/named/bedrock-agent.json"),
        "bedrock-runtime" => include_str!("../models/named/bedrock-runtime.json"),
        "cloudformation" => include_str!("../models/named/cloudformation.json"),
        "cloudfront" => include_str!("../models/named/cloudfront.json"),
        "cloudtrail" => include_str!("../models/named/cloudtrail.json"),
        "cloudwatch" => include_str!("../models/named/cloudwatch.json"),
        "codebuild" => include_str!("../models/named/codebuild.json"),
        "comprehend" => include_str!("../models/named/comprehend.json"),
        "config" => include_str!("../models/named/config.json"),
        "databrew" => include_str!("../models/named/databrew.json"),
        "detective" => include_str!("../models/named/detective.json"),
        "ec2" => include_str!("../models/named/ec2.json"),
        "ecr" => include_str!("../models/named/ecr.json"),
        "eks" => include_str!("../models/named/eks.json"),
        "elbv2" => include_str!("../models/named/elbv2.json"),
        "emr" => include_str!("../models/named/emr.json"),
        "emr-serverless" => include_str!("../models/named/emr-serverless.json"),
        "firehose" => include_str!("../models/named/firehose.json"),
        "fis" => include_str!("../models/named/fis.json"),
        "frauddetector" => include_str!("../models/named/frauddetector.json"),
        "glue" => include_str!("../models/named/glue.json"),
        "inspector2" => include_str!("../models/named/inspector2.json"),
        "kinesis" => include_str!("../models/named/kinesis.json"),
        "network-firewall" => include_str!("../models/named/network-firewall.json"),
        "organizations" => include_str!("../models/named/organizations.json"),
        "polly" => include_str!("../models/named/polly.json"),
        "rds" => include_str!("../models/named/rds.json"),
        "rekognition" => include_str!("../models/named/rekognition.json"),
        "route53" => include_str!("../models/named/route53.json"),
        "s3control" => include_str!("../models/named/s3control.json"),
        "sagemaker" => include_str!("../models/named/sagemaker.json"),
        "scheduler" => include_str!("../models/named/scheduler.json"),
        "securityhub" => include_str!("../models/named/securityhub.json"),
        "ssm-incidents" => include_str!("../models/named/ssm-incidents.json"),
        "sso-admin" => include_str!("../models/named/sso-admin.json"),
        "textract" => include_str!("../models/named/textract.json"),
        "transcribe" => include_str!("../models/named/transcribe.json"),
        "translate" => include_str!("../models/named/translate.json"),
        "wafv2" => include_str!("../models/named/wafv2.json"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::shape::ShapeKind;
    use crate::{Protocol, Shape};

    #[test]
    fn every_service_decodes_and_knows_its_operations() {
        for service in services() {
            let names = service.operation_names();
            assert!(!names.is_empty(), "{service:?} has no operation");
            for name in names {
                assert!(service.input_members(name).is_some(), "{service:?} {name}");
            }
        }
    }

    #[test]
    fn every_error_that_an_operation_names_is_described() {
        for service in services() {
            for operation in service.operations() {
                assert_eq!(operation.errors().count(), operation.errors.len(), "{operation:?}");
            }
        }
    }

    #[test]
    fn a_service_is_known_by_what_its_clients_call_it() {
        let states = service("states").unwrap();
        assert_eq!(states.sdk_id(), "SFN");
        assert_eq!(states.client_name(), "Sfn");
        assert_eq!(states.integration_name(), "sfn");
        assert_eq!(states.base_exception_name(), "SfnException");
        assert_eq!(states.target_prefix(), Some("AWSStepFunctions"));
        assert_eq!(states.protocol(), Protocol::Json10);
        let names = |ours: &str| service(ours).map(Service::client_name);
        assert_eq!(names("logs"), Some("CloudWatchLogs"));
        assert_eq!(names("events"), Some("EventBridge"));
        assert_eq!(names("dynamodb"), Some("DynamoDb"));
        assert_eq!(names("secretsmanager"), Some("SecretsManager"));
        assert_eq!(names("mainframe"), None);
    }

    #[test]
    fn an_error_is_known_by_its_shape_and_by_its_code() {
        let sns = service("sns").unwrap();
        let error = sns.error("InvalidParameter").unwrap();
        assert_eq!(error.name(), "InvalidParameterException");
        assert_eq!((error.status(), error.is_service_fault()), (400, false));
        assert_eq!(
            sns.error("KMSAccessDenied").unwrap().exception_name(),
            "KmsAccessDeniedException"
        );
        let states = service("states").unwrap();
        let error = states.error("ExecutionDoesNotExist").unwrap();
        assert_eq!(error.exception_name(), "ExecutionDoesNotExistException");
        let queue = service("sqs").unwrap().error("QueueDoesNotExist").unwrap();
        assert_eq!(queue.query_code(), "AWS.SimpleQueueService.NonExistentQueue");
        assert!(service("ecs").unwrap().error("ServerException").unwrap().is_service_fault());
    }

    #[test]
    fn every_pattern_of_a_described_service_is_judged_save_what_only_java_can() {
        let mut unjudged = BTreeSet::new();
        for service in services() {
            let mut shapes = BTreeSet::new();
            for operation in service.operations() {
                for end in [operation.input(), operation.output()].into_iter().flatten() {
                    collect_unjudged(end, &mut shapes, &mut unjudged);
                }
            }
        }
        // Look-around and flags, a class of Java's, halves of characters, a count without measure.
        let marks = ["(?", r"\p{Print}", r"\uD800", "100000}"];
        unjudged.retain(|pattern| !marks.iter().any(|mark| pattern.contains(mark)));
        assert_eq!(unjudged, BTreeSet::new());
    }

    /// Collects what is below a shape, which may contain itself, unless it was looked at before.
    fn collect_unjudged<'a>(
        shape: &'a Shape,
        shapes: &mut BTreeSet<&'a str>,
        unjudged: &mut BTreeSet<&'a str>,
    ) {
        if !shapes.insert(shape.name()) {
            return;
        }
        match shape.kind() {
            ShapeKind::Structure(structure) => {
                for member in structure.members() {
                    collect_unjudged(member.shape(), shapes, unjudged);
                }
            }
            ShapeKind::List(list) => collect_unjudged(list.member(), shapes, unjudged),
            ShapeKind::Map(map) => {
                collect_unjudged(map.key(), shapes, unjudged);
                collect_unjudged(map.value(), shapes, unjudged);
            }
            ShapeKind::String(text) => {
                unjudged.extend(text.pattern().filter(|p| !p.is_judged()).map(|p| p.as_str()));
            }
            _ => {}
        }
    }

    #[test]
    fn what_a_caller_must_give_is_known_of_described_and_of_named_operations() {
        let required = |name, operation| service(name).unwrap().required_input_members(operation);
        assert_eq!(required("ecs", "StopTask").unwrap(), ["task"]);
        assert_eq!(required("ecs", "ListClusters").unwrap(), [""; 0]);
        let ec2 = service("ec2").unwrap();
        assert_eq!(ec2.required_input_members("RunInstances").unwrap(), ["MaxCount", "MinCount"]);
        assert!(ec2.input_members("RunInstances").unwrap().contains(&"MinCount"));
        assert_eq!(required("ec2", "DetachVolume").unwrap(), ["VolumeId"]);
        assert_eq!(required("ec2", "RunInstance"), None);
        assert_eq!(
            required("fis", "StartExperiment").unwrap(),
            ["experimentTemplateId"],
            "clients fill in the token"
        );
    }

    #[test]
    fn what_a_described_service_leaves_out_is_still_named() {
        let ssm = service("ssm").unwrap();
        assert!(ssm.operation("SendCommand").is_some());
        assert!(ssm.operation("PutInventory").is_none());
        assert_eq!(ssm.input_members("PutInventory").unwrap(), ["InstanceId", "Items"]);
        assert_eq!(ssm.required_input_members("PutInventory").unwrap(), ["InstanceId", "Items"]);
        let lambda = service("lambda").unwrap();
        assert!(lambda.operation("Invoke").is_some());
        assert!(lambda.operation("InvokeWithResponseStream").is_none(), "it streams");
    }

    #[test]
    fn a_shape_may_contain_itself() {
        let put_item = service("dynamodb").unwrap().operation("PutItem").unwrap();
        let item = put_item.input().unwrap().structure().unwrap().member("Item").unwrap();
        let ShapeKind::Map(item) = item.shape().kind() else { panic!("{item:?}") };
        let value = item.value();
        let list = value.structure().unwrap().member("L").unwrap();
        let ShapeKind::List(list) = list.shape().kind() else { panic!("{list:?}") };
        assert!(std::ptr::eq(list.member(), value));
        assert!(format!("{put_item:?}").len() < 10_000, "it has an end");
    }
}
