//! The members of a structure that is written.

use firedrill_api::{Member, Structure, Value};

use crate::error::EncodeError;

/// The members that are given, each with its value; a null is as good as none.
pub(crate) fn given<'a>(
    structure: &'a Structure,
    members: &'a [(String, Value)],
) -> impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>> {
    members.iter().filter(|(_, value)| *value != Value::Null).map(|(name, value)| {
        match structure.member(name) {
            Some(member) => Ok((member, value)),
            None => Err(EncodeError::UnknownMember { path: name.clone() }),
        }
    })
}
