//! The errors of Step Functions, in its own words.

use crate::error::ServiceError;

/// A name or ARN that belongs to no state machine.
pub(super) fn no_state_machine(arn: &str) -> ServiceError {
    ServiceError::new("StateMachineDoesNotExist", format!("State Machine Does Not Exist: '{arn}'"))
}

/// An ARN that belongs to no execution.
pub(super) fn no_execution(arn: &str) -> ServiceError {
    ServiceError::new("ExecutionDoesNotExist", format!("Execution Does Not Exist: '{arn}'"))
}

/// A text that is no ARN of the kind that is wanted.
pub(super) fn check_arn(arn: &str, kinds: &[&str]) -> Result<(), ServiceError> {
    let invalid =
        |reason: String| ServiceError::new("InvalidArn", format!("Invalid Arn: '{reason}'"));
    let mut parts = arn.splitn(7, ':');
    let mut next = || parts.next();
    let (prefix, _, service, _, _, kind, name) =
        (next(), next(), next(), next(), next(), next(), next());
    if prefix != Some("arn") || service != Some("states") {
        return Err(invalid(format!("Invalid ARN prefix: {arn}")));
    }
    match (kind, name) {
        (Some(kind), Some(_)) if kinds.contains(&kind) => Ok(()),
        (Some(kind), _) => Err(invalid(format!("Resource type not valid in this context: {kind}"))),
        (None, _) => Err(invalid(format!("Invalid ARN prefix: {arn}"))),
    }
}

/// Refuses a name that Step Functions does not allow ("CreateStateMachine" of the reference).
pub(super) fn check_name(name: &str) -> Result<(), ServiceError> {
    let forbidden = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(character)
    };
    if name.chars().any(forbidden) {
        return Err(ServiceError::new("InvalidName", format!("Invalid Name: '{name}'")));
    }
    Ok(())
}

/// A token that no page gave.
pub(super) fn invalid_token(_token: &str) -> ServiceError {
    ServiceError::new("InvalidToken", "Invalid Token: 'Invalid token'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_to_what_the_reference_allows() {
        assert!(check_name("stop-task_2.prod!").is_ok());
        for name in ["a b", "a/b", "a\u{7f}", "a$b", "a`b", "a[b", "a\nb"] {
            assert_eq!(
                check_name(name).unwrap_err().to_string(),
                format!("InvalidName: Invalid Name: '{name}'")
            );
        }
    }

    #[test]
    fn an_arn_of_another_kind_is_refused_by_its_kind() {
        let execution = "arn:aws:states:eu-west-1:111122223333:execution:stop:1";
        assert!(check_arn(execution, &["execution"]).is_ok());
        let refused = |arn| check_arn(arn, &["stateMachine"]).unwrap_err().message;
        assert_eq!(
            refused(execution),
            "Invalid Arn: 'Resource type not valid in this context: execution'"
        );
        assert_eq!(refused("stop"), "Invalid Arn: 'Invalid ARN prefix: stop'");
        assert_eq!(
            refused("arn:aws:ecs:a:b:c:d"),
            "Invalid Arn: 'Invalid ARN prefix: arn:aws:ecs:a:b:c:d'"
        );
    }
}
