//! The firedrill binary.
