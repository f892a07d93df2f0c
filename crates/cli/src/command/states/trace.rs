//! An execution for people: one line an event, and what came of it.

use std::fmt::Write as _;

use firedrill_report::{Theme, escape};
use firedrill_states::{HistoryEvent, Outcome};
use serde_json::Value;

use crate::Context;

/// How much of a payload a line shows.
const SHOWN_CHARACTERS: usize = 72;

/// The trace of an execution, as far as it went; with `--quiet` only what came of it.
pub(super) fn text(
    history: &[HistoryEvent],
    outcome: Option<&Outcome>,
    context: &Context,
) -> String {
    let theme = context.theme();
    let mut text = String::new();
    if !context.quiet {
        for event in history {
            line(&mut text, event, history, &theme, context.verbose);
        }
    }
    let Some(outcome) = outcome else { return text };
    let style = match outcome {
        Outcome::Succeeded { .. } => theme.passed,
        _ => theme.failed,
    };
    let status = outcome.status();
    // Writing to a String cannot fail.
    let _ = write!(text, "{style}{status}{style:#}");
    match outcome {
        Outcome::Succeeded { output } => {
            let _ = write!(text, " {}", escape(output.text()));
        }
        Outcome::Failed { error, cause } | Outcome::Aborted { error, cause } => {
            for part in [error, cause].into_iter().flatten() {
                let _ = write!(text, " {}", escape(part));
            }
        }
        Outcome::TimedOut => {}
    }
    text.push('\n');
    text
}

/// `   7 <- 4   1.000s  TaskStateEntered  StopTask  {"task":"web"}`
fn line(
    text: &mut String,
    event: &HistoryEvent,
    history: &[HistoryEvent],
    theme: &Theme,
    whole: bool,
) {
    let id = event.id.0;
    let start = history.first().map_or(event.timestamp, |first| first.timestamp);
    let elapsed = event.timestamp.duration_since(start).as_millis();
    // Most events follow from the one above them; the others say from which.
    let previous = event.previous_event_id.0;
    let from = if previous + 1 == id { String::new() } else { format!("<- {previous}") };
    let faint = theme.faint;
    let _ = write!(
        text,
        "{id:>5} {faint}{from:<8}{faint:#}{faint}{:>10}{faint:#}  {}",
        format!("{}.{:03}s", elapsed / 1000, elapsed % 1000),
        event.event_type(),
    );
    let details = event.details.to_member().map(|(_, details)| details).unwrap_or_default();
    let shown = |member: &str| details.get(member).map(|value| shown(value, whole));
    let emphasis = theme.emphasis;
    if let Some(name) = shown("name") {
        let _ = write!(text, "  {emphasis}{name}{emphasis:#}");
    }
    for member in ["index", "length", "resourceType", "resource", "workerName", "mapRunArn"] {
        if let Some(value) = shown(member) {
            let _ = write!(text, " {value}");
        }
    }
    for member in ["error", "cause"] {
        if let Some(value) = shown(member) {
            let _ = write!(text, "  {}{value}{:#}", theme.failed, theme.failed);
        }
    }
    for member in ["input", "parameters", "output"] {
        if let Some(value) = shown(member) {
            let _ = write!(text, "  {faint}{value}{faint:#}");
        }
    }
    text.push('\n');
}

/// A value on a line, cut unless all of it is asked for.
pub(super) fn shown(value: &Value, whole: bool) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let cut = match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) if !whole => text.get(..end).map(|kept| format!("{kept}…")),
        _ => None,
    };
    escape(&cut.unwrap_or(text)).into_owned()
}
