//! Values in the parameters of a Query request: `Attributes.entry.1.key=DisplayName`.
//!
//! See <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>. An empty list is written as
//! the name alone, as SDKs do; an empty map or structure leaves no trace in this protocol.

use std::collections::BTreeMap;

use firedrill_api::{List, Map, Shape, ShapeKind, Structure, Value};

use crate::error::{EncodeError, ReadError};
use crate::members::given;
use crate::scalar;

/// No shape of a Query service is as deep; a deeper name is no parameter.
const DEEPEST: usize = 64;

/// The parameters of a request as a tree: `a.b` is below `a`.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    text: Option<String>,
    below: BTreeMap<String, Parameters>,
}

impl Parameters {
    /// The tree of the pairs of a form; else the name of one that is too deep for any shape.
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Result<Self, String> {
        let mut root = Self::default();
        for (name, text) in pairs {
            if name.split('.').count() > DEEPEST {
                return Err(name);
            }
            let mut node = &mut root;
            for segment in name.split('.') {
                node = node.below.entry(segment.to_owned()).or_default();
            }
            node.text = Some(text);
        }
        Ok(root)
    }

    /// Takes a parameter out, with all that is below it.
    pub(crate) fn take(&mut self, name: &str) -> Option<Self> {
        self.below.remove(name)
    }

    /// Takes the text of a parameter out.
    pub(crate) fn take_text(&mut self, name: &str) -> Option<String> {
        self.take(name).and_then(|node| node.text)
    }

    fn any_path(&self) -> Option<String> {
        let (name, node) = self.below.first_key_value()?;
        Some(node.any_path().map_or_else(|| name.clone(), |path| format!("{name}.{path}")))
    }

    /// Refuses whatever has not been taken.
    fn finish(&self) -> Result<(), ReadError> {
        self.any_path().map_or(Ok(()), |path| Err(ReadError::Unknown { path }))
    }

    /// What is numbered below a name, or right here without one, in the order of the numbers.
    fn numbered(&mut self, around: Option<&str>) -> Result<BTreeMap<u32, Self>, ReadError> {
        let below = match around {
            Some(around) => self.take(around).map(|node| node.below),
            None => Some(std::mem::take(&mut self.below)),
        };
        let number = |(name, node): (String, Self)| match name.parse() {
            Ok(number) => Ok((number, node)),
            Err(_) => Err(ReadError::Unknown { path: name }),
        };
        below.unwrap_or_default().into_iter().map(number).collect()
    }
}

/// Reads the members of a structure. All that is left of the parameters is refused.
pub(crate) fn read_structure(
    structure: &Structure,
    mut parameters: Parameters,
) -> Result<Value, ReadError> {
    let mut members = Vec::new();
    for member in structure.members() {
        let name = member.wire_name();
        if let Some(node) = parameters.take(name) {
            let value = read(member.shape(), node).map_err(|error| error.within(name))?;
            members.push((member.name().to_owned(), value));
        }
    }
    parameters.finish()?;
    Ok(Value::Structure(members))
}

fn read(shape: &Shape, mut node: Parameters) -> Result<Value, ReadError> {
    match shape.kind() {
        ShapeKind::Structure(structure) => read_structure(structure, node),
        ShapeKind::List(list) => {
            read_list(list, &mut node).and_then(|value| node.finish().map(|()| value))
        }
        ShapeKind::Map(map) => {
            read_map(map, &mut node).and_then(|value| node.finish().map(|()| value))
        }
        _ => {
            node.finish()?;
            scalar::read(shape, node.text.as_deref().unwrap_or_default())
        }
    }
}

fn read_list(list: &List, node: &mut Parameters) -> Result<Value, ReadError> {
    let around = (!list.is_flattened()).then(|| list.member_name());
    let element = |(number, element)| {
        read(list.member(), element).map_err(|error| error.within(&numbered_name(around, number)))
    };
    node.numbered(around)?.into_iter().map(element).collect::<Result<_, _>>().map(Value::List)
}

fn read_map(map: &Map, node: &mut Parameters) -> Result<Value, ReadError> {
    let around = (!map.is_flattened()).then_some("entry");
    let entry = |(number, mut entry): (u32, Parameters)| {
        let key = entry.take_text(map.key_name()).unwrap_or_default();
        let value = entry.take(map.value_name()).unwrap_or_default();
        let value = read(map.value(), value).map_err(|error| error.within(map.value_name()));
        let whole = entry.finish().and(value);
        let value = whole.map_err(|error| error.within(&numbered_name(around, number)))?;
        Ok((key, value))
    };
    node.numbered(around)?.into_iter().map(entry).collect::<Result<_, _>>().map(Value::Map)
}

fn numbered_name(around: Option<&str>, number: u32) -> String {
    around.map_or_else(|| number.to_string(), |around| format!("{around}.{number}"))
}

/// Writes a value of the shape as parameters below a name; the empty name is the request itself.
pub(crate) fn write(
    shape: &Shape,
    value: &Value,
    name: &str,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), EncodeError> {
    let below = |segment: &str| match name {
        "" => segment.to_owned(),
        name => format!("{name}.{segment}"),
    };
    match (shape.kind(), value) {
        (ShapeKind::Structure(structure), Value::Structure(members)) => {
            for given in given(structure, members) {
                let (member, value) = given?;
                write(member.shape(), value, &below(member.wire_name()), pairs)
                    .map_err(|error| error.within(member.name()))?;
            }
            Ok(())
        }
        (ShapeKind::List(_), Value::List(elements)) if elements.is_empty() => {
            pairs.push((name.to_owned(), String::new()));
            Ok(())
        }
        (ShapeKind::List(list), Value::List(elements)) => {
            let around =
                if list.is_flattened() { name.to_owned() } else { below(list.member_name()) };
            for (index, element) in elements.iter().enumerate() {
                write(list.member(), element, &format!("{around}.{}", index + 1), pairs)
                    .map_err(|error| error.within(&index.to_string()))?;
            }
            Ok(())
        }
        (ShapeKind::Map(map), Value::Map(entries)) => {
            let around = if map.is_flattened() { name.to_owned() } else { below("entry") };
            for (index, (key, value)) in entries.iter().enumerate() {
                let entry = format!("{around}.{}", index + 1);
                pairs.push((format!("{entry}.{}", map.key_name()), key.clone()));
                write(map.value(), value, &format!("{entry}.{}", map.value_name()), pairs)
                    .map_err(|error| error.within(key))?;
            }
            Ok(())
        }
        _ => {
            pairs.push((name.to_owned(), scalar::write(shape, value)?));
            Ok(())
        }
    }
}
