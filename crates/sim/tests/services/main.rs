//! The services of an account as its callers see them: through calls and over virtual time.

// `cfg(test)` tells the lints that everything here is a test, functions without `#[test]` too.
#[cfg(test)]
mod account;
#[cfg(test)]
mod ecs;
#[cfg(test)]
mod sns;
#[cfg(test)]
mod sqs;
