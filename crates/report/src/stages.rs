//! The stages of a story as a table, and what their times rest on.

use firedrill_record::{
    Assumption, Capabilities, Clock, Executor, FindingEntry, HopType, Observability, RunRecord,
    Stage,
};

use crate::chain::{duration, offset};
use crate::escape::escape;
use crate::theme::{Theme, styled};

/// The stages that were reached, in the order of time: when, how long after the one before, and how
/// long after the first.
///
/// Empty where none was reached.
#[must_use]
pub fn stage_table(stages: &[Stage], theme: &Theme) -> String {
    // The order of the story breaks ties: a message may leave before the task has stopped.
    let mut stages = stages.to_vec();
    stages.sort_by_key(|stage| stage.at);
    let Some(first) = stages.first() else { return String::new() };
    let mut rows =
        vec![["stage", "at", "after the one before", "since the first"].map(str::to_owned)];
    let mut before = first.at;
    for stage in &stages {
        rows.push([
            stage.name.as_str().to_owned(),
            format!("{:.3}", stage.at),
            duration(stage.at.duration_since(before)),
            offset(first.at, stage.at),
        ]);
        before = stage.at;
    }
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.len().max(*width);
        }
    }
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<_> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        let line = cells.join("  ");
        let style = if number == 0 { theme.faint } else { anstyle::Style::new() };
        text.push_str(&styled(style, line.trim_end()));
        text.push('\n');
    }
    text
}

/// The stages of every stimulus of a run, a table for each, with a heading where there are several.
pub(crate) fn stage_tables(record: &RunRecord, theme: &Theme) -> String {
    let several = record.stimuli.len() > 1;
    let mut text = String::new();
    for (number, stimulus) in (1..).zip(&record.stimuli) {
        if several {
            let heading = format_args!("stimulus {number}, #{}:", stimulus.stimulus.0);
            text.push_str(&format!("{}\n", styled(theme.emphasis, heading)));
        }
        text.push_str(&stage_table(&stimulus.stages, theme));
    }
    text
}

/// What the outcome rests on and nobody measured, on one line; empty where there is nothing.
#[must_use]
pub fn assumed_text(record: &RunRecord, theme: &Theme) -> String {
    if record.assumptions.is_empty() {
        return String::new();
    }
    let assumed: Vec<_> = record.assumptions.iter().map(assumption).collect();
    format!("{} {}\n", styled(theme.warning, "assumed:"), assumed.join(", "))
}

/// What a reader of the record must know, one line each.
#[must_use]
pub fn notes_text(record: &RunRecord, theme: &Theme) -> String {
    record
        .notes
        .iter()
        .map(|note| format!("{} {}\n", styled(theme.warning, "note:"), escape(&note.0)))
        .collect()
}

fn assumption(assumption: &Assumption) -> String {
    format!("{} {}", escape(&assumption.name), escape(&assumption.value))
}

/// Where a run took place and what its backend can do, on one line.
#[must_use]
pub fn backend_text(record: &RunRecord, theme: &Theme) -> String {
    let backend = &record.backend;
    let mut text = format!(
        "{} {}, account {}, region {}",
        styled(theme.faint, "backend:"),
        escape(&backend.name),
        escape(&backend.account),
        escape(&backend.region)
    );
    for (name, value) in capability_words(&backend.capabilities) {
        text.push_str(&format!("; {name}: {value}"));
    }
    text.push('\n');
    text
}

/// What a backend can do, in words.
fn capability_words(capabilities: &Capabilities) -> [(&'static str, String); 4] {
    let executor = match capabilities.executor {
        Executor::Firedrill => "firedrill, in virtual time",
        Executor::Backend => "Step Functions of the backend",
    };
    let findings = match capabilities.findings {
        FindingEntry::AsGuardDuty => "as GuardDuty, onto the default bus",
        FindingEntry::Recorded => "none but those of the record",
    };
    let clock = match capabilities.clock {
        Clock::Firedrill => "firedrill",
        Clock::Stopped => "nobody, the run is over",
    };
    [
        ("executes the state machine", executor.to_owned()),
        ("injects findings", findings.to_owned()),
        ("observes", observed_words(capabilities)),
        ("moves the clock", clock.to_owned()),
    ]
}

/// How the kinds of hop are seen: those that are not seen exactly are named.
fn observed_words(capabilities: &Capabilities) -> String {
    let words = |(kind, observability): (HopType, Observability)| match observability {
        Observability::Exact => None,
        Observability::Sampled { every } => Some(format!("{kind} every {every:#}")),
        Observability::Computed => Some(format!("{kind} computed")),
        Observability::Unobservable => Some(format!("{kind} not at all")),
    };
    let others: Vec<String> = capabilities.observes.iter().filter_map(words).collect();
    if others.is_empty() {
        "every hop".to_owned()
    } else {
        format!("every hop, but {}", others.join(", "))
    }
}
