//! Why a path leads nowhere: a name in another spelling, or something on the way that has no fields.

use std::collections::{BTreeMap, HashMap};

use super::sentence::cut;
use crate::json::{JsonFault, Lexeme, Scanner, fields};
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

/// Absences by the number of the path.
pub(super) type Absences = BTreeMap<usize, Absence>;

/// Looks for what stands in the way of paths, which have numbers; nothing is told of a field that
/// is just not there.
///
/// Names with dots in them are not looked into. The event has been read before, so it has no fault.
pub(super) fn absences<'p>(
    event: &str,
    paths: impl IntoIterator<Item = (usize, &'p FieldPath)>,
) -> Absences {
    let paths: Vec<Onward<'p>> = paths
        .into_iter()
        .map(|(number, path)| Onward { number, steps: path.steps().collect(), taken: 0 })
        .collect();
    look(event, paths).unwrap_or_default()
}

/// A path, so many steps of which lead somewhere.
#[derive(Debug)]
struct Onward<'p> {
    number: usize,
    steps: Vec<&'p str>,
    taken: usize,
}

/// Objects that several paths have come to, on the same way.
#[derive(Debug)]
struct Crossing<'e, 'p> {
    walked: String,
    /// From the last in the event to the first.
    objects: Vec<&'e str>,
    paths: Vec<Onward<'p>>,
}

/// One step of several paths, and what it leads to.
#[derive(Debug, Default)]
struct Direction<'e, 'p> {
    values: Vec<&'e str>,
    /// A field of another spelling.
    like: Option<String>,
    paths: Vec<Onward<'p>>,
}

/// Each object is looked at once for all the paths that have come to it.
fn look<'p>(event: &str, paths: Vec<Onward<'p>>) -> Result<Absences, JsonFault> {
    let mut absences = Absences::new();
    let mut waiting = vec![Crossing { walked: String::new(), objects: vec![event], paths }];
    while let Some(Crossing { walked, objects, paths }) = waiting.pop() {
        for (step, direction) in directions(&objects, paths)? {
            if direction.values.is_empty() {
                let Some(like) = direction.like.map(|name| join(&walked, &cut(&name))) else {
                    continue;
                };
                let other = |path: Onward<'p>| (path.number, Absence::OtherSpelling(like.clone()));
                absences.extend(direction.paths.into_iter().map(other));
                continue;
            }
            let mut paths = direction.paths;
            paths.retain(|path| path.taken < path.steps.len());
            let walked = join(&walked, step);
            let found = Found::among(&direction.values)?;
            if !found.objects.is_empty() {
                waiting.push(Crossing { walked, objects: found.objects, paths });
            } else if let Some(what) = found.scalar {
                let no_object = |path: Onward<'p>| {
                    (path.number, Absence::NoObject { path: walked.clone(), what })
                };
                absences.extend(paths.into_iter().map(no_object));
            }
        }
    }
    Ok(absences)
}

/// The next steps of paths, and what the fields of objects are to them.
fn directions<'e, 'p>(
    objects: &[&'e str],
    paths: Vec<Onward<'p>>,
) -> Result<BTreeMap<&'p str, Direction<'e, 'p>>, JsonFault> {
    let mut directions: BTreeMap<&str, Direction<'_, '_>> = BTreeMap::new();
    let mut spellings: HashMap<String, Vec<&str>> = HashMap::new();
    for mut path in paths {
        let Some(step) = path.steps.get(path.taken).copied() else { continue };
        path.taken += 1;
        let direction = directions.entry(step).or_default();
        if direction.paths.is_empty() {
            spellings.entry(plain(step)).or_default().push(step);
        }
        direction.paths.push(path);
    }
    for object in objects {
        for (name, value) in fields(object)? {
            for step in spellings.get(&plain(&name)).into_iter().flatten() {
                let Some(direction) = directions.get_mut(step) else { continue };
                if name == *step {
                    direction.values.push(value);
                } else {
                    direction.like = Some(name.clone());
                }
            }
        }
    }
    Ok(directions)
}

/// What stands among values, those in arrays included.
#[derive(Debug, Default)]
struct Found<'e> {
    /// The objects, from the last to the first.
    objects: Vec<&'e str>,
    /// What the first scalar is.
    scalar: Option<&'static str>,
}

