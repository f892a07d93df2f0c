//! What can be wrong with a pattern, in the words of the service.

use thiserror::Error;

use super::Limits;
use crate::json::JsonFault;
use crate::value::{AddressBlockError, WildcardError};

/// Why a pattern is not valid. The texts are those of the service, which repeats event-ruler's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "each text says what its variant means, in the service's words")]
pub enum PatternFault {
    #[error("{0}")]
    Json(String),
    #[error("Filter is not an object")]
    NotAnObject,
    #[error("Empty objects are not allowed")]
    EmptyObject,
    #[error("Empty arrays are not allowed")]
    EmptyArray,
    #[error("\"{0}\" must be an object or an array")]
    FieldValue(String),
    #[error("Match value must be String, number, true, false, or null")]
    MatchValue,
    #[error("Match expression name not found")]
    NoOperator,
    #[error("Unrecognized match type {0}")]
    UnknownOperator(String),
    #[error("Only one key allowed in match expression")]
    SecondKey,
    #[error("{0} match pattern must be a string")]
    OperandNotString(&'static str),
    #[error("{0} expression name not found")]
    NoInnerOperator(&'static str),
    #[error("Unsupported {operator} pattern: {inner}")]
    UnknownInnerOperator { operator: &'static str, inner: String },
    #[error("Value of numeric must be an array.")]
    NumericNotArray,
    #[error("Invalid member in numeric match: {0}")]
    NumericMember(String),
    #[error("Unrecognized numeric range operator: {0}")]
    NumericOperator(String),
    #[error("Value of {0} must be numeric")]
    NumericOperand(String),
    #[error("Bad value in numeric range: {0}")]
    NumericRangeValue(String),
    #[error("Bad numeric range operator: {0}")]
    NumericRangeOperator(String),
    #[error("Too many elements in numeric expression")]
    TooManyElements,
    #[error("Too many terms in numeric range expression")]
    TooManyTerms,
    #[error("Bottom must be less than top")]
    NumericOrder,
    #[error("Cannot compare number : {0}")]
    NotComparable(String),
    #[error("exists match pattern must be either true or false.")]
    ExistsOperand,
    #[error("Value of anything-but must be an array or single string/number value.")]
    AnythingButOperand,
    #[error("Inside anything but list, start|null|boolean is not supported.")]
    AnythingButMember,
    #[error(
        "Inside anything but list, either all values are number or string, mixed type is not supported"
    )]
    AnythingButMixed,
    #[error(
        "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported."
    )]
    AnythingButIgnoreCaseMember,
    #[error("Null prefix/suffix not allowed")]
    EmptyAffix,
    #[error(transparent)]
    Cidr(#[from] AddressBlockError),
    #[error(transparent)]
    Wildcard(#[from] WildcardError),
    #[error("It must be an Array followed with $or.")]
    OrNotArray,
    #[error("Only JSON object is allowed in array of $or relationship.")]
    OrMember,
    #[error("There must have at least 2 Objects in $or relationship.")]
    OrTooShort,
    #[error("{0} is Ruler reserved fieldName which cannot be used inside $or.")]
    OrReservedName(String),
    #[error(
        "Rule is too complex - try using fewer wildcard characters or fewer repeating character \
         sequences after a wildcard character"
    )]
    TooComplex,
    #[error("Size of rule exceeds max value of {0}")]
    TooManyPaths(usize),
    #[error("Rule expands to more than {0} combinations of $or")]
    TooManyCombinations(usize),
    #[error("Pattern is nested deeper than {0} objects")]
    TooDeep(usize),
    /// The length is checked before the pattern is read; the answer is a `ValidationException`.
    #[error("Member must have length less than or equal to {0}")]
    TooLong(usize),
}

impl From<JsonFault> for PatternFault {
    fn from(fault: JsonFault) -> Self {
        Self::Json(fault.to_string())
    }
}

impl PatternFault {
    /// Whether a string has a character in it that must be escaped.
    pub(super) fn is_within_string(&self) -> bool {
        matches!(self, Self::Json(text) if text.starts_with("Illegal unquoted character"))
    }

