//! One execution in real time, its tasks performed on an endpoint or answered by mocks.

use std::sync::Arc;

use firedrill_remote::{
    CallLimits, Clock, Endpoint, EndpointDriver, EndpointDriverError, EndpointUrl, JobStop, Region,
};
use firedrill_states::mock::MockedAnswers;
use firedrill_states::{Execution, Outcome};
use jiff::{Timestamp, Unit};

use super::execution_start::ExecutionStart;
use super::run_error::RunError;
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

/// What came of an execution on an endpoint.
pub(super) struct EndpointRun {
    pub(super) execution: Execution,
    pub(super) outcome: Result<Outcome, RunError<EndpointDriverError>>,
    /// The jobs of aborted tasks.
    pub(super) stops: Vec<JobStop>,
}

/// Runs an execution to its end in real time, or to where its tasks can neither be performed nor
/// answered by a mock. As long as it does not succeed it is redriven, so often at the most.
pub(super) fn run(
    start: ExecutionStart,
    endpoint: &Endpoint,
    mocks: &MockedAnswers,
    redrives: u32,
) -> Result<EndpointRun, ExpectedError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| IoFailure::new("start the runtime", &error))?;
    let mut execution = start.at(endpoint.clock().now());
    let mut driver = EndpointDriver::new(endpoint.clone()).with_mocks(mocks);
    let outcome = runtime.block_on(finish(&mut driver, &mut execution, endpoint.clock(), redrives));
    let stops = driver.stops().to_vec();
    drop(driver);
    // A name that is still looked up is not waited for.
    runtime.shutdown_background();
    Ok(EndpointRun { execution, outcome, stops })
}

async fn finish(
    driver: &mut EndpointDriver<'_>,
    execution: &mut Execution,
    clock: &dyn Clock,
    redrives: u32,
) -> Result<Outcome, RunError<EndpointDriverError>> {
    let mut outcome = driver.run(execution).await.map_err(RunError::Driver)?;
    for _ in 0..redrives {
        if matches!(outcome, Outcome::Succeeded { .. }) {
            break;
        }
        execution.redrive(clock.now())?;
        outcome = driver.run(execution).await.map_err(RunError::Driver)?;
    }
    Ok(outcome)
}
