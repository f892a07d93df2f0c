//! Faults that somebody asked for: calls that fail although the service would have answered.

use serde::{Deserialize, Serialize};

use crate::error::ServiceError;

/// Makes the next calls of an operation fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Our name of the service, such as `ecs`.
    pub service: String,
    /// The operation, such as `StopTask`.
    pub operation: String,
    /// The error's code, such as `ThrottlingException`.
    pub error: String,
    /// The message; none for the one that AWS usually gives with this code.
    #[serde(default)]
    pub message: Option<String>,
    /// How many calls fail; none for all of them.
    #[serde(default)]
    pub times: Option<u32>,
}

/// A fault that waits for calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultLeft {
    /// The fault, with the number of calls that it still waits for.
    pub fault: Fault,
    /// How many calls it has made fail.
    pub met: u32,
}

/// The faults of an account that are not used up, in the order in which they were asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(Vec<FaultLeft>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(FaultLeft { fault, met: 0 });
    }

    /// The error of the first fault that is left for this operation; it is used up by one.
    pub(crate) fn take(&mut self, service: &str, operation: &str) -> Option<ServiceError> {
        let is_of = |left: &FaultLeft| {
            left.fault.service == service
                && left.fault.operation == operation
                && left.fault.times != Some(0)
        };
        let place = self.0.iter().position(is_of)?;
        let FaultLeft { fault, met } = self.0.get_mut(place)?;
        *met += 1;
        fault.times = fault.times.map(|times| times - 1);
        let message =
            fault.message.clone().unwrap_or_else(|| usual_message(&fault.error).to_owned());
        let error =
            ServiceError::new(&fault.error, message).with_status(status(service, &fault.error));
        if fault.times == Some(0) {
            self.0.remove(place);
        }
        Some(error)
    }

    /// The faults that calls are still to come for; one for all calls only if none has come.
    pub(crate) fn left(&self) -> impl Iterator<Item = &FaultLeft> {
        self.0
            .iter()
            .filter(|left| left.fault.times.is_some_and(|times| times > 0) || left.met == 0)
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
        let left = |faults: &Faults| {
            faults.left().map(|left| (left.fault.times, left.met)).collect::<Vec<_>>()
        };
        assert_eq!(left(&faults), [(Some(2), 0)]);
        let throttled = ServiceError::new("ThrottlingException", "Rate exceeded");
        assert_eq!(faults.take("ecs", "StopTask"), Some(throttled.clone()));
        assert_eq!(faults.take("ecs", "StopTask"), Some(throttled));
        assert_eq!(faults.take("ecs", "StopTask"), None);
        assert_eq!(left(&faults), []);
    }

    #[test]
    fn a_fault_of_every_call_is_left_until_a_call_comes() {
        let mut faults = Faults::default();
        faults.add(Fault {
            service: "ecs".into(),
            operation: "StopTask".into(),
            error: "ServerException".into(),
            message: None,
            times: None,
        });
        assert_eq!(faults.left().count(), 1);
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
