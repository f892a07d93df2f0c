//! XML as Query services answer with it: elements, texts, no attributes that count.

use quick_xml::Reader;
use quick_xml::events::Event;

use firedrill_api::{List, Map, Shape, ShapeKind, Structure, Value};

use crate::error::{EncodeError, ReadError};
use crate::members::given;
use crate::scalar;

/// No answer of a Query service is as deep.
const DEEPEST: usize = 64;

/// An element that was read: its name without a prefix, its text, its children in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// Reads the one element of a document.
    pub(crate) fn parse(document: &[u8]) -> Result<Self, ReadError> {
        let document = std::str::from_utf8(document)
            .map_err(|_| ReadError::malformed("the document is not UTF-8"))?;
        let mut reader = Reader::from_str(document);
        // The last is the one being read, each before it is the parent of the next.
        let mut open = vec![Self::default()];
        loop {
            let event = reader.read_event().map_err(|e| ReadError::malformed(e.to_string()))?;
            match event {
                Event::Start(start) => {
                    if open.len() > DEEPEST {
                        return Err(ReadError::malformed("the document is too deep"));
                    }
                    open.push(Self::named(start.local_name().as_ref()));
                }
                Event::Empty(empty) => {
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(Self::named(empty.local_name().as_ref()));
                    }
                }
                Event::End(_) => {
                    let closed = open.pop();
                    if let (Some(closed), Some(parent)) = (closed, open.last_mut()) {
                        parent.children.push(closed);
                    }
                }
                Event::Text(text) => push_text(&mut open, text.decode())?,
                Event::CData(text) => push_text(&mut open, text.decode())?,
                Event::GeneralRef(reference) => {
                    let character = referenced(&reference)
                        .ok_or_else(|| ReadError::malformed("an unknown entity is referred to"))?;
                    if let Some(element) = open.last_mut() {
                        element.text.push(character);
                    }
                }
                Event::Eof => break,
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::DocType(_) => {
                    return Err(ReadError::malformed("the document has a document type"));
                }
            }
        }
        match (open.pop(), open.is_empty()) {
            (Some(mut document), true) if document.children.len() == 1 => {
                document.children.pop().ok_or_else(|| ReadError::malformed("no element"))
            }
            _ => Err(ReadError::malformed("the document is not one whole element")),
        }
    }

    fn named(name: &[u8]) -> Self {
        Self { name: String::from_utf8_lossy(name).into_owned(), ..Self::default() }
    }

    /// The first child of this name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of this name.
    pub(crate) fn child_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }
}

fn push_text(
    open: &mut [Element],
    text: Result<std::borrow::Cow<'_, str>, quick_xml::encoding::EncodingError>,
) -> Result<(), ReadError> {
    let text = text.map_err(|error| ReadError::malformed(error.to_string()))?;
    if let Some(element) = open.last_mut() {
        element.text.push_str(&text);
    }
    Ok(())
}

