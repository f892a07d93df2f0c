//! What an event tells, as values: payloads are JSON within text, and compared as JSON.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Number, Value};

use super::difference::ValueDifference;
use crate::history::recorded::RecordedEvent;
use crate::json;

/// The members of details whose text is JSON, or may be.
const PAYLOADS: [&str; 4] = ["input", "output", "parameters", "cause"];
/// The member of details that holds a text of JSON for each variable.
const VARIABLES: &str = "assignedVariables";

/// What one event tells: the members of its details, without those that are ignored.
#[derive(Debug)]
pub(super) struct Telling<'h> {
    members: Vec<(&'h str, Cow<'h, Value>)>,
}

impl<'h> Telling<'h> {
    pub(super) fn of(event: &'h RecordedEvent, ignored: &BTreeSet<String>) -> Self {
        let mut members: Vec<_> =
            event.told().filter(|(name, _)| !ignored.contains(*name)).collect();
        members.sort_by_key(|(name, _)| *name);
        let members = members.into_iter().map(|(name, value)| (name, as_json(name, value)));
        Self { members: members.collect() }
    }

    /// A number that is equal for what is equal.
    pub(super) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for (name, value) in &self.members {
            name.hash(&mut hasher);
            digest(value).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Where two events tell different things.
    pub(super) fn differences<'a>(&'a self, actual: &'a Self) -> Vec<ValueDifference> {
        let mut differences = Differences::default();
        let names: BTreeSet<_> =
            self.members.iter().chain(&actual.members).map(|(name, _)| *name).collect();
        for name in names {
            differences.member = name.to_owned();
            "$".clone_into(&mut differences.path);
            let (expected, actual) = (self.all(name), actual.all(name));
            for place in 0..expected.len().max(actual.len()) {
                let value = |members: &'a [(&str, Cow<'_, Value>)]| Some(&*members.get(place)?.1);
                differences.compare(value(expected), value(actual));
            }
        }
        differences.found
    }

    /// All members of this name: an event of the service has one at most, one that is written by
    /// hand may have two structures of details, or a member beside them.
    fn all(&self, name: &str) -> &[(&'h str, Cow<'h, Value>)] {
        let from = self.members.partition_point(|(member, _)| *member < name);
        let to = self.members.partition_point(|(member, _)| *member <= name);
        self.members.get(from..to).unwrap_or_default()
    }
}

/// A member with the JSON that is within its text. A cause is a text unless it is a whole
/// structure, as those of Lambda and of `.sync` integrations are: `42` is no number there.
fn as_json<'h>(name: &str, value: &'h Value) -> Cow<'h, Value> {
    let read = |text: &str| json::value(text).ok();
    match value {
        Value::String(text) if PAYLOADS.contains(&name) => read(text)
            .filter(|read| name != "cause" || read.is_object() || read.is_array())
            .map_or(Cow::Borrowed(value), Cow::Owned),
        Value::Object(variables) if name == VARIABLES => {
            let variables = variables.iter().map(|(name, value)| {
                let read = value.as_str().and_then(read);
                (name.clone(), read.unwrap_or_else(|| value.clone()))
            });
            Cow::Owned(Value::Object(variables.collect()))
        }
        _ => Cow::Borrowed(value),
    }
}

/// A number that is equal for equal values: members may stand in any order, `1` is `1.0`.
fn digest(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Null => 0.hash(&mut hasher),
        Value::Bool(truth) => truth.hash(&mut hasher),
        // Zero is added because it is equal to its negative.
        Value::Number(number) => {
            number.as_f64().map(|number| (number + 0.0).to_bits()).hash(&mut hasher);
        }
        Value::String(text) => text.hash(&mut hasher),
        Value::Array(items) => {
            items.len().hash(&mut hasher);
            for item in items {
                digest(item).hash(&mut hasher);
            }
        }
        Value::Object(members) => {
            let sum = members.iter().fold(members.len() as u64, |sum, (name, value)| {
                let mut hasher = DefaultHasher::new();
                (name, digest(value)).hash(&mut hasher);
                sum.wrapping_add(hasher.finish())
            });
            (1, sum).hash(&mut hasher);
        }
    }
    hasher.finish()
}

fn same_number(left: &Number, right: &Number) -> bool {
    let is_whole = |number: &Number| number.is_i64() || number.is_u64();
    left == right || !(is_whole(left) && is_whole(right)) && left.as_f64() == right.as_f64()
}

/// The differences between two values, in the making.
#[derive(Default)]
struct Differences {
    member: String,
    path: String,
    found: Vec<ValueDifference>,
}

