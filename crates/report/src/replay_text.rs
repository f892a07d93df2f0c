//! What one event did, for a terminal.

use firedrill_record::{ApiOutcome, ExecutionStatus};

use crate::escape::{escape, escape_lines};
use crate::hop::{outcome_line, resource, status_word};
use crate::replay::{ExecutionOutcome, ReplayOutcome, RuleOutcome, TaskOutcome};
use crate::theme::{Theme, styled};

/// The event's way in the order of its stages: the rules, the input, the states, the calls, the
/// tasks, and the messages. A stage that was not reached has no line.
#[must_use]
pub fn replay_text(outcome: &ReplayOutcome, theme: &Theme) -> String {
    let mut lines = Lines { text: String::new(), theme };
    lines.text.push_str(&format!("{}\n", styled(theme.emphasis, escape(&outcome.event))));
    if outcome.rules.is_empty() {
        lines.add("rule", styled(theme.warning, "no rule saw the event"));
    }
    for rule in &outcome.rules {
        lines.add("rule", rule_text(rule, theme));
    }
    for input in &outcome.inputs {
        lines.add_all("input", input.input.as_deref().unwrap_or_default());
        if let Some(reason) = &input.not_delivered {
            let text = format!("target {} not invoked: {}", escape(&input.target), escape(reason));
            lines.add("input", styled(theme.failed, text));
        }
    }
    for execution in &outcome.executions {
        lines.add("states", execution_text(execution, theme));
    }
    for call in &outcome.calls {
        let style = match call.outcome {
            ApiOutcome::Succeeded { .. } => theme.passed,
            ApiOutcome::Failed { .. } => theme.failed,
        };
        let (service, operation) = (escape(&call.service), escape(&call.operation));
        let request = call.request.to_string();
        lines.add(
            "call",
            format!(
                "{service}:{operation} {}: {}",
                escape(&request),
                styled(style, outcome_line(&call.outcome))
            ),
        );
    }
    for task in &outcome.tasks {
        lines.add("task", task_text(task, theme));
    }
    for message in &outcome.messages {
        let subject = message.subject.as_deref().unwrap_or("no subject");
        lines.add("message", format!("{} on {}", escape(subject), resource(&message.topic)));
        lines.add_all("", &message.body);
    }
    for what in &outcome.not_modelled {
        lines.add("end", styled(theme.failed, format_args!("not modelled: {}", escape(what))));
    }
    lines.text
}

/// Lines with a heading on the left.
struct Lines<'a> {
    text: String,
    theme: &'a Theme,
}

impl Lines<'_> {
    fn add(&mut self, heading: &str, line: impl AsRef<str>) {
        let heading = styled(self.theme.faint, format_args!("{heading:<8}"));
        let line = format!("  {heading} {}", line.as_ref());
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Adds a text of several lines under one heading.
    fn add_all(&mut self, heading: &str, text: &str) {
        let mut heading = heading;
        for line in escape_lines(text).lines() {
            self.add(heading, line);
            heading = "";
        }
    }
}

fn rule_text(rule: &RuleOutcome, theme: &Theme) -> String {
    let name = escape(&rule.rule);
    if rule.matched {
        return format!("{name} {}", styled(theme.passed, "matched"));
    }
    let mut text = format!("{name} {}", styled(theme.warning, "did not match"));
    for leaf in &rule.failed_leaves {
        let path = escape(&leaf.path);
        let separator = if path.is_empty() { "" } else { ": " };
        text.push_str(&format!("\n           {path}{separator}{}", escape(&leaf.reason)));
    }
    text
}

fn execution_text(execution: &ExecutionOutcome, theme: &Theme) -> String {
    let style = match execution.status {
        ExecutionStatus::Succeeded => theme.passed,
        ExecutionStatus::Running => theme.warning,
        ExecutionStatus::Failed | ExecutionStatus::TimedOut | ExecutionStatus::Aborted => {
            theme.failed
        }
    };
    let states: Vec<_> = execution.states.iter().map(|state| escape(state)).collect();
    let states = if states.is_empty() { "none".to_owned() } else { states.join(" -> ") };
    let name = resource(&execution.execution);
    let mut text = format!("{states}; {name} {}", styled(style, status_word(execution.status)));
    for reason in [&execution.error, &execution.cause].into_iter().flatten() {
        text.push_str(&format!(": {}", escape(reason)));
    }
    text
}

fn task_text(task: &TaskOutcome, theme: &Theme) -> String {
    let mut text = format!(
        "{} of {} is {}",
        resource(&task.task),
        escape(&task.group),
        styled(theme.emphasis, escape(&task.last_status))
    );
    for reason in [&task.stop_code, &task.stopped_reason].into_iter().flatten() {
        text.push_str(&format!(": {}", escape(reason)));
    }
    text
}
