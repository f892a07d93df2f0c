//! Why a path leads nowhere: a name in another spelling, or something on the way that has no fields.

use super::sentence::cut;
use crate::json::{JsonFault, Lexeme, Scanner, elements, fields};
use crate::pattern::FieldPath;

/// What the event has in place of a field that is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Absence {
    /// The path of a field whose name differs in case, `-` or `_` only.
    OtherSpelling(String),
    /// The path leads through something that is no object.
    NoObject {
        /// The path up to it.
        path: String,
        /// What it is: `a string`.
        what: &'static str,
    },
}

/// Looks for what stands in the way of a path; nothing if the field is just not there.
///
/// Names with dots in them are not looked into. The event has been read before, so it has no fault.
pub(super) fn absence(event: &str, path: &FieldPath) -> Option<Absence> {
    look(event, path).ok().flatten()
}

fn look(event: &str, path: &FieldPath) -> Result<Option<Absence>, JsonFault> {
    let mut objects = vec![event];
    let mut walked = String::new();
    for step in path.steps() {
        let mut next = Vec::new();
        let mut like = None;
        for object in &objects {
            for (name, value) in fields(object)? {
                if name == step {
                    next.push(value);
                } else if plain(&name) == plain(step) {
                    like = Some(name);
                }
            }
        }
        if next.is_empty() {
            return Ok(like.map(|name| Absence::OtherSpelling(join(&walked, &cut(&name)))));
        }
        walked = join(&walked, step);
        let mut scalar = None;
        objects = objects_of(next, &mut scalar)?;
        if objects.is_empty() && walked != path.as_str() {
            return Ok(scalar.map(|what| Absence::NoObject { path: walked, what }));
        }
    }
    Ok(None)
}

/// The objects among values, those in arrays included; if there are none, what else there is.
fn objects_of<'e>(
    values: Vec<&'e str>,
    other: &mut Option<&'static str>,
) -> Result<Vec<&'e str>, JsonFault> {
    let mut objects = Vec::new();
    let mut waiting = values;
    while let Some(value) = waiting.pop() {
        let mut scanner = Scanner::new(value);
        let what = match scanner.value()? {
            Lexeme::Object => {
                objects.push(value);
                continue;
            }
            Lexeme::Array => {
                waiting.extend(elements(value)?);
                continue;
            }
            // Services such as SQS and SNS carry JSON as text, which no pattern sees.
            Lexeme::String { .. } if scanner.raw()?.trim_start().starts_with('{') => {
                "a string of JSON, which is not looked into"
            }
            Lexeme::String { .. } => "a string",
            Lexeme::Number => "a number",
            Lexeme::True | Lexeme::False => "a boolean",
            Lexeme::Null => "null",
        };
        *other = Some(what);
    }
    Ok(objects)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A name without what people mix up: case, `-` and `_`.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn absence_of(path: &str, event: &str) -> Option<Absence> {
        absence(event, &FieldPath::new([path]))
    }

    #[test]
    fn what_stands_in_the_way_is_found() {
        let no_object = |path: &str, what| Some(Absence::NoObject { path: path.into(), what });
        assert_eq!(absence_of("a.b.c", r#"{"a": {"b": 1}}"#), no_object("a.b", "a number"));
        assert_eq!(absence_of("a.b", r#"{"a": [[null]]}"#), no_object("a", "null"));
        assert_eq!(
            absence_of("a.b", r#"{"a": "{\"b\": 1}"}"#),
            no_object("a", "a string of JSON, which is not looked into")
        );
        assert_eq!(absence_of("a.b", r#"{"a": []}"#), None);
        assert_eq!(absence_of("a.b", r#"{"a": [1, {"c": 1}]}"#), None);
    }

    #[test]
    fn names_in_another_spelling_are_found() {
        let other = |path: &str| Some(Absence::OtherSpelling(path.into()));
        assert_eq!(absence_of("detail-type", r#"{"detailType": "x"}"#), other("detailType"));
        assert_eq!(
            absence_of("a.resourceType", r#"{"a": [{"b": 1}, {"ResourceType": 1}]}"#),
            other("a.ResourceType")
        );
        assert_eq!(absence_of("a.b", r#"{"a": {"bb": 1}}"#), None);
    }
}
