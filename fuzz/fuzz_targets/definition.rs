//! A definition and, behind a NUL, an input.

#![no_main]

use std::sync::Arc;

use firedrill_fuzz::{run, start};
use firedrill_states::{DiagnosticSeverity, Payload, StateMachine, WorkflowType, validate};
use libfuzzer_sys::fuzz_target;

/// The input of definitions that bring none.
const INPUT: &str = r#"{"a": [1, "x", null, {"b": -0.5}], "items": [3, 4], "s": "é\"", "t": true}"#;

fuzz_target!(|text: &str| {
    let (definition, input) = text.split_once('\0').unwrap_or((text, INPUT));
    for workflow_type in [WorkflowType::Standard, WorkflowType::Express] {
        let parsed = StateMachine::parse_as(definition, workflow_type);
        let diagnostics = validate(definition, workflow_type);
        for diagnostic in &diagnostics {
            assert!(definition.get(diagnostic.span.clone()).is_some(), "{diagnostic:?}");
            assert!(!diagnostic.message.is_empty());
        }
        let is_refused = |severity| severity == DiagnosticSeverity::Error;
        let errors = diagnostics.iter().filter(|found| is_refused(found.code.severity()));
        let Ok(machine) = parsed else {
            assert!(errors.count() > 0);
            continue;
        };
        assert_eq!(errors.count(), 0);
        let Ok(input) = Payload::parse(input) else { return };
        run(&mut start(Arc::new(machine), input, workflow_type));
    }
});
