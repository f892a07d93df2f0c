//! Patience with what takes a moment to be there.

use std::time::Duration;

use super::error::StepError;

/// The waits between the attempts at one call: about a minute in all. IAM is consistent after a
/// few seconds as a rule.
const WAITS: [Duration; 8] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(10),
    Duration::from_secs(10),
    Duration::from_secs(15),
    Duration::from_secs(15),
];

/// Returns how long to wait before a failed call is made again, after `attempts` attempts; nothing
/// if it will not come right, or not in time.
pub(super) fn wait_after(error: &StepError, attempts: usize) -> Option<Duration> {
    takes_a_moment(error).then(|| WAITS.get(attempts.saturating_sub(1)).copied()).flatten()
}

/// Whether an error is what services answer about a role or a policy that was made a moment ago.
///
/// The texts are those of Step Functions (CreateStateMachine), EventBridge (PutTargets), SQS and
/// SNS (a policy whose principal is not there yet) and IAM itself, which is eventually consistent:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html>.
fn takes_a_moment(error: &StepError) -> bool {
    let says = |text: &str| error.message.contains(text);
    match error.code.as_str() {
        "AccessDeniedException" => {
            says("authorized to assume the provided role")
                || says("not authorized to access the Log Destination")
        }
        "ValidationException" => says("cannot be assumed by principal"),
        "InvalidAttributeValue" => says("Policy"),
        "InvalidParameter" => says("principal"),
        "NoSuchEntity" => says("role"),
        // The name of a queue is free again after 60 seconds.
        "QueueDeletedRecently" | "AWS.SimpleQueueService.QueueDeletedRecently" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: &str, message: &str) -> StepError {
        StepError { step: String::new(), code: code.to_owned(), message: message.to_owned() }
    }

    #[test]
    fn a_role_that_cannot_be_assumed_yet_is_waited_for_and_not_for_ever() {
        let fresh = error(
            "AccessDeniedException",
            "Neither the global service principal states.amazonaws.com, nor the regional one is \
             authorized to assume the provided role.",
        );
        let waits: Vec<u64> = (1..)
            .map_while(|attempts| wait_after(&fresh, attempts))
            .map(|wait| wait.as_secs())
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 10, 10, 15, 15]);
    }

    #[test]
    fn other_errors_are_final() {
        for (code, message) in [
            ("AccessDeniedException", "User: arn:aws:iam::1:user/me is not authorized to perform"),
            ("ValidationException", "Parameter Arn is not valid."),
            ("StateMachineAlreadyExists", "State Machine Already Exists"),
        ] {
            assert_eq!(wait_after(&error(code, message), 1), None, "{code}");
        }
    }
}
