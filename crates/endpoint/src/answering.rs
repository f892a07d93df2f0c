//! Whatever answers a request: bytes in, bytes out.

use std::fmt::Debug;

use firedrill_wire::{WireRequest, WireResponse};

/// What stands behind a client that never leaves the process.
pub trait Answering: Debug + Send + Sync + 'static {
    /// Answers a request.
    fn answer(&self, request: &WireRequest) -> WireResponse;
}
