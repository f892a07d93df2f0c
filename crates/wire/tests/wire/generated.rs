//! Generated values of any shape, for property tests.

use firedrill_api::{Shape, ShapeKind, Structure, Value};
use jiff::Timestamp;
use proptest::prelude::*;

/// How often a structure may stand inside itself.
const TURNS: usize = 2;

/// Any value of the shape. Limits are not respected: they are not a matter of the wire.
pub(crate) fn value_of(shape: &Shape) -> BoxedStrategy<Value> {
    value_within(shape, &[])
}

/// Any value of the shape inside the structures of these names.
fn value_within(shape: &Shape, outer: &[&str]) -> BoxedStrategy<Value> {
    match shape.kind() {
        ShapeKind::Structure(structure) => {
            if outer.iter().filter(|name| **name == shape.name()).count() > TURNS {
                return Just(Value::Structure(Vec::new())).boxed();
            }
            structure_of(structure, &[outer, &[shape.name()]].concat())
        }
        ShapeKind::List(list) => prop::collection::vec(value_within(list.member(), outer), 0..3)
            .prop_map(Value::List)
            .boxed(),
        ShapeKind::Map(map) => {
            prop::collection::btree_map(any::<String>(), value_within(map.value(), outer), 0..3)
                .prop_map(|entries| Value::Map(entries.into_iter().collect()))
                .boxed()
        }
        ShapeKind::String(text) if !text.values().is_empty() => {
            prop::sample::select(text.values().to_vec()).prop_map(Value::String).boxed()
        }
        ShapeKind::String(_) => any::<String>().prop_map(Value::String).boxed(),
        ShapeKind::Blob(_) => any::<Vec<u8>>().prop_map(Value::Blob).boxed(),
        ShapeKind::Boolean => any::<bool>().prop_map(Value::Bool).boxed(),
        ShapeKind::Integer(_) => any::<i32>().prop_map(|n| Value::Integer(n.into())).boxed(),
        ShapeKind::Long(_) => any::<i64>().prop_map(Value::Integer).boxed(),
        ShapeKind::Float(_) | ShapeKind::Double(_) => number().prop_map(Value::Float).boxed(),
        ShapeKind::Timestamp => (-62_135_596_800_000_i64..253_402_207_200_000)
            .prop_filter_map("an instant", |millis| Timestamp::from_millisecond(millis).ok())
            .prop_map(Value::Timestamp)
            .boxed(),
        ShapeKind::Document => prop::collection::btree_map(
            any::<String>(),
            any::<i64>().prop_map(Value::Integer),
            1..3,
        )
        .prop_map(|entries| Value::Map(entries.into_iter().collect()))
        .boxed(),
    }
}

/// Any number that is equal to itself, the infinite ones included.
fn number() -> impl Strategy<Value = f64> {
    use prop::num::f64::{INFINITE, NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    NORMAL | SUBNORMAL | ZERO | INFINITE | POSITIVE | NEGATIVE
}

/// Any members, in the order of the shape; each is there or not.
fn structure_of(structure: &Structure, outer: &[&str]) -> BoxedStrategy<Value> {
    let members = structure.members().iter().map(|member| {
        let name = member.name().to_owned();
        prop::option::of(value_within(member.shape(), outer))
            .prop_map(move |value| value.map(|value| (name.clone(), value)))
            .boxed()
    });
    members
        .collect::<Vec<_>>()
        .prop_map(|members| Value::Structure(members.into_iter().flatten().collect()))
        .boxed()
}

/// The value without what leaves no trace in a Query request: empty maps and structures, and
/// whatever holds nothing else.
pub(crate) fn traced_in_a_form(value: Value) -> Option<Value> {
    let entries = |entries: Vec<(String, Value)>| {
        let traced = entries.into_iter().filter_map(|(k, v)| traced_in_a_form(v).map(|v| (k, v)));
        Some(traced.collect::<Vec<_>>()).filter(|entries| !entries.is_empty())
    };
    match value {
        Value::Structure(members) => entries(members).map(Value::Structure),
        Value::Map(map) => entries(map).map(Value::Map),
        Value::List(elements) if elements.is_empty() => Some(Value::List(elements)),
        Value::List(elements) => {
            let traced: Vec<_> = elements.into_iter().filter_map(traced_in_a_form).collect();
            (!traced.is_empty()).then_some(Value::List(traced))
        }
        scalar => Some(scalar),
    }
}
