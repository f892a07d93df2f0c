//! The typed structs agree with the shapes of the API, which come from the same source.

use firedrill_api::{Shape, ShapeKind, Value, service};
use jiff::Timestamp;

use super::shape::{Treatment, TypedOperation};
use super::{ecs, events, iam, logs, sns, sqs, states, sts};
use crate::services::SERVED;

const TYPED: [&[TypedOperation]; 8] = [
    ecs::TYPED,
    events::TYPED,
    iam::TYPED,
    logs::TYPED,
    sns::TYPED,
    sqs::TYPED,
    states::TYPED,
    sts::TYPED,
];

pub(crate) fn typed() -> impl Iterator<Item = &'static TypedOperation> {
    TYPED.into_iter().flatten()
}

/// The members of an operation's request that are taken, with their treatment.
pub(crate) fn members(operation: &TypedOperation) -> Vec<(String, Treatment)> {
    let mut members = Vec::new();
    (operation.members)(&mut members);
    members
}

#[test]
fn what_is_typed_is_served_and_the_other_way_round() {
    let mut typed: Vec<_> = typed().map(|typed| (typed.service, typed.name)).collect();
    let served = SERVED.iter().copied().flatten();
    let mut served: Vec<_> = served.map(|served| (served.service, served.name)).collect();
    typed.sort_unstable();
    served.sort_unstable();
    assert_eq!(typed, served);
}

#[test]
fn each_member_of_a_shape_is_read_and_written_unchanged_or_refused_by_its_name() {
    for operation in typed() {
        let described = service(operation.service).unwrap().operation(operation.name).unwrap();
        let taken = members(operation);
        let mut paths = Vec::new();
        if let Some(input) = described.input() {
            collect_paths(input, "", &mut paths);
        }
        for path in &paths {
            let whole = whole_value(described.input().unwrap(), &taken, "", path);
            let read = (operation.request)(whole.clone());
            let is_taken = is_taken(path, &taken);
            let name = format!("{}:{} {path}", operation.service, operation.name);
            match read {
                Ok(read) => assert!(is_taken && read == whole, "{name}"),
                // It is refused with the member that it is within, where that is refused.
                Err(error) => assert!(
                    !is_taken && format!("{path}.").starts_with(&format!("{}.", error.path)),
                    "{name}: {error}"
                ),
            }
        }
        for (path, _) in taken {
            assert!(paths.contains(&path), "{} {path} does not exist", operation.name);
        }
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

/// Whether a member is taken: it is a field, or within one that is kept as it came.
fn is_taken(path: &str, taken: &[(String, Treatment)]) -> bool {
    let find = |path: &str| taken.iter().find(|(listed, _)| listed == path);
    if find(path).is_some() {
        return true;
    }
    let ancestors = path.match_indices('.').filter_map(|(dot, _)| path.get(..dot));
    ancestors.filter_map(find).any(|(_, treatment)| *treatment != Treatment::Modelled)
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

/// A value with every member of the shape that is taken, and with the one of this path and all
/// that is within it: one element in each list and one entry in each map.
fn whole_value(shape: &Shape, taken: &[(String, Treatment)], prefix: &str, path: &str) -> Value {
    match shape.kind() {
        ShapeKind::Structure(structure) => {
            let members = structure.members().iter().filter_map(|member| {
                let own = format!("{prefix}{}", member.name());
                let leads_there = path == own || path.starts_with(&format!("{own}."));
                let within = own.starts_with(&format!("{path}.")) && !is_taken(path, taken);
                let value = || whole_value(member.shape(), taken, &format!("{own}."), path);
                (leads_there || within || is_taken(&own, taken))
                    .then(|| (member.name().to_owned(), value()))
            });
            Value::Structure(members.collect())
        }
        ShapeKind::List(list) => Value::List(vec![whole_value(list.member(), taken, prefix, path)]),
        ShapeKind::Map(map) => {
            let value = whole_value(map.value(), taken, prefix, path);
            Value::Map(vec![("key".to_owned(), value)])
        }
        ShapeKind::String(_) => Value::from("text"),
        ShapeKind::Blob(_) => Value::Blob(vec![0, 255]),
        ShapeKind::Boolean => Value::Bool(true),
        ShapeKind::Integer(_) | ShapeKind::Long(_) => Value::Integer(7),
        ShapeKind::Float(_) | ShapeKind::Double(_) => Value::Float(0.5),
        ShapeKind::Timestamp => Value::Timestamp(Timestamp::UNIX_EPOCH),
        ShapeKind::Document => Value::Map(vec![("any".to_owned(), Value::Integer(1))]),
    }
}
