//! Input transformers.

use jiff::Timestamp;

use super::InputPath;
use super::error::{InputTransformerError, InputTransformerFault};
use super::render::{Value, render, without_detail};
use super::template::{Piece, TemplateKind, kind_of, pieces};
use crate::matching::EventError;

/// What a template can tell of the rule that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleContext {
    /// `<aws.events.rule-arn>`.
    pub rule_arn: String,
    /// `<aws.events.rule-name>`.
    pub rule_name: String,
    /// `<aws.events.event.ingestion-time>`: when the bus received the event.
    pub ingestion_time: Timestamp,
}

/// What becomes of an event on its way to a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transformed {
    /// The target receives this text.
    Delivered(String),
    /// The service drops the event for this target, without telling anyone.
    NotDelivered(
        /// Why, in one sentence without a full stop.
        String,
    ),
}

/// What a name of a template stands for in one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateValue {
    /// The name.
    pub name: String,
    /// The value as JSON; none if the path selects nothing.
    pub value: Option<String>,
}

/// An input transformer: names for parts of the event, and a template that uses the names.
///
/// ```
/// use firedrill_eventbridge::{InputTransformer, RuleContext, Transformed};
///
/// let paths = [("task".to_owned(), "$.detail.taskArn".to_owned())];
/// let transformer = InputTransformer::new(&paths, r#"{"stop": <task>}"#)?;
/// let context = RuleContext {
///     rule_arn: "arn:aws:events:eu-west-1:111122223333:rule/stop".to_owned(),
///     rule_name: "stop".to_owned(),
///     ingestion_time: "2026-01-01T00:00:00Z".parse()?,
/// };
/// let event = r#"{"detail": {"taskArn": "arn:task"}}"#;
/// let delivered = Transformed::Delivered(r#"{"stop": "arn:task"}"#.to_owned());
/// assert_eq!(transformer.transform(event, &context), delivered);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct InputTransformer {
    paths: Vec<(String, InputPath)>,
    template: String,
    pieces: Vec<Piece>,
    kind: TemplateKind,
}

/// The names that the service predefines.
const PREDEFINED: [&str; 5] = [
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event.ingestion-time",
    "aws.events.event.json",
    "aws.events.event",
];

/// What stands for every placeholder while a template is checked.
const STAND_IN: &str = "null";

/// The greatest number of input paths, of characters of a name, and of characters of a template.
const MOST_PATHS: usize = 100;
const LONGEST_NAME: usize = 256;
const LONGEST_TEMPLATE: usize = 8192;

impl InputTransformer {
    /// Reads an input transformer: names with their paths, and the template.
    ///
    /// # Errors
    /// What PutTargets would refuse.
    pub fn new(paths: &[(String, String)], template: &str) -> Result<Self, InputTransformerError> {
        let fail = |fault| Err(InputTransformerError::new(fault));
        if paths.len() > MOST_PATHS {
            return fail(InputTransformerFault::TooManyPaths(paths.len()));
        }
        if template.is_empty() || template.chars().nth(LONGEST_TEMPLATE).is_some() {
            return fail(InputTransformerFault::TemplateLength);
        }
        let paths =
            paths.iter().map(|(name, path)| read_path(name, path)).collect::<Result<_, _>>()?;
        let mut transformer = Self {
            paths,
            template: template.to_owned(),
            pieces: pieces(template),
            kind: TemplateKind::Json,
        };
        transformer.check_placeholders()?;
        transformer.kind = transformer.check_template()?;
        Ok(transformer)
    }

    fn check_placeholders(&self) -> Result<(), InputTransformerError> {
        for piece in &self.pieces {
            let Piece::Placeholder { name, span, .. } = piece else { continue };
            let known = self.paths.iter().any(|(path_name, _)| path_name == name);
            if !known && !PREDEFINED.contains(&name.as_str()) {
                let fault = InputTransformerFault::Placeholder { name: name.clone() };
                return Err(InputTransformerError::in_template(
                    fault,
                    span.clone(),
                    &self.template,
                ));
            }
        }
        Ok(())
    }

    /// Whether the template is JSON once its placeholders have values, and of which kind.
    fn check_template(&self) -> Result<TemplateKind, InputTransformerError> {
        let null: Vec<(&str, Value)> =
            self.names().map(|name| (name, Value::Json(STAND_IN.into()))).collect();
        let text = render(&self.pieces, &null, TemplateKind::Json);
        kind_of(&text).map_err(|(fault, position)| {
            let place = InputTransformerError::place(&text, position);
            let fault = InputTransformerFault::Template { fault: fault.to_string(), place };
            let start = template_position(&self.pieces, position);
            let rest = self.template.get(start..).unwrap_or_default();
            let span = start..start + rest.chars().next().map_or(0, char::len_utf8);
            InputTransformerError::in_template(fault, span, &self.template)
        })
    }

