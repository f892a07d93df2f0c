//! What becomes of each member of a request: nothing is accepted and forgotten.
//!
//! Each service lists the members of each of its operations. A list or map is transparent in a
//! path: the key of one of several tags is `tags.key`. Where a member is stored or refused, that
//! holds for everything within it, and what is within need not be listed.

use firedrill_api::Value;

use crate::error::NotModelled;

/// What the simulator does with a member of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Treatment {
    /// It has the effect that it has on AWS.
    Modelled,
    /// It is kept and given back, and has no other effect; the record says so when it is used.
    Stored,
    /// It is not modelled: a request that has it ends the run, by name.
    Refused,
}

/// The members of one operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OperationMembers {
    /// The operation, such as `StopTask`.
    pub(crate) operation: &'static str,
    /// The dotted path of each member in the spelling of the wire, with what becomes of it.
    pub(crate) members: &'static [(&'static str, Treatment)],
}

/// The members of the operations of one service, in any order.
pub(crate) type MemberTable = &'static [OperationMembers];

/// Looks at every member that a request has.
///
/// Answers the paths of those that are stored without an effect.
///
/// # Errors
/// [`NotModelled`] names the first member that is refused. An empty list or map, `false` and null
/// ask for nothing and are let pass.
pub(crate) fn screen(
    service: &str,
    operation: &str,
    table: MemberTable,
    input: &Value,
) -> Result<Vec<String>, NotModelled> {
    let members = table
        .iter()
        .find(|entry| entry.operation == operation)
        .map_or(&[][..], |entry| entry.members);
    let mut screen = Screen { service, operation, members, stored: Vec::new() };
    screen.look_at(&mut String::new(), input)?;
    Ok(screen.stored)
}

struct Screen<'a> {
    service: &'a str,
    operation: &'a str,
    members: &'static [(&'static str, Treatment)],
    stored: Vec<String>,
}

impl Screen<'_> {
    fn look_at(&mut self, path: &mut String, value: &Value) -> Result<(), NotModelled> {
        match value {
            Value::Structure(members) => {
                for (name, member) in members {
                    let outer = path.len();
                    if outer > 0 {
                        path.push('.');
                    }
                    path.push_str(name);
                    self.treat(path, member)?;
                    path.truncate(outer);
                }
                Ok(())
            }
            Value::List(elements) => {
                elements.iter().try_for_each(|element| self.look_at(path, element))
            }
            Value::Map(entries) => {
                entries.iter().try_for_each(|(_, entry)| self.look_at(path, entry))
            }
            _ => Ok(()),
        }
    }

    fn treat(&mut self, path: &mut String, member: &Value) -> Result<(), NotModelled> {
        let treatment = self.members.iter().find(|(listed, _)| listed == path);
        match treatment.map(|(_, treatment)| *treatment) {
            Some(Treatment::Modelled) => self.look_at(path, member),
            Some(Treatment::Stored) => {
                let path = format!("{}:{} {path}", self.service, self.operation);
                if !asks_for_nothing(member) && !self.stored.contains(&path) {
                    self.stored.push(path);
                }
                Ok(())
            }
            Some(Treatment::Refused) | None if asks_for_nothing(member) => Ok(()),
            Some(Treatment::Refused) | None => {
                Err(NotModelled::new(format!("{}:{} {path}", self.service, self.operation)))
            }
        }
    }
}

fn asks_for_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::List(elements) => elements.is_empty(),
        Value::Structure(entries) | Value::Map(entries) => entries.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::ServedOperation;
    use crate::services::{SERVED, member_table};

    fn is_covered(path: &str, members: &[(&str, Treatment)]) -> bool {
        let listed = |path: &str| members.iter().find(|(listed, _)| *listed == path);
        if listed(path).is_some() {
            return true;
        }
        let ancestors = path.match_indices('.').filter_map(|(dot, _)| path.get(..dot));
        ancestors.filter_map(listed).any(|(_, treatment)| *treatment != Treatment::Modelled)
    }

    fn members_of(operation: &ServedOperation) -> &'static [(&'static str, Treatment)] {
        let table = member_table(operation.service).unwrap_or_default();
        table
            .iter()
            .find(|entry| entry.operation == operation.name)
            .unwrap_or_else(|| panic!("{}:{} is not listed", operation.service, operation.name))
            .members
    }

    #[test]
    fn every_member_of_every_served_operation_is_modelled_stored_or_refused() {
        let mut forgotten = Vec::new();
        for operation in SERVED.iter().copied().flatten() {
            let members = members_of(operation);
            for path in operation.members {
                if !is_covered(path, members) {
                    forgotten.push(format!("{}:{} {path}", operation.service, operation.name));
                }
            }
        }
        assert!(forgotten.is_empty(), "{forgotten:#?}");
    }

    #[test]
    fn no_list_names_a_member_that_does_not_exist() {
        let mut unknown = Vec::new();
        for operation in SERVED.iter().copied().flatten() {
            for (path, _) in members_of(operation) {
                if !operation.members.contains(path) {
                    unknown.push(format!("{}:{} {path}", operation.service, operation.name));
                }
            }
        }
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    const TABLE: MemberTable = &[OperationMembers {
        operation: "Act",
        members: &[
            ("name", Treatment::Modelled),
            ("parts", Treatment::Modelled),
            ("parts.size", Treatment::Modelled),
            ("parts.colour", Treatment::Refused),
            ("tags", Treatment::Stored),
        ],
    }];

    fn structure<const N: usize>(members: [(&str, Value); N]) -> Value {
        Value::Structure(members.map(|(name, value)| (name.to_owned(), value)).into())
    }

    #[test]
    fn a_refused_member_is_named_wherever_it_stands() {
        let part = structure([("size", 1.into()), ("colour", "red".into())]);
        let input = structure([("name", "a".into()), ("parts", Value::List(vec![part]))]);
        let refused = screen("toys", "Act", TABLE, &input).unwrap_err();
        assert_eq!(refused.what, "toys:Act parts.colour");
    }

    #[test]
    fn a_member_that_nobody_listed_is_refused_and_an_empty_one_asks_for_nothing() {
        let input = structure([("speed", 3.into())]);
        assert_eq!(screen("toys", "Act", TABLE, &input).unwrap_err().what, "toys:Act speed");
        let input = structure([("speed", Value::List(vec![])), ("loud", false.into())]);
        assert_eq!(screen("toys", "Act", TABLE, &input), Ok(vec![]));
    }

    #[test]
    fn a_stored_member_is_told_once() {
        let tag = || structure([("key", "k".into())]);
        let input = structure([("tags", Value::List(vec![tag(), tag()]))]);
        assert_eq!(screen("toys", "Act", TABLE, &input), Ok(vec!["toys:Act tags".to_owned()]));
    }
}