impl<'e> Found<'e> {
    fn among(values: &[&'e str]) -> Result<Self, JsonFault> {
        let mut found = Self::default();
        for value in values {
            found.add(value)?;
        }
        found.objects.reverse();
        Ok(found)
    }

    /// Adds what is in a value, however deep its arrays are, in one pass.
    fn add(&mut self, value: &'e str) -> Result<(), JsonFault> {
        let mut scanner = Scanner::new(value);
        let mut depth = 0_usize;
        loop {
            scanner.skip_space();
            let start = scanner.position();
            let lexeme = scanner.value()?;
            let mut first = false;
            match lexeme {
                Lexeme::Array => {
                    depth += 1;
                    first = true;
                }
                Lexeme::Object => {
                    scanner.skip_rest(lexeme)?;
                    self.objects.extend(value.get(start..scanner.position()));
                }
                scalar if self.scalar.is_none() => {
                    self.scalar = Some(kind(scalar, scanner.raw()?));
                }
                _ => {}
            }
            while depth > 0 && scanner.array_ends(std::mem::take(&mut first))? {
                depth -= 1;
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

/// What a scalar is called, given how it is written.
fn kind(lexeme: Lexeme, raw: &str) -> &'static str {
    match lexeme {
        // Services such as SQS and SNS carry JSON as text, which no pattern sees.
        Lexeme::String { .. } if raw.trim_start().starts_with('{') => {
            "a string of JSON, which is not looked into"
        }
        Lexeme::String { .. } => "a string",
        Lexeme::Number => "a number",
        Lexeme::True | Lexeme::False => "a boolean",
        Lexeme::Null => "null",
        Lexeme::Object => "an object",
        Lexeme::Array => "an array",
    }
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
    use proptest::prelude::*;

    use super::*;
    use crate::json::elements;

    fn absence_of(path: &str, event: &str) -> Option<Absence> {
        absences(event, [(0, &FieldPath::new([path]))]).remove(&0)
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

    #[test]
    fn deep_arrays_are_passed_once_for_all_paths() {
        let paths: Vec<FieldPath> =
            (0..200).map(|number| FieldPath::new([format!("a.f{number}").as_str()])).collect();
        let (open, close) = ("[".repeat(900), "]".repeat(900));
        let event = format!(r#"{{"a": {open}"{}"{close}}}"#, "x".repeat(2_000_000));
        let found = absences(&event, paths.iter().enumerate());
        let a_string = Absence::NoObject { path: "a".to_owned(), what: "a string" };
        assert_eq!(found.len(), 200);
        assert!(found.values().all(|absence| *absence == a_string));
    }

    /// What stands in the way of one path, level by level.
    fn one_by_one(event: &str, path: &str) -> Option<Absence> {
        let mut objects = vec![event];
        let mut walked = String::new();
        for step in path.split('.') {
            let of_objects: Vec<(String, &str)> =
                objects.iter().flat_map(|object| fields(object).unwrap()).collect();
            let mut values: Vec<&str> = of_objects
                .iter()
                .filter_map(|(name, value)| (name == step).then_some(*value))
                .collect();
            if values.is_empty() {
                let like = of_objects.iter().rfind(|(name, _)| plain(name) == plain(step));
                return like.map(|(name, _)| Absence::OtherSpelling(join(&walked, name)));
            }
            walked = join(&walked, step);
            objects.clear();
            let mut scalar = None;
            while let Some(value) = values.pop() {
                match Scanner::new(value).value().unwrap() {
                    Lexeme::Object => objects.push(value),
                    Lexeme::Array => values.extend(elements(value).unwrap()),
                    lexeme => scalar = Some(kind(lexeme, value.trim_matches('"'))),
                }
            }
            if objects.is_empty() && walked != path {
                return scalar.map(|what| Absence::NoObject { path: walked, what });
            }
        }
        None
    }

    fn event() -> impl Strategy<Value = String> {
        let scalar = prop::sample::select(&["1", "null", "true", r#""x""#, r#""{}""#][..]);
        let value = scalar.prop_map(str::to_owned).prop_recursive(5, 40, 3, |inner| {
            let array = prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|elements| format!("[{}]", elements.join(" , ")));
            prop_oneof![array, object(inner)]
        });
        object(value)
    }

    fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
        let name = prop::sample::select(&["a", "A", "b", "b", "-b", "c"][..]);
        prop::collection::vec((name, value), 0..5).prop_map(|fields| {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("\"{name}\" : {value}")).collect();
            format!("{{{}}}", fields.join(","))
        })
    }

    proptest! {
        #[test]
        fn paths_together_are_answered_as_one_by_one(
            event in event(),
            paths in prop::collection::vec("[abAc](\\.[abAc]){0,3}", 1..8),
        ) {
            let paths: Vec<FieldPath> = paths.iter().map(|path| FieldPath::new([path.as_str()])).collect();
            let expected: Absences = paths
                .iter()
                .enumerate()
                .filter_map(|(number, path)| Some((number, one_by_one(&event, path.as_str())?)))
                .collect();
            prop_assert_eq!(absences(&event, paths.iter().enumerate()), expected, "{}", event);
        }
    }
}
