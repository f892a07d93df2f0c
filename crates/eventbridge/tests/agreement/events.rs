//! Generated events: few names and values, so that patterns hit them, with arrays of objects,
//! arrays in arrays, duplicate names and dotted names.

use std::fmt::Write as _;

use proptest::prelude::*;

/// A JSON value as a tree; objects may have one name several times.
#[derive(Debug, Clone)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    Number(&'static str),
    Text(&'static str),
    Array(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

/// `a` and `b` twice, so that patterns and events meet.
pub(crate) const NAMES: [&str; 8] = ["a", "b", "a", "b", "c", "a.b", "", "b.a"];
pub(crate) const TEXTS: [&str; 14] = [
    "",
    "x",
    "X",
    "xy",
    "yx",
    "x.y",
    "xx",
    "10.0.0.1",
    "010.0.0.1",
    "10.1.0.0",
    "1",
    "null",
    "é\"x",
    "É*\\",
];
pub(crate) const NUMBERS: [&str; 9] =
    ["1", "1.0", "10e-1", "2", "-0", "0.1", "9007199254740993", "9007199254740993.0", "1e400"];

pub(crate) fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        1 => Just(Json::Null),
        1 => any::<bool>().prop_map(Json::Boolean),
        3 => prop::sample::select(&NUMBERS[..]).prop_map(Json::Number),
        6 => prop::sample::select(&TEXTS[..]).prop_map(Json::Text),
    ]
}

pub(crate) fn object() -> impl Strategy<Value = Json> {
    let value =
        scalar().prop_recursive(4, 40, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
                fields(inner),
            ]
        });
    fields(value)
}

/// Events that are arrays of objects with arrays of objects, so that elements contradict; some of
/// the arrays are there twice, and some values lie beside arrays of values.
pub(crate) fn of_arrays() -> impl Strategy<Value = Json> {
    let value = || {
        let scalar = prop::sample::select(&["1", "2"][..]).prop_map(Json::Number);
        let several = prop::collection::vec(scalar.clone(), 0..3).prop_map(Json::Array);
        let mixed = prop_oneof![scalar.clone(), several.clone()];
        let nested = prop::collection::vec(mixed, 0..3).prop_map(Json::Array);
        prop_oneof![6 => scalar, 1 => several, 1 => nested]
    };
    let field = |name| prop::option::weighted(0.8, value().prop_map(move |value| (name, value)));
    let object = move |inner: BoxedStrategy<Vec<(&'static str, Json)>>| {
        (field("b"), field("c"), inner).prop_map(|(b, c, inner)| {
            Json::Object([b, c].into_iter().flatten().chain(inner).collect())
        })
    };
    let innermost = object(Just(Vec::new()).boxed());
    let lists = |name, element: BoxedStrategy<Json>| {
        let array = prop::collection::vec(element, 0..5).prop_map(Json::Array);
        let field = array.prop_map(move |array| (name, array));
        let several = |count| prop::collection::vec(field.clone(), count).boxed();
        prop_oneof![1 => several(0), 8 => several(1), 1 => several(2)].boxed()
    };
    let outer = object(lists("d", innermost.boxed()));
    (lists("a", outer.boxed()), field("b"))
        .prop_map(|(a, b)| Json::Object(a.into_iter().chain(b).collect()))
}

fn fields(value: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    prop::collection::vec((prop::sample::select(&NAMES[..]), value), 0..5).prop_map(Json::Object)
}

impl Json {
    pub(crate) fn write(&self) -> String {
        let mut text = String::new();
        self.write_into(&mut text);
        text
    }

    fn write_into(&self, output: &mut String) {
        match self {
            Self::Null => output.push_str("null"),
            Self::Boolean(value) => write!(output, "{value}").unwrap(),
            Self::Number(number) => output.push_str(number),
            Self::Text(text) => output.push_str(&quote(text)),
            Self::Array(elements) => {
                output.push('[');
                for (position, element) in elements.iter().enumerate() {
                    output.push_str(if position == 0 { " " } else { " , " });
                    element.write_into(output);
                }
                output.push(']');
            }
            Self::Object(fields) => {
                output.push('{');
                for (position, (name, value)) in fields.iter().enumerate() {
                    writeln!(output, "{}{} :", if position == 0 { "" } else { "," }, quote(name))
                        .unwrap();
                    value.write_into(output);
                }
                output.push('}');
            }
        }
    }
}

/// A string literal; `x` and `é` are written as escapes, so that unescaping is exercised.
pub(crate) fn quote(text: &str) -> String {
    let mut literal = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            'X' | 'é' => write!(literal, "\\u{:04x}", u32::from(character)).unwrap(),
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}