/// The character of `&lt;` or `&#xD;`. Characters that XML 1.0 forbids are read as well, since
/// services of AWS write them so.
fn referenced(reference: &[u8]) -> Option<char> {
    match reference {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => {
            let number = std::str::from_utf8(reference).ok()?.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// Reads a value of the shape from an element; unknown children are ignored, since a service may
/// have grown.
pub(crate) fn read(shape: &Shape, element: &Element) -> Result<Value, ReadError> {
    match shape.kind() {
        ShapeKind::Structure(structure) => read_structure(structure, element),
        ShapeKind::List(list) => {
            let named = element.children.iter().filter(|child| child.name == list.member_name());
            named.map(|child| read(list.member(), child)).collect::<Result<_, _>>().map(Value::List)
        }
        ShapeKind::Map(map) => read_map(map, element.children.iter().filter(|c| c.name == "entry")),
        _ => scalar::read(shape, &element.text),
    }
}

fn read_structure(structure: &Structure, element: &Element) -> Result<Value, ReadError> {
    let mut members = Vec::new();
    for member in structure.members() {
        let name = member.wire_name();
        let value = match member.shape().kind() {
            ShapeKind::List(list) if list.is_flattened() => read_flattened(list, name, element)?,
            ShapeKind::Map(map) if map.is_flattened() => {
                let mut entries = element.children.iter().filter(|c| c.name == name).peekable();
                match entries.peek() {
                    Some(_) => Some(read_map(map, entries)?),
                    None => None,
                }
            }
            _ => match element.child(name) {
                Some(child) => {
                    Some(read(member.shape(), child).map_err(|error| error.within(name))?)
                }
                None => None,
            },
        };
        members.extend(value.map(|value| (member.name().to_owned(), value)));
    }
    Ok(Value::Structure(members))
}

fn read_flattened(list: &List, name: &str, parent: &Element) -> Result<Option<Value>, ReadError> {
    let named = parent.children.iter().filter(|child| child.name == name);
    let elements: Vec<_> =
        named.map(|child| read(list.member(), child)).collect::<Result<_, _>>()?;
    Ok((!elements.is_empty()).then_some(Value::List(elements)))
}

fn read_map<'a>(map: &Map, entries: impl Iterator<Item = &'a Element>) -> Result<Value, ReadError> {
    let mut read_entries = Vec::new();
    for entry in entries {
        let key = entry.child_text(map.key_name()).unwrap_or_default();
        let absent = Element::default();
        let value = read(map.value(), entry.child(map.value_name()).unwrap_or(&absent))?;
        read_entries.push((key.to_owned(), value));
    }
    Ok(Value::Map(read_entries))
}

/// Writes a value of the shape as an element of this name.
pub(crate) fn write(
    shape: &Shape,
    value: &Value,
    name: &str,
    out: &mut String,
) -> Result<(), EncodeError> {
    open(name, out);
    write_content(shape, value, out)?;
    close(name, out);
    Ok(())
}

/// Writes what stands inside the element of a value.
pub(crate) fn write_content(
    shape: &Shape,
    value: &Value,
    out: &mut String,
) -> Result<(), EncodeError> {
    match (shape.kind(), value) {
        (ShapeKind::Structure(structure), Value::Structure(members)) => {
            for given in given(structure, members) {
                let (member, value) = given?;
                write_member(member.shape(), value, member.wire_name(), out)
                    .map_err(|error| error.within(member.name()))?;
            }
            Ok(())
        }
        (ShapeKind::List(list), Value::List(elements)) => {
            write_elements(list, elements, list.member_name(), out)
        }
        (ShapeKind::Map(map), Value::Map(entries)) => write_entries(map, entries, "entry", out),
        _ => {
            text(&scalar::write(shape, value)?, out);
            Ok(())
        }
    }
}

fn write_member(
    shape: &Shape,
    value: &Value,
    name: &str,
    out: &mut String,
) -> Result<(), EncodeError> {
    match (shape.kind(), value) {
        (ShapeKind::List(list), Value::List(elements)) if list.is_flattened() => {
            write_elements(list, elements, name, out)
        }
        (ShapeKind::Map(map), Value::Map(entries)) if map.is_flattened() => {
            write_entries(map, entries, name, out)
        }
        _ => write(shape, value, name, out),
    }
}

fn write_elements(
    list: &List,
    elements: &[Value],
    name: &str,
    out: &mut String,
) -> Result<(), EncodeError> {
    for (index, element) in elements.iter().enumerate() {
        write(list.member(), element, name, out)
            .map_err(|error| error.within(&index.to_string()))?;
    }
    Ok(())
}

fn write_entries(
    map: &Map,
    entries: &[(String, Value)],
    name: &str,
    out: &mut String,
) -> Result<(), EncodeError> {
    for (key, value) in entries {
        open(name, out);
        write_text(map.key_name(), key, out);
        write(map.value(), value, map.value_name(), out).map_err(|error| error.within(key))?;
        close(name, out);
    }
    Ok(())
}

/// Writes an element that holds a text.
pub(crate) fn write_text(name: &str, content: &str, out: &mut String) {
    open(name, out);
    text(content, out);
    close(name, out);
}

/// Opens an element.
pub(crate) fn open(name: &str, out: &mut String) {
    out.extend(["<", name, ">"]);
}

/// Closes an element.
pub(crate) fn close(name: &str, out: &mut String) {
    out.extend(["</", name, ">"]);
}

/// Escapes a text.
///
/// Line ends are references, or a parser would change them. What XML 1.0 forbids altogether, such
/// as most control characters, becomes a reference too: services of AWS do so, a lenient parser
/// reads it back and a strict one says so, where a replacement would be silent.
pub(crate) fn text(content: &str, out: &mut String) {
    for character in content.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' => out.push('\t'),
            '\u{85}' | '\u{2028}' | '\u{fffe}' | '\u{ffff}' => refer_to(character, out),
            _ if character.is_control() => refer_to(character, out),
            _ => out.push(character),
        }
    }
}

fn refer_to(character: char, out: &mut String) {
    out.push_str(&format!("&#x{:X};", u32::from(character)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(content: &str) -> String {
        let mut out = String::new();
        write_text("a", content, &mut out);
        out
    }

    #[test]
    fn no_text_can_leave_its_element() {
        let hostile = "</a><b c=\"d\" e='f'>&amp;]]>\r\n\t\u{0}\u{1}\u{7f}\u{85}\u{fffe}\u{1f600}";
        let document = escaped(hostile);
        assert!(document.starts_with("<a>&lt;/a&gt;&lt;b c=&quot;"), "{document}");
        assert!(document.contains("&#xD;&#xA;\t&#x0;&#x1;"), "{document}");
        let element = Element::parse(document.as_bytes()).unwrap();
        assert_eq!((element.text.as_str(), element.children.len()), (hostile, 0));
    }

    #[test]
    fn a_document_is_one_whole_element_of_bounded_depth() {
        let good = Element::parse(b"<?xml version='1.0'?><x:a xmlns:x='u'><b/>c<!-- d --></x:a>");
        assert_eq!(good.map(|a| (a.name, a.text)), Ok(("a".to_owned(), "c".to_owned())));
        let deep = "<a>".repeat(100_000);
        for bad in
            ["", "text", "<a>", "<a></b>", "<a/><b/>", "<a>&nope;</a>", "<!DOCTYPE a><a/>", &deep]
        {
            assert!(Element::parse(bad.as_bytes()).is_err(), "{:.40}", bad);
        }
    }
}
