//! Items out of what an item reader read: JSON, JSON lines, CSV, lists of objects.

use serde_json::{Map, Value, json};

use crate::definition::ItemFormat;
use crate::json;

impl ItemFormat {
    /// The items of a text, as it stands where the reader reads it.
    pub(crate) fn items_of_text(&self, text: &str) -> Result<Vec<Value>, String> {
        match self {
            Self::Objects => {
                let listed = json::value(text);
                self.items(listed.map_err(|error| format!("The list is no JSON: {error}."))?)
            }
            _ => self.items(Value::String(text.to_owned())),
        }
    }

    /// The items of what was read, or what is wrong with it. An array holds the items already,
    /// whatever the format: a driver may have read them itself.
    pub(super) fn items(&self, read: Value) -> Result<Vec<Value>, String> {
        let text = match read {
            Value::Array(items) => return Ok(items),
            Value::String(text) => text,
            Value::Object(mut response) if *self == Self::Objects => {
                return match response.remove("Contents") {
                    Some(Value::Array(objects)) => Ok(objects),
                    // A list of nothing has no such member.
                    _ => Ok(Vec::new()),
                };
            }
            _ => return Err(NOT_ITERABLE.to_owned()),
        };
        match self {
            Self::Objects => Err(NOT_ITERABLE.to_owned()),
            Self::Json { pointer } => {
                let read = json::value(&text)
                    .map_err(|error| format!("The JSON file could not be read: {error}."))?;
                match pointed(read, pointer.as_deref())? {
                    Value::Array(items) => Ok(items),
                    // Seen at the service: the members of an object are items of key and value.
                    Value::Object(members) => {
                        let item = |(key, value)| json!({ "Key": key, "Value": value });
                        Ok(members.into_iter().map(item).collect())
                    }
                    _ => Err(NOT_ITERABLE.to_owned()),
                }
            }
            Self::JsonLines => text
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(json::value)
                .collect::<Result<_, _>>()
                .map_err(|error| format!("The JSON Lines file could not be read: {error}.")),
            Self::Csv { headers, delimiter } => {
                csv_items(rows(&text, *delimiter)?, headers.as_deref())
            }
        }
    }
}

/// What a JSON Pointer (RFC 6901) points at. The words are not the service's.
fn pointed(mut read: Value, pointer: Option<&str>) -> Result<Value, String> {
    let Some(pointer) = pointer else { return Ok(read) };
    read.pointer_mut(pointer)
        .map(Value::take)
        .ok_or_else(|| format!("The ItemsPointer '{pointer}' does not point at a value."))
}

/// The words for what is no collection are from memory; those for a text that cannot be read are
/// not the service's.
const NOT_ITERABLE: &str = "Attempting to map over non-iterable node.";

/// An object of texts for each row. Columns beyond the headers are left out, and those that are
/// missing are empty, of which neither is recorded.
fn csv_items(rows: Vec<Vec<String>>, headers: Option<&[String]>) -> Result<Vec<Value>, String> {
    let mut rows = rows.into_iter();
    let headers = match headers {
        Some(headers) => headers.to_vec(),
        None => rows.next().unwrap_or_default(),
    };
    if headers.is_empty() {
        return Err("CSV headers cannot be empty.".to_owned());
    }
    let item = |row: Vec<String>| {
        let mut cells = row.into_iter();
        let members: Map<_, _> = headers
            .iter()
            .map(|header| (header.clone(), Value::String(cells.next().unwrap_or_default())))
            .collect();
        Value::Object(members)
    };
    Ok(rows.map(item).collect())
}

/// The rows of a CSV file (RFC 4180, with any line break); empty lines are no rows.
fn rows(text: &str, delimiter: char) -> Result<Vec<Vec<String>>, String> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut was_quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if cell.is_empty() && !was_quoted => {
                was_quoted = true;
                quoted(&mut characters, &mut cell)?;
            }
            '\r' | '\n' => {
                if character == '\r' && characters.peek() == Some(&'\n') {
                    characters.next();
                }
                if !row.is_empty() || !cell.is_empty() || was_quoted {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                was_quoted = false;
            }
            _ if character == delimiter => {
                row.push(std::mem::take(&mut cell));
                was_quoted = false;
            }
            _ => cell.push(character),
        }
    }
    if !row.is_empty() || !cell.is_empty() || was_quoted {
        row.push(cell);
        rows.push(row);
    }
    Ok(rows)
}

