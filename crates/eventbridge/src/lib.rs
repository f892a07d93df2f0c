//! EventBridge event patterns, input paths and input transformers.
