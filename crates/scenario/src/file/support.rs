//! What a scenario asks of its backend, held against what the backend can do.

use firedrill_record::{Action, FindingEntry};
use miette::SourceSpan;

use super::calls::check_call;
use super::error::{ScenarioError, near_or_all, span_of};
use super::{Assertion, CallAssertion, NeverAssertion, OrNone, Scenario};
use crate::backend::Capabilities;

/// Checks that a backend can do what a scenario asks of it: what it could not do would let a
/// scenario pass, or fail, for nothing.
///
/// # Errors
/// [`ScenarioError`] with the place of the first thing that it cannot do.
pub(crate) fn check_supported(
    text: &str,
    scenario: &Scenario,
    capabilities: &Capabilities,
) -> Result<(), ScenarioError> {
    let noun = capabilities.noun;
    let can = |supported: bool, what: &str, span: SourceSpan| {
        if supported {
            return Ok(());
        }
        let error = ScenarioError::meaning(format!("{noun} cannot give {what}"), span);
        Err(error.with_help("leave it out, or run the scenario on another backend"))
    };
    let described = &capabilities.described;
    if let Some(account) = &scenario.account {
        let span = span_of(text, account.referenced);
        can(described.account_ids, "an account id of your choice", span)?;
    }
    for task in scenario.given.tasks.iter().filter(|task| task.value.id.is_some()) {
        let span = span_of(text, task.referenced);
        can(described.task_ids, "a task an id of your choice", span)?;
    }
    for (name, length) in &scenario.delays {
        let span = span_of(text, length.referenced);
        can(!described.delays.is_empty(), "a delay", span)?;
        if !described.delays.contains(name) {
            let known = described.delays.iter().map(String::as_str);
            let error = ScenarioError::meaning(format!("there is no delay `{name}`"), span);
            return Err(error.with_help(near_or_all(name, known)));
        }
    }
    for fault in &scenario.faults {
        let span = span_of(text, fault.referenced);
        can(described.faults, "a fault", span)?;
        let fault = &fault.value;
        check_call(capabilities, Some(&fault.service), &fault.operation, Some(&fault.error), span)?;
    }
    for stimulus in &scenario.when {
        let is_new = described.findings != FindingEntry::Recorded;
        let delivery = stimulus
            .value
            .delivery
            .is_none_or(|delivery| is_new || (delivery.duplicate == 0 && delivery.delay.is_none()));
        can(delivery, "an event another delivery", span_of(text, stimulus.referenced))?;
    }
    if let Some(action) = &scenario.action {
        let Action { service, operation } = &action.value;
        let span = span_of(text, action.referenced);
        check_call(capabilities, Some(service), operation, None, span)?;
    }
    for assertion in &scenario.then {
        let span = span_of(text, assertion.referenced);
        match &assertion.value {
            Assertion::Call(OrNone::Some(call)) | Assertion::Never(NeverAssertion::Call(call)) => {
                check_asserted_call(capabilities, call, span)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// An operation that no service has is never called, so that its absence would show nothing.
fn check_asserted_call(
    capabilities: &Capabilities,
    call: &CallAssertion,
    span: SourceSpan,
) -> Result<(), ScenarioError> {
    let error = call.error.as_deref().filter(|error| *error != "none");
    check_call(capabilities, call.service.as_deref(), &call.operation, error, span)
}
