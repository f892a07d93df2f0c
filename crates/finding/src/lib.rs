//! GuardDuty findings: catalogue, model, seeded generator and EventBridge envelope.
