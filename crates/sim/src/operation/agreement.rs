//! The typed structs agree with the shapes of the API, which come from the same source.

use firedrill_api::{Shape, ShapeKind, Value, service};
use jiff::Timestamp;

use super::shape::RoundTrip;
use super::{ServedOperation, ecs, events, iam, logs, sns, sqs, states, sts};

const SERVED: [&[ServedOperation]; 8] = [
    ecs::OPERATIONS,
    events::OPERATIONS,
    iam::OPERATIONS,
    logs::OPERATIONS,
    sns::OPERATIONS,
    sqs::OPERATIONS,
    states::OPERATIONS,
    sts::OPERATIONS,
];

const ROUND_TRIPS: [&[RoundTrip]; 8] = [
    ecs::ROUND_TRIPS,
    events::ROUND_TRIPS,
    iam::ROUND_TRIPS,
    logs::ROUND_TRIPS,
    sns::ROUND_TRIPS,
    sqs::ROUND_TRIPS,
    states::ROUND_TRIPS,
    sts::ROUND_TRIPS,
];

#[test]
fn the_listed_members_are_those_of_the_shape() {
    for served in SERVED.into_iter().flatten() {
        let operation = service(served.service).unwrap().operation(served.name).unwrap();
        let mut expected = Vec::new();
        if let Some(input) = operation.input() {
            collect_paths(input, "", &mut expected);
        }
        assert_eq!(served.members, expected, "{} {}", served.service, served.name);
    }
}

#[test]
fn a_value_with_every_member_is_read_and_written_unchanged() {
    for trip in ROUND_TRIPS.into_iter().flatten() {
        let operation = service(trip.service).unwrap().operation(trip.operation).unwrap();
        let name = format!("{} {}", trip.service, trip.operation);
        let full = |shape: Option<&Shape>| shape.map_or(Value::Structure(Vec::new()), full_value);
        let request = full(operation.input());
        assert_eq!((trip.request)(request.clone()), Ok(request), "{name} request");
        let response = full(operation.output());
        assert_eq!((trip.response)(response.clone()), Ok(response), "{name} response");
    }
}

#[test]
fn an_unknown_member_and_a_missing_one_are_refused_by_name() {
    let stray = vec![("task".to_owned(), "t".into()), ("tsk".to_owned(), "x".into())];
    let error = ecs::StopTaskRequest::from_value(Value::Structure(stray)).unwrap_err();
    assert_eq!(error.to_string(), "`tsk` is not a member");
    let error = ecs::StopTaskRequest::from_value(Value::Structure(Vec::new())).unwrap_err();
    assert_eq!(error.to_string(), "`task` is required");
}

fn collect_paths(shape: &Shape, prefix: &str, paths: &mut Vec<String>) {
    match shape.kind() {
        ShapeKind::Structure(structure) => {
            for member in structure.members() {
                paths.push(format!("{prefix}{}", member.name()));
                collect_paths(member.shape(), &format!("{prefix}{}.", member.name()), paths);
            }
        }
        ShapeKind::List(list) => collect_paths(list.member(), prefix, paths),
        ShapeKind::Map(map) => collect_paths(map.value(), prefix, paths),
        _ => {}
    }
}

/// A value with every member of the shape, one element in each list and one entry in each map.
fn full_value(shape: &Shape) -> Value {
    match shape.kind() {
        ShapeKind::Structure(structure) => {
            let members = structure.members().iter();
            let value = members.map(|m| (m.name().to_owned(), full_value(m.shape())));
            Value::Structure(value.collect())
        }
        ShapeKind::List(list) => Value::List(vec![full_value(list.member())]),
        ShapeKind::Map(map) => Value::Map(vec![("key".to_owned(), full_value(map.value()))]),
        ShapeKind::String(_) => Value::from("text"),
        ShapeKind::Blob(_) => Value::Blob(vec![0, 255]),
        ShapeKind::Boolean => Value::Bool(true),
        ShapeKind::Integer(_) | ShapeKind::Long(_) => Value::Integer(7),
        ShapeKind::Float(_) | ShapeKind::Double(_) => Value::Float(0.5),
        ShapeKind::Timestamp => Value::Timestamp(Timestamp::UNIX_EPOCH),
        ShapeKind::Document => Value::Map(vec![("any".to_owned(), Value::Integer(1))]),
    }
}
