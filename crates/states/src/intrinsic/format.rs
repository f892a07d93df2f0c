//! `States.Format` and `States.StringSplit`.

use std::borrow::Borrow;

use serde_json::Value;

/// Fills the `{}` of a template in order; none if there are not as many values.
pub(super) fn format<V: Borrow<Value>>(template: &str, values: &[V]) -> Option<String> {
    let mut values = values.iter();
    let mut text = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some(place) = rest.find(['{', '\\']) {
        let (plain, special) = rest.split_at(place);
        text.push_str(plain);
        if let Some(after) = special.strip_prefix("{}") {
            render(values.next()?.borrow(), &mut text);
            rest = after;
            continue;
        }
        let mut characters = special.chars();
        let mut written = characters.next();
        let escaped = characters.clone().next().filter(|next| r"'{}\".contains(*next));
        if written == Some('\\') && escaped.is_some() {
            written = escaped;
            characters.next();
        }
        text.extend(written);
        rest = characters.as_str();
    }
    text.push_str(rest);
    values.next().is_none().then_some(text)
}

/// Writes a value within a text: strings as they are, objects and arrays as Java prints them.
fn render(value: &Value, text: &mut String) {
    match value {
        Value::String(plain) => text.push_str(plain),
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { ", " });
                render(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (place, (key, value)) in members.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { ", " });
                text.push_str(key);
                text.push('=');
                render(value, text);
            }
            text.push('}');
        }
        _ => text.push_str(&value.to_string()),
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
        assert_eq!(format::<Value>("", &[]), Some(String::new()));
    }

    #[test]
    fn a_text_is_cut_at_any_delimiter() {
        assert_eq!(split(&json!("a,b;;c"), &json!(",;")), Some(json!(["a", "b", "c"])));
        assert_eq!(split(&json!(",,"), &json!(",")), Some(json!([])));
        assert_eq!(split(&json!("ab"), &json!("")), Some(json!(["ab"])));
        assert_eq!(split(&json!(1), &json!(",")), None);
    }
}
