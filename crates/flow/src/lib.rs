//! The remediation flow under test: load, check, deploy and tear down.