    /// The template as it is written.
    #[must_use]
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The names with their paths.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &InputPath)> {
        self.paths.iter().map(|(name, path)| (name.as_str(), path))
    }

    /// The names that the template uses, each once, in the order of their first use.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().enumerate().filter_map(|(position, piece)| {
            let Piece::Placeholder { name, .. } = piece else { return None };
            let used_before = self.pieces.iter().take(position).any(|earlier| {
                matches!(earlier, Piece::Placeholder { name: other, .. } if other == name)
            });
            (!used_before).then_some(name.as_str())
        })
    }

    /// What each name of the template stands for in an event.
    ///
    /// # Errors
    /// The event is no JSON object, or not valid JSON.
    pub fn values(
        &self,
        event: &str,
        context: &RuleContext,
    ) -> Result<Vec<TemplateValue>, EventError> {
        self.names()
            .map(|name| {
                let value = match self.value(name, event, context)? {
                    Value::Missing => None,
                    Value::Text(text) => Some(serde_json::Value::from(text).to_string()),
                    Value::Json(json) => Some(json),
                };
                Ok(TemplateValue { name: name.to_owned(), value })
            })
            .collect()
    }

    /// The names within strings of the template whose value has characters that a JSON string must
    /// escape: quotes, backslashes, line breaks.
    ///
    /// The user guide says that EventBridge "doesn't escape values extracted by Input Path". Taken by
    /// the letter, such a value makes the input invalid JSON, which is not delivered; here it is
    /// escaped, as no recording decides.
    ///
    /// # Errors
    /// The event is no JSON object, or not valid JSON.
    pub fn escaped_names(
        &self,
        event: &str,
        context: &RuleContext,
    ) -> Result<Vec<&str>, EventError> {
        let must_be_escaped = |c: char| matches!(c, '"' | '\\') || c < ' ';
        let mut names = Vec::new();
        for piece in &self.pieces {
            let Piece::Placeholder { name, in_string: true, .. } = piece else { continue };
            if !names.contains(&name.as_str())
                && let Value::Text(text) = self.value(name, event, context)?
                && text.contains(must_be_escaped)
            {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// What a target receives for an event. An event that is not valid JSON is not delivered.
    #[must_use]
    pub fn transform(&self, event: &str, context: &RuleContext) -> Transformed {
        let mut values = Vec::new();
        for name in self.names() {
            match self.value(name, event, context) {
                Ok(value) => values.push((name, value)),
                Err(error) => return Transformed::NotDelivered(error.to_string()),
            }
        }
        let text = render(&self.pieces, &values, self.kind);
        if self.kind == TemplateKind::Text {
            return Transformed::Delivered(text);
        }
        match kind_of(&text) {
            Ok(_) => Transformed::Delivered(text),
            Err((fault, _)) => {
                Transformed::NotDelivered(self.why_invalid(&values, &fault.to_string()))
            }
        }
    }

    /// Why the text is not valid JSON: most often an object or array within a string.
    fn why_invalid(&self, values: &[(&str, Value)], fault: &str) -> String {
        let culprit = self.pieces.iter().find_map(|piece| {
            let Piece::Placeholder { name, in_string: true, .. } = piece else { return None };
            let value = values.iter().find(|(known, _)| known == name).map(|(_, value)| value);
            matches!(value, Some(Value::Json(json)) if json.starts_with(['{', '['])).then_some(name)
        });
        match culprit {
            Some(name) => format!(
                "`<{name}>` stands within a JSON string but is an object or an array, so the \
                 transformed input is not valid JSON"
            ),
            None => format!("the transformed input is not valid JSON: {fault}"),
        }
    }

    fn value(&self, name: &str, event: &str, context: &RuleContext) -> Result<Value, EventError> {
        if let Some((_, path)) = self.paths.iter().find(|(known, _)| known == name) {
            return Ok(match path.select(event)? {
                None => Value::Missing,
                Some(json) => Value::of_json(json),
            });
        }
        Ok(match name {
            "aws.events.rule-arn" => Value::Text(context.rule_arn.clone()),
            "aws.events.rule-name" => Value::Text(context.rule_name.clone()),
            "aws.events.event.ingestion-time" => Value::Text(context.ingestion_time.to_string()),
            "aws.events.event.json" => Value::Json(
                InputPath::parse("$")
                    .map_or_else(|_| Ok(None), |path| path.select(event))?
                    .unwrap_or_default(),
            ),
            _ => Value::Json(without_detail(event)?),
        })
    }
}

/// Where in a template a place of the text lies that was made of it with [`STAND_IN`].
fn template_position(pieces: &[Piece], position: usize) -> usize {
    let (mut start, mut start_in_template) = (0, 0);
    for piece in pieces {
        let (length, length_in_template) = match piece {
            Piece::Literal(literal) => (literal.len(), literal.len()),
            Piece::Placeholder { span, .. } => (STAND_IN.len(), span.len()),
        };
        if position < start + length {
            let within = position - start;
            return start_in_template + if matches!(piece, Piece::Literal(_)) { within } else { 0 };
        }
        start += length;
        start_in_template += length_in_template;
    }
    start_in_template
}

fn read_path(name: &str, path: &str) -> Result<(String, InputPath), InputTransformerError> {
    let owned = name.to_owned();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let fault = if name.starts_with("AWS.") {
        InputTransformerFault::ReservedPathName(owned)
    } else if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(allowed) {
        InputTransformerFault::PathName(owned)
    } else {
        match InputPath::parse(path) {
            Ok(path) => return Ok((owned, path)),
            Err(error) => InputTransformerFault::Path { name: owned, error },
        }
    };
    Err(InputTransformerError::new(fault))
}
