//! The redrive policy of a queue: after how many receipts a message moves to which queue.

use firedrill_arn::Arn;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::error::{invalid_attribute_value, invalid_value};
use crate::error::ServiceError;
use crate::names::QueueArn;

/// `RedrivePolicy` of `SetQueueAttributes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RedrivePolicy {
    /// The queue that messages move to.
    pub(super) dead_letter_target: QueueArn,
    /// How often a message is received before it moves; 1 to 1,000.
    pub(super) max_receive_count: u64,
}

impl RedrivePolicy {
    /// Reads the policy; the count may be a number or a text, as on AWS.
    pub(super) fn parse(text: &str) -> Result<Self, ServiceError> {
        let invalid = || invalid_attribute_value("RedrivePolicy");
        let policy: Map<String, Value> = serde_json::from_str(text).map_err(|_| invalid())?;
        let target = policy.get("deadLetterTargetArn").and_then(Value::as_str);
        let target = target.ok_or_else(invalid)?;
        let is_queue = |arn: Arn<'_>| arn.service == "sqs" && !arn.resource.contains(':');
        if !Arn::parse(target).is_ok_and(is_queue) {
            let reason = "Invalid value for deadLetterTargetArn.";
            return Err(invalid_value(text, "RedrivePolicy", reason));
        }
        let count = match policy.get("maxReceiveCount") {
            None => Some(10),
            Some(Value::String(count)) => count.parse().ok(),
            Some(count) => count.as_u64(),
        };
        let Some(max_receive_count) = count.filter(|count| (1..=1_000).contains(count)) else {
            let reason =
                "Invalid value for maxReceiveCount: must be an integer between 1 and 1000.";
            return Err(invalid_value(text, "RedrivePolicy", reason));
        };
        Ok(Self { dead_letter_target: QueueArn::new(target), max_receive_count })
    }

    /// The policy as `GetQueueAttributes` says it.
    pub(super) fn to_json(&self) -> String {
        json!({
            "deadLetterTargetArn": self.dead_letter_target.as_str(),
            "maxReceiveCount": self.max_receive_count,
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: &str = "arn:aws:sqs:ap-northeast-1:111122223333:dead";

    #[test]
    fn the_count_may_be_a_number_or_a_text() {
        for count in ["3", "\"3\""] {
            let text = format!(r#"{{"deadLetterTargetArn":"{TARGET}","maxReceiveCount":{count}}}"#);
            let policy = RedrivePolicy::parse(&text).unwrap();
            assert_eq!(policy.max_receive_count, 3);
            assert_eq!(RedrivePolicy::parse(&policy.to_json()).unwrap(), policy);
        }
    }

    #[test]
    fn a_policy_without_a_queue_or_with_a_senseless_count_is_refused() {
        for text in [
            "{}".to_owned(),
            r#"{"deadLetterTargetArn":"dummy","maxReceiveCount":42}"#.to_owned(),
            format!(r#"{{"deadLetterTargetArn":"{TARGET}","maxReceiveCount":0}}"#),
            format!(r#"{{"deadLetterTargetArn":"{TARGET}","maxReceiveCount":-1}}"#),
            format!(r#"{{"deadLetterTargetArn":"{TARGET}","maxReceiveCount":1001}}"#),
            format!(r#"{{"deadLetterTargetArn":"{TARGET}","maxReceiveCount":[3]}}"#),
        ] {
            assert!(RedrivePolicy::parse(&text).is_err(), "{text}");
        }
    }
}
