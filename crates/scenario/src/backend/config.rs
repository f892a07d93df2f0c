//! The configuration of SDK clients: everything that the SDK would take from the machine it runs
//! on comes from the backend instead, so that a run repeats byte for byte.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep, Sleep};
use aws_smithy_async::time::{SharedTimeSource, StaticTimeSource};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use firedrill_sim::HARNESS_ACCESS_KEY;
use jiff::Timestamp;

/// A sleep that is over at once: nothing waits for a clock that somebody else moves.
#[derive(Debug, Clone, Copy)]
struct NoSleep;

impl AsyncSleep for NoSleep {
    fn sleep(&self, _: Duration) -> Sleep {
        Sleep::new(std::future::ready(()))
    }
}

fn system_time(instant: Timestamp) -> SystemTime {
    let since = Duration::try_from(instant.duration_since(Timestamp::UNIX_EPOCH));
    SystemTime::UNIX_EPOCH + since.unwrap_or_default()
}

/// The configuration of clients of a simulated account.
pub(super) fn client_config(
    http: SharedHttpClient,
    endpoint: &str,
    region: &str,
    start: Timestamp,
) -> SdkConfig {
    let credentials = Credentials::new(HARNESS_ACCESS_KEY, "simulated", None, None, "firedrill");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .sleep_impl(SharedAsyncSleep::new(NoSleep))
        // Signatures carry the time and nobody checks them; the start of the clock will do.
        .time_source(SharedTimeSource::new(StaticTimeSource::new(system_time(start))))
        .build()
}
