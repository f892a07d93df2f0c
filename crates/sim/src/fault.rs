//! Faults that somebody asked for: calls that fail although the service would have answered.

use serde::{Deserialize, Serialize};

use crate::error::ServiceError;

/// Makes the next calls of an operation fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Our name of the service, such as `ecs`.
    pub service: String,
    /// The operation, such as `StopTask`.
    pub operation: String,
    /// The error's code, such as `ThrottlingException`.
    pub error: String,
    /// The message; none for the one that AWS usually gives with this code.
    pub message: Option<String>,
    /// How many calls fail; none for all of them.
    pub times: Option<u32>,
}

/// The faults of an account that are not used up, in the order in which they were asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Faults(Vec<PendingFault>);

/// A fault that calls may still meet.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct PendingFault {
    fault: Fault,
    /// Whether a call has met it.
    met: bool,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        if fault.times != Some(0) {
            self.0.push(PendingFault { fault, met: false });
        }
    }

    /// The error of the first fault that is left for this operation; it is used up by one.
    pub(crate) fn take(&mut self, service: &str, operation: &str) -> Option<ServiceError> {
        let found = self.0.iter().position(|PendingFault { fault, .. }| {
            fault.service == service && fault.operation == operation
        })?;
        let pending = self.0.get_mut(found)?;
        pending.met = true;
        let fault = &mut pending.fault;
        let message =
            fault.message.clone().unwrap_or_else(|| usual_message(&fault.error).to_owned());
        let error =
            ServiceError::new(&fault.error, message).with_status(status(service, &fault.error));
        fault.times = fault.times.map(|times| times.saturating_sub(1));
        if fault.times == Some(0) {
            self.0.remove(found);
        }
        Some(error)
    }

    /// The faults that calls are still to come for; one without a number, only as long as no call
    /// has met it.
    pub(crate) fn left(&self) -> impl Iterator<Item = &Fault> {
        let left = |pending: &&PendingFault| pending.fault.times.is_some() || !pending.met;
        self.0.iter().filter(left).map(|pending| &pending.fault)
    }
}

fn usual_message(code: &str) -> &'static str {
    if code.contains("Throttl") || code == "TooManyRequestsException" {
        "Rate exceeded"
    } else if code.contains("AccessDenied") {
        "User is not authorized to perform this action"
    } else {
        "The request could not be processed"
    }
}

/// The status that the service's model gives the error; 500 for what it calls internal, else 400.
fn status(service: &str, code: &str) -> u16 {
    let modelled = firedrill_api::service(service).and_then(|service| service.error(code));
    match modelled {
        Some(error) => error.status(),
        None if code.contains("Internal") || code == "ServiceUnavailable" => 500,
        None => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_lasts_for_as_many_calls_as_were_asked_for() {
        let mut faults = Faults::default();
        faults.add(Fault {
            service: "ecs".into(),
            operation: "StopTask".into(),
            error: "ThrottlingException".into(),
            message: None,
            times: Some(2),
        });
        assert_eq!(faults.take("ecs", "RunTask"), None);
        let left = |faults: &Faults| faults.left().map(|fault| fault.times).collect::<Vec<_>>();
        assert_eq!(left(&faults), [Some(2)]);
        let throttled = ServiceError::new("ThrottlingException", "Rate exceeded");
        assert_eq!(faults.take("ecs", "StopTask"), Some(throttled.clone()));
        assert_eq!(faults.take("ecs", "StopTask"), Some(throttled));
        assert_eq!(faults.take("ecs", "StopTask"), None);
        assert_eq!(left(&faults), []);
    }

    #[test]
    fn a_fault_of_every_call_is_left_until_one_meets_it_and_used_up_ones_are_gone() {
        let mut faults = Faults::default();
        let fault = |times| Fault {
            service: "ecs".into(),
            operation: "StopTask".into(),
            error: "ServerException".into(),
            message: None,
            times,
        };
        faults.add(fault(Some(1)));
        faults.add(fault(None));
        assert_eq!(faults.left().count(), 2);
        assert!(faults.take("ecs", "StopTask").is_some());
        assert_eq!(faults.0.len(), 1);
        assert_eq!(faults.left().map(|fault| fault.times).collect::<Vec<_>>(), [None]);
        assert!(faults.take("ecs", "StopTask").is_some());
        assert_eq!(faults.left().count(), 0);
        assert!(faults.take("ecs", "StopTask").is_some());
    }

    #[test]
    fn a_fault_of_the_service_itself_has_the_status_of_its_model() {
        assert_eq!(status("ecs", "ServerException"), 500);
        assert_eq!(status("ecs", "ClusterNotFoundException"), 400);
        assert_eq!(status("ecs", "InternalFailure"), 500);
    }
}
