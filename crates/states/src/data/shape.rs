//! Shapes of data, and the paths that can find something in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::AnswerShape;
use crate::path::{JsonPath, PathRoot, PathStep};

/// Of how many parts a shape is made at most; one of more is taken for [`DataShape::Any`]. States in
/// a circle can make a shape as large as they like.
const MOST_PARTS: usize = 1_000;

/// What can be at a place of the data: at least everything that really can be there.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DataShape {
    /// Anything, or what is not known.
    Any,
    /// A text, a number, a truth value or `null`: nothing is within it.
    Scalar,
    /// An array of such items.
    Array(Arc<DataShape>),
    /// An object.
    Object {
        /// The members that are known.
        members: BTreeMap<String, Arc<DataShape>>,
        /// Whether it may have others.
        is_open: bool,
    },
    /// What a service answers.
    #[doc(hidden)]
    Answer(AnswerShape),
}

/// Why a path can find nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// The member that there cannot be.
    pub(crate) name: String,
    /// The members that there can be beside it.
    pub(crate) known: Vec<String>,
}

impl Missing {
    /// What is missing within something that has no members.
    pub(super) fn within(name: &str) -> Self {
        Self { name: name.to_owned(), known: Vec::new() }
    }
}

impl DataShape {
    /// An object of these members and no others.
    #[must_use]
    pub fn object(members: impl IntoIterator<Item = (String, Self)>) -> Self {
        let members = members.into_iter().map(|(name, shape)| (name, Arc::new(shape))).collect();
        Self::Object { members, is_open: false }
    }

    /// What can be where either of the two can be.
    pub(crate) fn or(self: &Arc<Self>, other: &Arc<Self>) -> Arc<Self> {
        if Arc::ptr_eq(self, other) || self == other {
            return Arc::clone(self);
        }
        Arc::new(match (&**self, &**other) {
            (Self::Array(one), Self::Array(two)) => Self::Array(one.or(two)),
            (
                Self::Object { members: one, is_open: one_is_open },
                Self::Object { members: two, is_open: two_is_open },
            ) => {
                let mut members = BTreeMap::new();
                for (name, shape) in one {
                    match two.get(name) {
                        Some(other) => members.insert(name.clone(), shape.or(other)),
                        // There it can be anything.
                        None if *two_is_open => None,
                        None => members.insert(name.clone(), Arc::clone(shape)),
                    };
                }
                let only_two = two.iter().filter(|(name, _)| !one.contains_key(*name));
                members.extend(
                    only_two
                        .filter(|_| !one_is_open)
                        .map(|(name, shape)| (name.clone(), Arc::clone(shape))),
                );
                Self::Object { members, is_open: *one_is_open || *two_is_open }
            }
            _ => Self::Any,
        })
    }

    /// What a path can find, or why it finds nothing whatever the data is.
    ///
    /// Paths into the context object and variables, and the parts of a path that are no names and
    /// numbers, can find anything.
    pub(crate) fn at(self: &Arc<Self>, path: &JsonPath) -> Result<Arc<Self>, Missing> {
        // An indefinite path that finds nothing finds an empty list.
        if *path.root() != PathRoot::Data || !path.is_definite() {
            return Ok(Arc::new(Self::Any));
        }
        let mut shape = Arc::clone(self);
        for step in path.steps() {
            shape = match step {
                PathStep::Name(name) => shape.member(name)?,
                PathStep::Index => shape.item()?,
                PathStep::Other => return Ok(Arc::new(Self::Any)),
            };
        }
        Ok(shape)
    }

    fn member(&self, name: &str) -> Result<Arc<Self>, Missing> {
        match self {
            Self::Any => Ok(Arc::new(Self::Any)),
            Self::Scalar | Self::Array(_) => Err(Missing::within(name)),
            Self::Answer(answer) => answer.member(name),
            Self::Object { members, is_open } => match members.get(name) {
                Some(shape) => Ok(Arc::clone(shape)),
                None if *is_open => Ok(Arc::new(Self::Any)),
                None => {
                    let known = members.keys().cloned().collect();
                    Err(Missing { name: name.to_owned(), known })
                }
            },
        }
    }

    fn item(&self) -> Result<Arc<Self>, Missing> {
        match self {
            Self::Any => Ok(Arc::new(Self::Any)),
            Self::Array(item) => Ok(Arc::clone(item)),
            Self::Answer(answer) => answer.item(),
            Self::Scalar | Self::Object { .. } => Err(Missing::within("[0]")),
        }
    }