impl Differences {
    fn compare(&mut self, expected: Option<&Value>, actual: Option<&Value>) {
        match (expected, actual) {
            (Some(Value::Object(expected)), Some(Value::Object(actual))) => {
                for (name, value) in expected {
                    self.within(&step(name), Some(value), actual.get(name));
                }
                for (name, value) in actual.iter().filter(|(name, _)| !expected.contains_key(*name))
                {
                    self.within(&step(name), None, Some(value));
                }
            }
            (Some(Value::Array(expected)), Some(Value::Array(actual))) => {
                for place in 0..expected.len().max(actual.len()) {
                    self.within(&format!("[{place}]"), expected.get(place), actual.get(place));
                }
            }
            (Some(Value::Number(expected)), Some(Value::Number(actual)))
                if same_number(expected, actual) => {}
            _ if expected == actual => {}
            _ => self.found.push(ValueDifference {
                member: self.member.clone(),
                path: self.path.clone(),
                expected: expected.cloned(),
                actual: actual.cloned(),
            }),
        }
    }

    fn within(&mut self, step: &str, expected: Option<&Value>, actual: Option<&Value>) {
        let length = self.path.len();
        self.path.push_str(step);
        self.compare(expected, actual);
        self.path.truncate(length);
    }
}

/// A step of a JSONPath to a member.
fn step(name: &str) -> String {
    let is_plain = |name: &str| {
        !name.starts_with(|first: char| first.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if !name.is_empty() && is_plain(name) {
        return format!(".{name}");
    }
    format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::RecordedHistory;

    fn history(details: &Value) -> RecordedHistory {
        RecordedHistory::read(&json!([{ "id": 1, "previousEventId": 0, "type": "TaskSucceeded",
            "taskSucceededEventDetails": details }]))
        .unwrap()
    }

    fn found(expected: &Value, actual: &Value) -> Vec<String> {
        let none = BTreeSet::new();
        let (expected, actual) = (history(expected), history(actual));
        let [expected, actual] =
            [&expected, &actual].map(|history| Telling::of(&history.events()[0], &none));
        let found = expected.differences(&actual);
        assert_eq!(found.is_empty(), expected.digest() == actual.digest());
        found.iter().map(|found| format!("{} {}", found.member, found.path)).collect()
    }

    #[test]
    fn payloads_are_compared_as_json_and_other_texts_as_they_are() {
        let told = |output: &str| json!({ "name": "1", "output": output });
        assert_eq!(
            found(&told(r#"{"a": 1, "b": [0.0]}"#), &told(r#"{"b":[-0],"a":1.0}"#)),
            [""; 0]
        );
        assert_eq!(found(&told(r#"{"a"#), &told(r#"{"a "#)), ["output $"]);
        assert_eq!(found(&json!({ "name": "1" }), &json!({ "name": "1.0" })), ["name $"]);
        assert_eq!(found(&json!({ "cause": "1" }), &json!({ "cause": "1.0" })), ["cause $"]);
        assert_eq!(found(&json!({ "cause": "{}" }), &json!({ "cause": "{ }" })), [""; 0]);
        let assigned = |value: &str| json!({ "assignedVariables": { "kept": value } });
        assert_eq!(found(&assigned("[1]"), &assigned("[ 1 ]")), [""; 0]);
        assert_eq!(found(&assigned("[1]"), &assigned("[2]")), ["assignedVariables $.kept[0]"]);
    }

    #[test]
    fn none_of_several_members_of_one_name_is_passed_over() {
        let none = BTreeSet::new();
        let written = |first: u8, second: u8, beside: u8| {
            let event = json!({ "id": 1, "previousEventId": 0, "type": "", "index": beside,
                "oneEventDetails": { "index": first }, "otherEventDetails": { "index": second } });
            RecordedHistory::read(&json!([event])).unwrap()
        };
        let expected = written(1, 2, 3);
        let expected = Telling::of(&expected.events()[0], &none);
        for (first, second, beside) in [(4, 2, 3), (1, 4, 3), (1, 2, 4)] {
            let actual = written(first, second, beside);
            let actual = Telling::of(&actual.events()[0], &none);
            let found = expected.differences(&actual);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].actual, Some(json!(4)));
        }
        assert_eq!(expected.differences(&expected), []);
    }

    #[test]
    fn a_difference_is_named_by_its_path() {
        let expected = json!({ "output": r#"{"a": {"b c": [1, 2]}, "gone": null}"# });
        let actual = json!({ "output": r#"{"a": {"b c": [1, 3, 4]}, "": 5}"#, "region": "eu" });
        assert_eq!(
            found(&expected, &actual),
            [
                "output $.a['b c'][1]",
                "output $.a['b c'][2]",
                "output $.gone",
                "output $['']",
                "region $"
            ]
        );
        assert_eq!(step("it's"), r"['it\'s']");
        let whole = json!({ "output": "9007199254740993" });
        assert_eq!(found(&whole, &whole), [""; 0]);
    }
}
