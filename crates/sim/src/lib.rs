//! A simulated AWS account as one deterministic discrete-event machine.