/// A quoted cell up to its closing quote; two quotes stand for one.
fn quoted(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    cell: &mut String,
) -> Result<(), String> {
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('"', Some('"')) => {
                characters.next();
                cell.push('"');
            }
            ('"', _) => return Ok(()),
            _ => cell.push(character),
        }
    }
    Err("The CSV file could not be read: a quoted value does not end.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(headers: Option<&[&str]>, delimiter: char, text: &str) -> Result<Vec<Value>, String> {
        let headers = headers.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        ItemFormat::Csv { headers, delimiter }.items(json!(text))
    }

    #[test]
    fn rows_are_named_by_the_first_or_by_given_headers() {
        assert_eq!(
            csv(None, ',', "task,cluster\r\nweb,prod\n\n\"a \"\"b\"\", c\n\",\"\"\n"),
            Ok(vec![
                json!({ "task": "web", "cluster": "prod" }),
                json!({ "task": "a \"b\", c\n", "cluster": "" }),
            ])
        );
        assert_eq!(
            csv(Some(&["a", "b"]), '|', "1|2|3\n4"),
            Ok(vec![json!({ "a": "1", "b": "2" }), json!({ "a": "4", "b": "" })])
        );
        assert_eq!(csv(None, ',', "a,b"), Ok(vec![]));
        assert_eq!(csv(None, ',', "").unwrap_err(), "CSV headers cannot be empty.");
        assert!(csv(None, ',', "a\n\"b").unwrap_err().contains("does not end"));
    }

    #[test]
    fn json_is_an_array_an_object_or_lines() {
        let json = |text: &str| ItemFormat::Json { pointer: None }.items(json!(text));
        assert_eq!(json("[1, {}]"), Ok(vec![json!(1), json!({})]));
        assert_eq!(json(r#"{"a": 1}"#), Ok(vec![json!({ "Key": "a", "Value": 1 })]));
        assert_eq!(json("1").unwrap_err(), NOT_ITERABLE);
        assert!(json("[").unwrap_err().contains("line 1, column 2"));
        assert!(json(&"[".repeat(100_000)).is_err());
        let pointed = |pointer: &str| {
            let format = ItemFormat::Json { pointer: Some(pointer.to_owned()) };
            format.items(json!(r#"{"stock": {"tasks/": [1, 2]}, "none": null}"#))
        };
        assert_eq!(pointed("/stock/tasks~1"), Ok(vec![json!(1), json!(2)]));
        assert_eq!(pointed("/stock"), Ok(vec![json!({ "Key": "tasks/", "Value": [1, 2] })]));
        assert_eq!(pointed("/none").unwrap_err(), NOT_ITERABLE);
        for nowhere in ["/stock/clusters", "stock"] {
            assert!(pointed(nowhere).unwrap_err().contains("does not point at a value"));
        }
        let lines = ItemFormat::JsonLines;
        assert_eq!(
            lines.items(json!("1\n\n {\"a\":2}\r\n")),
            Ok(vec![json!(1), json!({ "a": 2 })])
        );
        assert!(lines.items(json!("1\nx")).is_err());
    }

    #[test]
    fn a_list_names_objects() {
        let objects = ItemFormat::Objects;
        let listed = json!({ "Contents": [{ "Key": "a.json" }], "KeyCount": 1 });
        assert_eq!(objects.items(listed), Ok(vec![json!({ "Key": "a.json" })]));
        assert_eq!(objects.items(json!({ "KeyCount": 0 })), Ok(vec![]));
        assert_eq!(objects.items(json!([1])), Ok(vec![json!(1)]));
        assert_eq!(objects.items(json!("x")).unwrap_err(), NOT_ITERABLE);
    }
}
