//! `firedrill states diff`: where two histories differ.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use firedrill_diagnostic::nearest;
use firedrill_states::{DifferenceKind, EventPlace, HistoryComparison, HistoryDifference};
use miette::Diagnostic;
use serde_json::{Map, Value, json};

use super::{diff_text, states_file};
use crate::arguments::Format;
use crate::context::{write_message, write_result};
use crate::failure::{IoFailure, render};
use crate::input::Inputs;
use crate::{Context, ExpectedError, FiredrillExitCode};

/// The version of the form that `--format json` writes.
const FORM_VERSION: u32 = 1;

/// Arguments of `states diff`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The history that is expected, as GetExecutionHistory answers it or `states run --history`
    /// writes it, or `-` for standard input.
    #[arg(value_name = "EXPECTED")]
    pub expected: Utf8PathBuf,
    /// The history that there is, or `-` for standard input.
    #[arg(value_name = "ACTUAL")]
    pub actual: Utf8PathBuf,
    /// Compare also how long after the first event each happened.
    #[arg(long)]
    pub times: bool,
    /// Leave a member of the details out of the comparison, such as `roleArn`; may be repeated. One
    /// that neither history has is warned of.
    #[arg(long, value_name = "MEMBER")]
    pub ignore: Vec<String>,
}

/// A member is to be left out that is not there.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("neither history has a member `{member}` to ignore")]
#[diagnostic(severity(warning), code(firedrill::states::ignored))]
struct NothingIgnored {
    member: String,
    #[help]
    help: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<FiredrillExitCode, ExpectedError> {
    let mut inputs = Inputs::default();
    let expected = states_file::read_history(&mut inputs, &args.expected)?;
    let actual = states_file::read_history(&mut inputs, &args.actual)?;
    let ignored: BTreeSet<_> = args.ignore.iter().cloned().collect();
    let told = &expected.told() | &actual.told();
    for member in ignored.iter().filter(|member| !told.contains(member.as_str())) {
        let meant = nearest(member, told.iter().map(|name| (*name).to_owned()));
        let help = meant.map(|name| format!("did you mean `{name}`?"));
        let warning = NothingIgnored { member: member.clone(), help };
        write_message(&render(&warning, context));
    }
    let comparison = HistoryComparison { times: args.times, ignored };
    let found = comparison.compare(&expected, &actual);
    let shown = match context.format {
        Format::Text => diff_text::text(&found, context),
        Format::Json => {
            let listed: Vec<_> = found.iter().map(json).collect();
            let answer = json!({
                "version": FORM_VERSION, "equal": found.is_empty(), "differences": listed,
            });
            format!("{answer}\n")
        }
    };
    write_result(&shown).map_err(|error| IoFailure::new("write the differences", &error))?;
    Ok(if found.is_empty() { FiredrillExitCode::Done } else { FiredrillExitCode::AnswerIsNo })
}

/// A difference for tools: its place, then what is wrong there.
fn json(difference: &HistoryDifference) -> Value {
    let EventPlace { event_type, state, iterations, attempt, expected_id, actual_id } =
        &difference.place;
    let mut json = Map::new();
    let mut set = |member: &str, value: Value| json.insert(member.to_owned(), value);
    set("type", json!(event_type));
    set("state", json!(state));
    set("iterations", json!(iterations));
    set("attempt", json!(attempt));
    set("expectedId", json!(expected_id));
    set("actualId", json!(actual_id));
    match &difference.kind {
        DifferenceKind::Missing { following } => {
            set("difference", json!("missing"));
            set("following", json!(following));
        }
        DifferenceKind::Unexpected { following } => {
            set("difference", json!("unexpected"));
            set("following", json!(following));
        }
        DifferenceKind::Previous { expected, actual } => {
            set("difference", json!("previousEventId"));
            set("expected", json!(expected));
            set("actual", json!(actual));
        }
        DifferenceKind::Time { expected, actual } => {
            set("difference", json!("time"));
            set("expected", json!(expected.map(|time| time.as_secs_f64())));
            set("actual", json!(actual.map(|time| time.as_secs_f64())));
        }
        DifferenceKind::Details(values) => {
            set("difference", json!("details"));
            let values = values.iter().map(|value| {
                let mut json = Map::new();
                json.insert("member".to_owned(), json!(value.member));
                json.insert("path".to_owned(), json!(value.path));
                // A value that is not there is left out: `null` is a value.
                for (side, value) in [("expected", &value.expected), ("actual", &value.actual)] {
                    if let Some(value) = value {
                        json.insert(side.to_owned(), value.clone());
                    }
                }
                Value::Object(json)
            });
            set("values", values.collect());
        }
    }
    Value::Object(json)
}
