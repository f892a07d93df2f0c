//! Renderers of the run record: for a terminal, as JSON, and as JUnit XML; and of explanations of
//! what a rule and its transformer do, which records do not hold.
//!
//! This crate owns how an outcome is shown. It refuses to know how a run was made: everything it
//! shows is read from the record, and whether there are colours is for its caller to say. Text that
//! strangers chose is [escaped](escape()) on its way out.
//!
//! ```
//! use firedrill_record::{SUITE_VERSION, SuiteReport};
//! use firedrill_report::{Theme, summary_line};
//!
//! let suite = SuiteReport { version: SUITE_VERSION, firedrill: "0.1.0".into(), scenarios: vec![] };
//! assert_eq!(summary_line(suite.counts(), &Theme::plain()), "0 scenarios: 0 passed\n");
//! ```

mod assertion_text;
mod chain;
mod escape;
mod explanation_text;
mod form;
mod hop;
mod junit;
mod replay;
mod replay_text;
mod source_line;
mod stages;
mod suite_json;
mod suite_text;
mod theme;
mod transformation_text;

pub use chain::chain_text;
pub use escape::{escape, escape_json, escape_lines};
pub use explanation_text::explanation_text;
pub use form::{ReportForm, ReportFormError};
pub use hop::hop_line;
pub use junit::{JunitError, write_suite_junit};
pub use replay::{
    CallOutcome, ExecutionOutcome, InputOutcome, MessageOutcome, REPLAY_VERSION, ReplayOutcome,
    RuleOutcome, TaskOutcome,
};
pub use replay_text::replay_text;
pub use source_line::source_line_text;
pub use stages::{assumed_text, backend_text, notes_text, stage_table};
pub use suite_json::write_suite_json;
pub use suite_text::{Detail, scenario_failure, scenario_line, suite_text, summary_line};
pub use theme::Theme;
pub use transformation_text::{Transformation, transformation_text};
