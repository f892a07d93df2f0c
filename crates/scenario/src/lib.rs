//! Scenario files, backends, runner and assertions.
