//! Which fields the states of each type have, by their query language.

use super::fields::Fields;
use super::reader::Reader;
use super::state_type::StateType;

/// The language in which a state computes its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryLanguage {
    JsonPath,
    Jsonata,
}

impl QueryLanguage {
    fn name(self) -> &'static str {
        match self {
            Self::JsonPath => "JSONPath",
            Self::Jsonata => "JSONata",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::JsonPath => Self::Jsonata,
            Self::Jsonata => Self::JsonPath,
        }
    }

    /// The fields that only states of this language have.
    fn own_fields(self) -> &'static [&'static str] {
        match self {
            Self::Jsonata => &["Arguments", "Output", "Items"],
            Self::JsonPath => &[
                "InputPath",
                "OutputPath",
                "ResultPath",
                "ResultSelector",
                "Parameters",
                "Result",
                "ItemsPath",
                "MaxConcurrencyPath",
                "TimeoutSecondsPath",
                "HeartbeatSecondsPath",
                "SecondsPath",
                "TimestampPath",
                "ToleratedFailureCountPath",
                "ToleratedFailurePercentagePath",
                "ErrorPath",
                "CausePath",
            ],
        }
    }
}

const COMMON: &[&str] = &["Type", "Comment", "QueryLanguage"];
const TRANSITION: &[&str] = &["Next", "End"];
const PATHS: &[&str] = &["InputPath", "OutputPath"];
const ERRORS: &[&str] = &["Retry", "Catch"];

/// The fields of a type of state in either language, save those of all types.
fn fields_of(state_type: StateType) -> &'static [&'static [&'static str]] {
    match state_type {
        StateType::Task => &[
            &["Resource", "Parameters", "ResultSelector", "ResultPath", "Credentials"],
            &["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"],
            &["Arguments", "Output", "Assign"],
            TRANSITION,
            PATHS,
            ERRORS,
        ],
        StateType::Pass => {
            &[&["Result", "Parameters", "ResultPath", "Output", "Assign"], TRANSITION, PATHS]
        }
        StateType::Wait => &[
            &["Seconds", "SecondsPath", "Timestamp", "TimestampPath", "Output", "Assign"],
            TRANSITION,
            PATHS,
        ],
        StateType::Choice => &[&["Choices", "Default", "Output", "Assign"], PATHS],
        StateType::Succeed => &[&["Output"], PATHS],
        StateType::Fail => &[&["Error", "Cause", "ErrorPath", "CausePath"]],
        StateType::Parallel => &[
            &["Branches", "Parameters", "ResultSelector", "ResultPath"],
            &["Arguments", "Output", "Assign"],
            TRANSITION,
            PATHS,
            ERRORS,
        ],
        StateType::Map => &[
            &["Iterator", "ItemProcessor", "ItemsPath", "ItemSelector", "Parameters", "Items"],
            &["ItemReader", "ItemBatcher", "ResultWriter", "Label"],
            &["ResultSelector", "ResultPath", "MaxConcurrency", "MaxConcurrencyPath"],
            &["ToleratedFailureCount", "ToleratedFailureCountPath"],
            &["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
            &["Output", "Assign"],
            TRANSITION,
            PATHS,
            ERRORS,
        ],
    }
}

impl Reader {
    /// Notes each field that such a state does not have, or has in the other language only.
    pub(super) fn refuse_unknown(
        &mut self,
        state_type: StateType,
        state: Fields<'_>,
        location: &str,
        language: QueryLanguage,
    ) {
        let known = fields_of(state_type);
        let other = language.other();
        for member in state.members() {
            let field = member.key.as_str();
            let is_known =
                COMMON.contains(&field) || known.iter().any(|fields| fields.contains(&field));
            let message = if !is_known {
                format!("Field '{field}' is not supported")
            } else if other.own_fields().contains(&field) {
                format!(
                    "The QueryLanguage is set to '{}', but field '{field}' is only supported for the '{}' QueryLanguage",
                    language.name(),
                    other.name()
                )
            } else {
                continue;
            };
            self.findings.schema_at(member.key_span.clone(), location, message);
        }
    }
}