    /// The items that a Map state makes of it.
    pub(crate) fn items(&self) -> Arc<Self> {
        self.item().unwrap_or_else(|_| Arc::new(Self::Any))
    }

    /// The shape with another put into it, at the place of a reference path of names.
    pub(crate) fn with(self: &Arc<Self>, names: &[&str], put: Arc<Self>) -> Arc<Self> {
        let Some((name, rest)) = names.split_first() else { return put };
        let (mut members, is_open) = match &**self {
            Self::Object { members, is_open } => (members.clone(), *is_open),
            // A value that has no members is in the way of the path: nothing is known of what
            // comes after.
            _ => (BTreeMap::new(), true),
        };
        let inner = self.member(name).unwrap_or_else(|_| Arc::new(Self::object([])));
        members.insert((*name).to_owned(), inner.with(rest, put));
        Arc::new(Self::Object { members, is_open })
    }

    /// The shape itself, or [`Self::Any`] if it has grown too large.
    pub(crate) fn bounded(self: Arc<Self>) -> Arc<Self> {
        let mut left = MOST_PARTS;
        if self.fits(&mut left) { self } else { Arc::new(Self::Any) }
    }

    fn fits(&self, left: &mut usize) -> bool {
        let Some(less) = left.checked_sub(1) else { return false };
        *left = less;
        match self {
            Self::Any | Self::Scalar | Self::Answer(_) => true,
            Self::Array(item) => item.fits(left),
            Self::Object { members, .. } => members.values().all(|member| member.fits(left)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(members: &[(&str, DataShape)]) -> Arc<DataShape> {
        let members = members.iter().map(|(name, shape)| ((*name).to_owned(), shape.clone()));
        Arc::new(DataShape::object(members))
    }

    fn finds(shape: &Arc<DataShape>, path: &str) -> Result<Arc<DataShape>, Missing> {
        shape.at(&JsonPath::parse(path).unwrap())
    }

    #[test]
    fn a_path_finds_what_can_be_there() {
        let list = DataShape::Array(shape(&[("name", DataShape::Scalar)]));
        let data = shape(&[("task", DataShape::Any), ("containers", list)]);
        for path in ["$", "$.task.arn[3].x", "$.containers[0].name", "$.containers[*].no", "$..no"]
        {
            assert!(finds(&data, path).is_ok(), "{path}");
        }
        for path in ["$$.Execution.Id", "$variable.no"] {
            assert_eq!(*finds(&data, path).unwrap(), DataShape::Any, "{path}");
        }
        let missing = |path: &str| finds(&data, path).unwrap_err();
        assert_eq!(missing("$.Task").known, ["containers", "task"]);
        assert_eq!(missing("$.containers[0].name.x"), Missing::within("x"));
        assert_eq!(missing("$.containers.name"), Missing::within("name"));
        assert_eq!(missing("$[0]"), Missing::within("[0]"));
    }

    #[test]
    fn either_shape_can_be_there() {
        let (one, two) = (shape(&[("a", DataShape::Scalar)]), shape(&[("b", DataShape::Scalar)]));
        let either = one.or(&two);
        assert!(finds(&either, "$.a").is_ok() && finds(&either, "$.b").is_ok());
        assert!(finds(&either, "$.c").is_err());
        let open = Arc::new(DataShape::Any).with(&["b"], Arc::new(DataShape::Scalar));
        let either = one.or(&open);
        assert!(finds(&either, "$.a.anything").is_ok() && finds(&either, "$.c").is_ok());
        assert!(finds(&open.or(&two), "$.b.inner").is_err());
        assert_eq!(*one.or(&Arc::new(DataShape::Scalar)), DataShape::Any);
    }

    #[test]
    fn what_is_put_into_data_is_found_there() {
        let data = shape(&[("a", DataShape::Scalar)]);
        let put = data.with(&["b", "c"], shape(&[("d", DataShape::Scalar)]));
        assert!(finds(&put, "$.b.c.d").is_ok() && finds(&put, "$.a").is_ok());
        assert_eq!(finds(&put, "$.b.x").unwrap_err().known, ["c"]);
    }

    #[test]
    fn a_shape_does_not_grow_for_ever() {
        let mut data = shape(&[("a", DataShape::Scalar)]);
        for _ in 0..64 {
            let members = [("one".to_owned(), Arc::clone(&data)), ("two".to_owned(), data)];
            data =
                Arc::new(DataShape::Object { members: members.into(), is_open: false }).bounded();
        }
        assert!(finds(&data, "$.anything").is_ok() || finds(&data, "$.one").is_ok());
    }
}
