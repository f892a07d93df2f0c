//! Differences between histories, for people.

use std::fmt::Write as _;

use firedrill_report::escape;
use firedrill_states::{DifferenceKind, EventPlace, HistoryDifference, ValueDifference};
use jiff::SignedDuration;
use serde_json::Value;

use super::trace;
use crate::Context;

/// How many values of one event are told of, unless all are asked for.
const LISTED: usize = 8;

/// Every difference with its place, then how many there are; with `--quiet` only that.
pub(super) fn text(found: &[HistoryDifference], context: &Context) -> String {
    let mut text = String::new();
    if !context.quiet {
        for difference in found {
            add(&mut text, difference, context);
        }
    }
    let theme = context.theme();
    let verdict = match found.len() {
        0 => format!("{}the same{:#}", theme.passed, theme.passed),
        1 => format!("{}1 difference{:#}", theme.failed, theme.failed),
        count => format!("{}{count} differences{:#}", theme.failed, theme.failed),
    };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{verdict}");
    text
}

/// `TaskSucceeded in `Stop`, attempt 2 (expected 5, actual 7)`, and a line for what differs.
fn add(text: &mut String, difference: &HistoryDifference, context: &Context) {
    let _ = write!(text, "{}", place(&difference.place, context));
    let theme = context.theme();
    match &difference.kind {
        DifferenceKind::Missing { following } => {
            let failed = theme.failed;
            let _ = writeln!(text, "\n  {failed}missing{failed:#}{}", with(*following));
        }
        DifferenceKind::Unexpected { following } => {
            let failed = theme.failed;
            let _ = writeln!(text, "\n  {failed}not expected{failed:#}{}", with(*following));
        }
        DifferenceKind::Previous { expected, actual } => {
            let _ = writeln!(
                text,
                "\n  follows from another event: {} expected, {} actual",
                expected.0, actual.0
            );
        }
        DifferenceKind::Time { expected, actual } => {
            let (expected, actual) = (time(*expected), time(*actual));
            let _ = writeln!(text, "\n  after the start: {expected} expected, {actual} actual");
        }
        DifferenceKind::Details(values) => {
            text.push('\n');
            let listed = if context.verbose { values.len() } else { LISTED };
            for value in values.iter().take(listed) {
                add_value(text, value, context);
            }
            if let Some(more @ 1..) = values.len().checked_sub(listed) {
                let _ = writeln!(text, "  and {more} more; `-v` shows them");
            }
        }
    }
}

fn place(place: &EventPlace, context: &Context) -> String {
    let emphasis = context.theme().emphasis;
    let mut text = format!("{emphasis}{}{emphasis:#}", escape(&place.event_type));
    if let Some(state) = &place.state {
        let _ = write!(text, " in `{}`", escape(state));
    }
    for iteration in &place.iterations {
        let _ = write!(text, ", iteration {iteration}");
    }
    if place.attempt > 0 {
        let _ = write!(text, ", retry {}", place.attempt);
    }
    let ids: Vec<_> = [("expected", place.expected_id), ("actual", place.actual_id)]
        .into_iter()
        .filter_map(|(side, id)| Some(format!("{side} {}", id?.0)))
        .collect();
    let faint = context.theme().faint;
    let _ = write!(text, " {faint}({}){faint:#}", ids.join(", "));
    text
}

/// What is missing, or there, with an event.
fn with(following: usize) -> String {
    match following {
        0 => String::new(),
        1 => ", with 1 event that leads on from it".to_owned(),
        _ => format!(", with {following} events that lead on from it"),
    }
}

fn add_value(text: &mut String, value: &ValueDifference, context: &Context) {
    let theme = context.theme();
    let member = escape(&value.member);
    match value.path.as_str() {
        "$" => {
            let _ = writeln!(text, "  {member}");
        }
        path => {
            let _ = writeln!(text, "  {member} at {}", escape(path));
        }
    }
    let shown = |value: &Option<Value>| match value {
        Some(value) => trace::shown(&Value::String(value.to_string()), context.verbose),
        None => "nothing".to_owned(),
    };
    let (passed, failed) = (theme.passed, theme.failed);
    let _ = writeln!(text, "    expected {passed}{}{passed:#}", shown(&value.expected));
    let _ = writeln!(text, "    actual   {failed}{}{failed:#}", shown(&value.actual));
}

fn time(time: Option<SignedDuration>) -> String {
    time.map_or_else(|| "no time".to_owned(), |time| format!("{:.3}s", time.as_secs_f64()))
}
