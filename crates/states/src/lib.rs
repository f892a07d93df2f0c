//! Amazon States Language: parse, validate and interpret state machines.