    /// A stable name for the fault, the last part of its diagnostic code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(_) | Self::NotAnObject => "json",
            Self::EmptyObject | Self::EmptyArray => "empty",
            Self::FieldValue(_) | Self::MatchValue => "value",
            Self::NoOperator | Self::UnknownOperator(_) | Self::SecondKey => "operator",
            Self::OperandNotString(_)
            | Self::NoInnerOperator(_)
            | Self::UnknownInnerOperator { .. }
            | Self::ExistsOperand => "operand",
            Self::NumericNotArray
            | Self::NumericMember(_)
            | Self::NumericOperator(_)
            | Self::NumericOperand(_)
            | Self::NumericRangeValue(_)
            | Self::NumericRangeOperator(_)
            | Self::TooManyElements
            | Self::TooManyTerms
            | Self::NumericOrder
            | Self::NotComparable(_) => "numeric",
            Self::AnythingButOperand
            | Self::AnythingButMember
            | Self::AnythingButMixed
            | Self::AnythingButIgnoreCaseMember
            | Self::EmptyAffix => "anything_but",
            Self::Cidr(_) => "cidr",
            Self::Wildcard(_) => "wildcard",
            Self::OrNotArray | Self::OrMember | Self::OrTooShort | Self::OrReservedName(_) => "or",
            Self::TooComplex
            | Self::TooManyPaths(_)
            | Self::TooManyCombinations(_)
            | Self::TooDeep(_)
            | Self::TooLong(_) => "limit",
        }
    }

    /// What to do about it, where there is something to say.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let advice = match self {
            Self::Json(text) => return json_advice(text),
            Self::NotAnObject => "a pattern is a JSON object such as `{\"source\": [\"aws.ecs\"]}`",
            Self::EmptyObject => "leave the field out, or ask for something within it",
            Self::EmptyArray => {
                "leave the field out, or list what it may be; `[{\"exists\": true}]` takes anything"
            }
            Self::FieldValue(_) => "wrap the value in `[ ]`: a pattern lists what a field may be",
            Self::MatchValue => "arrays cannot be nested: put all alternatives into one array",
            Self::UnknownOperator(name) => return operator_like(name),
            Self::SecondKey => {
                "give each operator an object of its own: alternatives are joined by or"
            }
            Self::OperandNotString("prefix" | "suffix" | "wildcard" | "equals-ignore-case") => {
                "give each string an object of its own in the array of alternatives"
            }
            Self::UnknownInnerOperator { operator: "anything-but", .. } => {
                "`anything-but` takes `prefix`, `suffix`, `equals-ignore-case` and `wildcard`"
            }
            Self::UnknownInnerOperator { .. } => "the only operator here is `equals-ignore-case`",
            Self::ExistsOperand => "write `true` or `false` without quotes",
            Self::NumericOperand(_) => "write the number without quotes",
            Self::NumericNotArray => "write it as an array, such as `[\">\", 0, \"<=\", 5]`",
            Self::NumericOperator(_) => "the operators are `=`, `<`, `<=`, `>` and `>=`",
            Self::NumericRangeOperator(_) => "a range is a `>` or `>=` followed by a `<` or `<=`",
            Self::NumericOrder => "for one number use `=`, or the number itself",
            Self::NotComparable(_) => "use a number that a double holds exactly",
            Self::AnythingButMember => {
                "to exclude `null`, list what is allowed, or add a second rule"
            }
            Self::AnythingButMixed => "use one list of strings or one list of numbers",
            Self::EmptyAffix => "an empty prefix or suffix would exclude every string",
            Self::Cidr(AddressBlockError::TooManyIpv4Bits) => {
                "for a single address write the address itself; the smallest block is /31"
            }
            Self::Cidr(AddressBlockError::TooManyIpv6Bits) => {
                "for a single address write the address itself; the smallest block is /127"
            }
            Self::Wildcard(WildcardError::ConsecutiveStars(_)) => "one `*` does the same",
            Self::Wildcard(WildcardError::InvalidEscape(_)) => {
                "only `\\\\*` and `\\\\\\\\` are escapes, as JSON spells them"
            }
            Self::OrNotArray | Self::OrMember => {
                "`$or` is followed by an array of patterns, such as `[{\"a\": [1]}, {\"b\": [2]}]`"
            }
            Self::OrTooShort => "with one object there is no choice: write its fields directly",
            Self::OrReservedName(_) => "rename the field, or move it out of `$or`",
            Self::TooComplex => "use `prefix` or `suffix` where they do, or fewer alternatives",
            Self::TooManyCombinations(_) => "several `$or` multiply: use fewer, or several rules",
            Self::TooLong(limit) if *limit == Limits::SERVICE.characters => {
                "leave out white space, or use several rules"
            }
            _ => return None,
        };
        Some(advice.to_owned())
    }
}

/// What to do about a fault of the JSON, where its text tells what people usually got wrong.
fn json_advice(text: &str) -> Option<String> {
    let found =
        |character: char| text.starts_with(&format!("Unexpected character ('{character}' (code"));
    let advice = if text.starts_with("Unexpected end-of-input") {
        "a bracket, a brace or a quote is not closed"
    } else if found(']') || found('}') {
        "is there a comma too many before it?"
    } else if found('\'') {
        "strings of JSON have double quotes"
    } else if found('/') || found('#') {
        "JSON has no comments"
    } else {
        return None;
    };
    Some(advice.to_owned())
}

/// The operators, as they are spelled.
const OPERATORS: [&str; 8] = [
    "prefix",
    "suffix",
    "equals-ignore-case",
    "wildcard",
    "numeric",
    "cidr",
    "exists",
    "anything-but",
];

/// The operator that a name was meant for, if it differs in case or punctuation only.
fn operator_like(name: &str) -> Option<String> {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let operator = OPERATORS.iter().find(|operator| plain(operator) == plain(name));
    Some(match operator {
        Some(operator) => format!("did you mean `{operator}`?"),
        None => format!("the operators are {}", OPERATORS.map(|o| format!("`{o}`")).join(", ")),
    })
}
