//! `States.Format` and `States.StringSplit`.

use serde_json::Value;

/// Fills the `{}` of a template in order; none if there are not as many values.
pub(super) fn format(template: &str, values: &[Value]) -> Option<String> {
    let mut values = values.iter();
    let mut text = String::with_capacity(template.len());
    let mut characters = template.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('{', Some('}')) => {
                characters.next();
                text.push_str(&rendered(values.next()?));
            }
            ('\\', Some(escaped @ ('\'' | '{' | '}' | '\\'))) => {
                text.push(*escaped);
                characters.next();
            }
            _ => text.push(character),
        }
    }
    values.next().is_none().then_some(text)
}

/// A value within a text: strings as they are, objects and arrays as Java prints them.
fn rendered(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(rendered).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(key, value)| format!("{key}={}", rendered(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        _ => value.to_string(),
    }
}

/// Cuts a text at every character of the delimiters; empty parts are left out, as recorded.
pub(super) fn split(text: &Value, delimiters: &Value) -> Option<Value> {
    let (text, delimiters) = (text.as_str()?, delimiters.as_str()?);
    Some(Value::Array(
        text.split(|character| delimiters.contains(character))
            .filter(|part| !part.is_empty())
            .map(Value::from)
            .collect(),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_are_filled_in_order() {
        let filled = format(r"\{\} it\'s {}:{} \\ { }", &[json!("a"), json!(1.5)]).unwrap();
        assert_eq!(filled, r"{} it's a:1.5 \ { }");
        assert_eq!(format("{}", &[json!(null)]).unwrap(), "null");
        assert_eq!(
            format("{}", &[json!({"a": 1, "b": ["x", true]})]).unwrap(),
            "{a=1, b=[x, true]}"
        );
    }

    #[test]
    fn places_and_values_must_be_as_many() {
        assert_eq!(format("{} {}", &[json!(1)]), None);
        assert_eq!(format("{}", &[json!(1), json!(2)]), None);
        assert_eq!(format("", &[]), Some(String::new()));
    }

    #[test]
    fn a_text_is_cut_at_any_delimiter() {
        assert_eq!(split(&json!("a,b;;c"), &json!(",;")), Some(json!(["a", "b", "c"])));
        assert_eq!(split(&json!(",,"), &json!(",")), Some(json!([])));
        assert_eq!(split(&json!("ab"), &json!("")), Some(json!(["ab"])));
        assert_eq!(split(&json!(1), &json!(",")), None);
    }
}
