//! Input paths: the part of JSONPath that EventBridge takes.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use miette::Diagnostic;
use thiserror::Error;

use super::select::select;
use crate::json::compact;
use crate::matching::EventError;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// `.name`: a field of an object.
    Field(String),
    /// `[0]`: an element of an array.
    Index(usize),
    /// `.*` or `[*]`: everything in an object or array.
    All,
}

/// A path into an event, in the dot notation that EventBridge documents: `$`, names, indices of
/// arrays and `*`.
///
/// ```
/// use firedrill_eventbridge::InputPath;
///
/// let path: InputPath = "$.detail.resources[0].arn".parse()?;
/// let event = r#"{"detail": {"resources": [{"arn": "a"}, {"arn": "b"}]}}"#;
/// assert_eq!(path.select(event)?.as_deref(), Some("\"a\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputPath {
    text: String,
    steps: Vec<Step>,
}

/// A path that EventBridge does not document, with its place in the text of the path.
///
/// What PutTargets says of such a path is not known.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the texts tell what each variant means")]
pub enum InputPathError {
    #[error("path `{path}` does not start with `$`")]
    #[diagnostic(
        code(firedrill::input_path::root),
        help("`$` is the whole event, `$.detail` its detail")
    )]
    Root { path: String },
    #[error("path `{path}` holds what EventBridge does not take")]
    #[diagnostic(
        code(firedrill::input_path::syntax),
        help("use dot notation: `$.detail.name`, `$.detail.list[0]`, `$.detail.list[*]`")
    )]
    Syntax {
        path: String,
        #[label("here")]
        span: Range<usize>,
    },
    #[error("a path has at most 256 characters")]
    #[diagnostic(code(firedrill::input_path::length))]
    TooLong,
}

/// The greatest number of characters of a path ("InputTransformer" in the API reference).
const LONGEST: usize = 256;

impl InputPath {
    /// Reads a path.
    ///
    /// # Errors
    /// The path is not of the documented form.
    pub fn parse(path: &str) -> Result<Self, InputPathError> {
        if path.chars().nth(LONGEST).is_some() {
            return Err(InputPathError::TooLong);
        }
        let Some(mut rest) = path.strip_prefix('$') else {
            return Err(InputPathError::Root { path: path.to_owned() });
        };
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, length) = step(rest).ok_or_else(|| {
                let start = path.len() - rest.len();
                InputPathError::Syntax { path: path.to_owned(), span: start..path.len() }
            })?;
            steps.push(step);
            rest = rest.get(length..).unwrap_or_default();
        }
        Ok(Self { text: path.to_owned(), steps })
    }

    /// The path as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the path selects in an event, as JSON without white space; nothing if it selects
    /// nothing. A path with `*` selects an array of all it finds. Of fields with one name the last
    /// one counts.
    ///
    /// # Errors
    /// The event is no JSON object, or not valid JSON.
    pub fn select(&self, event: &str) -> Result<Option<String>, EventError> {
        let found = select(event, &self.steps)?;
        let mut output = String::new();
        let add = |text: &str, output: &mut String| {
            compact(text, output).map_err(|fault| EventError::json(event, &fault, 0))
        };
        if !self.steps.contains(&Step::All) {
            let Some(value) = found.first() else { return Ok(None) };
            add(value, &mut output)?;
            return Ok(Some(output));
        }
        if found.is_empty() {
            return Ok(None);
        }
        for (position, value) in found.iter().enumerate() {
            output.push(if position == 0 { '[' } else { ',' });
            add(value, &mut output)?;
        }
        output.push(']');
        Ok(Some(output))
    }
}

/// The step that a path goes on with, and its length.
fn step(rest: &str) -> Option<(Step, usize)> {
    if let Some(bracket) = rest.strip_prefix('[') {
        let (inside, _) = bracket.split_once(']')?;
        let step = if inside == "*" { Step::All } else { Step::Index(index(inside)?) };
        return Some((step, inside.len() + 2));
    }
    let name = rest.strip_prefix('.')?;
    let name = name.get(..name.find(['.', '[']).unwrap_or(name.len()))?;
    let unsupported = |c: char| c.is_control() || "]'\"()?@,<>".contains(c);
    if name.is_empty() || name.contains(unsupported) {
        return None;
    }
    let step = if name == "*" { Step::All } else { Step::Field(name.to_owned()) };
    Some((step, name.len() + 1))
}

fn index(digits: &str) -> Option<usize> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

impl FromStr for InputPath {
    type Err = InputPathError;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        Self::parse(path)
    }
}

impl fmt::Display for InputPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{ "a": {"b-c": [1.0, {"d": "x\u0041"}, [2]], "e/f": null, "b-c": [3]},
        "g": [{"h": 1}, {"h": 2}, {}], "a b": true, "$.a": 0 }"#;

    fn selected(path: &str) -> Option<String> {
        InputPath::parse(path).unwrap().select(EVENT).unwrap()
    }

    #[test]
    fn paths_select_json() {
        assert_eq!(selected("$.a.b-c").as_deref(), Some("[3]"));
        assert_eq!(selected("$.a.e/f").as_deref(), Some("null"));
        assert_eq!(selected("$.a b").as_deref(), Some("true"));
        assert_eq!(selected("$.g[1].h").as_deref(), Some("2"));
        assert_eq!(selected("$.g[*].h").as_deref(), Some("[1,2]"));
        assert_eq!(selected("$.g[2].*"), None);
        assert_eq!(selected("$.g[3]"), None);
        assert_eq!(selected("$.a.b-c.x"), None);
        assert!(selected("$").unwrap().starts_with(r#"{"a":{"b-c":[1.0,{"d":"xA"},[2]]"#));
    }

    #[test]
    fn other_notations_are_refused_with_their_place() {
        for path in ["$a", "$.", "$..a", "$.a[", "$.a['b']", "$.a[-1]", "$.a[0:2]", "$[?(@.a)]"] {
            assert!(
                matches!(InputPath::parse(path), Err(InputPathError::Syntax { .. })),
                "{path} was accepted"
            );
        }
        assert!(matches!(InputPath::parse("a"), Err(InputPathError::Root { .. })));
        let long = format!("$.{}", "a".repeat(255));
        assert_eq!(InputPath::parse(&long), Err(InputPathError::TooLong));
        assert!(InputPath::parse("$.a").unwrap().select("[]").is_err());
    }
}
