//! One execution in real time, its tasks performed on an endpoint or answered by mocks.

use std::sync::Arc;

use firedrill_remote::{
    CallLimits, Clock, Endpoint, EndpointDriver, EndpointDriverError, EndpointUrl, Region,
};
use firedrill_states::mock::MockedAnswers;
use firedrill_states::{Execution, Outcome};
use jiff::{Timestamp, Unit};

use super::execution_start::ExecutionStart;
use crate::ExpectedError;
use crate::aws_environment::AwsEnvironment;
use crate::failure::IoFailure;

/// The clock of this machine, in the milliseconds that Step Functions counts.
#[derive(Debug)]
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.round(Unit::Millisecond).unwrap_or(now)
    }
}

/// The endpoint at a URL, called with the credentials of the environment; and the region that is
/// called, which is `default_region` unless the environment names one.
pub(super) fn endpoint(
    url: &str,
    default_region: &str,
) -> Result<(Endpoint, Region), ExpectedError> {
    let url = EndpointUrl::parse(url).map_err(ExpectedError::usage)?;
    let AwsEnvironment { credentials, region } =
        AwsEnvironment::read().map_err(ExpectedError::usage)?;
    let default_region = || Region::parse(default_region).map_err(ExpectedError::usage);
    let region = region.map_or_else(default_region, Ok)?;
    let limits = CallLimits::default();
    let endpoint = Endpoint::new(url, credentials, region.clone(), limits, Arc::new(SystemClock));
    Ok((endpoint, region))
}

/// Runs an execution to its end in real time, or to where its tasks can neither be performed nor
/// answered by a mock.
pub(super) fn run(
    start: ExecutionStart,
    endpoint: Endpoint,
    mocks: &MockedAnswers,
) -> Result<(Execution, Result<Outcome, EndpointDriverError>), ExpectedError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| IoFailure::new("start the runtime", &error))?;
    let mut execution = start.at(endpoint.clock().now());
    let driver = EndpointDriver::new(endpoint).with_mocks(mocks);
    let outcome = runtime.block_on(driver.run(&mut execution));
    // A name that is still looked up is not waited for.
    runtime.shutdown_background();
    Ok((execution, outcome))
}
