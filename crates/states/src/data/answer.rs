//! The answers of services as shapes of data.

use std::sync::Arc;

use firedrill_api::{Shape, ShapeKind, is_member_spelt, sdk_member_name};

use super::shape::{DataShape, Missing};

/// What a service answers at one place, by its API. It is looked into where a path leads, because
/// some answers are deep.
#[derive(Debug, Clone, Copy)]
pub struct AnswerShape(&'static Shape);

impl PartialEq for AnswerShape {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl DataShape {
    /// What an operation answers, in the spelling of Step Functions.
    pub(crate) fn of_answer(shape: &'static Shape) -> Self {
        match shape.kind() {
            ShapeKind::Structure(_) | ShapeKind::List(_) | ShapeKind::Map(_) => {
                Self::Answer(AnswerShape(shape))
            }
            // Bytes that are JSON come out as JSON.
            ShapeKind::Blob(_) | ShapeKind::Document => Self::Any,
            ShapeKind::String(_)
            | ShapeKind::Timestamp
            | ShapeKind::Boolean
            | ShapeKind::Integer(_)
            | ShapeKind::Long(_)
            | ShapeKind::Float(_)
            | ShapeKind::Double(_) => Self::Scalar,
        }
    }
}

impl AnswerShape {
    pub(super) fn member(self, name: &str) -> Result<Arc<DataShape>, Missing> {
        match self.0.kind() {
            ShapeKind::Structure(structure) => {
                let mut members = structure.members().iter();
                match members.find(|known| is_member_spelt(known.name(), name)) {
                    Some(known) => Ok(Arc::new(DataShape::of_answer(known.shape()))),
                    None => {
                        let names = structure.members().iter();
                        let known = names.map(|known| sdk_member_name(known.name())).collect();
                        Err(Missing { name: name.to_owned(), known })
                    }
                }
            }
            ShapeKind::Map(map) => Ok(Arc::new(DataShape::of_answer(map.value()))),
            _ => Err(Missing::within(name)),
        }
    }

    pub(super) fn item(self) -> Result<Arc<DataShape>, Missing> {
        match self.0.kind() {
            ShapeKind::List(list) => Ok(Arc::new(DataShape::of_answer(list.member()))),
            _ => Err(Missing::within("[0]")),
        }
    }
}
