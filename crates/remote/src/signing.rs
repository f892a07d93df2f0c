//! Signing a request: AWS Signature Version 4.

use std::error::Error;
use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use jiff::Timestamp;

use crate::credentials::Credentials;
use crate::region::Region;

/// Signs a request, body and all, for a service by its name in the scope of a signature.
///
/// The headers that are added are marked as sensitive.
pub(crate) fn sign_request(
    request: &mut Request<Bytes>,
    signing_name: &str,
    region: &Region,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let identity = credentials.to_sign_with().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region.as_str())
        .name(signing_name)
        .time(system_time(now))
        .settings(settings(signing_name))
        .build()?
        .into();
    let mut headers = Vec::with_capacity(request.headers().len());
    for (name, value) in request.headers() {
        headers.push((name.as_str(), value.to_str()?));
    }
    let signable = SignableRequest::new(
        request.method().as_str(),
        request.uri().to_string(),
        headers.into_iter(),
        SignableBody::Bytes(request.body()),
    )?;
    let (instructions, _) = sign(signable, &parameters)?.into_parts();
    for (name, value) in instructions.headers() {
        let mut value = HeaderValue::from_str(value)?;
        value.set_sensitive(true);
        request.headers_mut().insert(HeaderName::try_from(name)?, value);
    }
    Ok(())
}

/// Amazon S3 takes a path as it stands, since it names an object, and wants the digest of the body
/// in a header ("Signature Version 4" of the S3 API reference).
fn settings(signing_name: &str) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if signing_name == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}

/// The time as the standard library has it; a signature of before 1970 is one of 1970.
fn system_time(now: Timestamp) -> SystemTime {
    let since = Duration::try_from(now.duration_since(Timestamp::UNIX_EPOCH));
    SystemTime::UNIX_EPOCH + since.unwrap_or_default()
}
