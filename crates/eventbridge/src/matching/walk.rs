//! One pass over an event that stops only at the fields someone asks about.

use std::borrow::Cow;

use super::{EventError, EventFault, Membership, Memberships, PathTrie, Place};
use crate::json::{JsonFault, Lexeme, MAX_NESTING, Scanner, unescape};
use crate::value::Scalar;

/// An object or array that stands where a path ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    /// An object.
    Object,
    /// An array without elements.
    EmptyArray,
}

/// Who is told what stands at the ends of paths.
pub(crate) trait Visitor<'e> {
    /// A scalar at the end of the path with this number.
    fn scalar(&mut self, path: usize, scalar: Scalar<'e>, membership: Membership);

    /// An object or an empty array there: neither is a value.
    fn whole(&mut self, path: usize, whole: Whole);
}

/// An object or array that is being walked.
#[derive(Debug, Clone, Copy)]
enum Frame {
    Object { place: Place, membership: Membership, first: bool },
    Array { place: Place, membership: Membership, array: u32, index: u32, first: bool },
}

/// Walks over an event up to the end of its first object, and checks all of it. Text after that
/// object is ignored, as event-ruler ignores it.
pub(crate) fn walk<'e>(
    event: &'e str,
    trie: &PathTrie,
    memberships: &mut Memberships,
    visitor: &mut impl Visitor<'e>,
) -> Result<(), EventError> {
    let mut walk = Walk { scanner: Scanner::new(event), trie, memberships, visitor };
    let start = walk.scanner.value();
    if start != Ok(Lexeme::Object) {
        return Err(match start {
            Err(fault) if !event.trim_start().is_empty() => {
                EventError::json(event, &fault, walk.scanner.position())
            }
            _ => EventError::new(event, EventFault::NotAnObject, 0),
        });
    }
    walk.containers().map_err(|fault| EventError::json(event, &fault, walk.scanner.position()))
}

struct Walk<'w, 'e, V> {
    scanner: Scanner<'e>,
    trie: &'w PathTrie,
    memberships: &'w mut Memberships,
    visitor: &'w mut V,
}

impl<'e, V: Visitor<'e>> Walk<'_, 'e, V> {
    fn containers(&mut self) -> Result<(), JsonFault> {
        let root =
            Frame::Object { place: PathTrie::ROOT, membership: Memberships::NONE, first: true };
        let mut frames = vec![root];
        while let Some(frame) = frames.last_mut() {
            let entered = match frame {
                Frame::Object { place, membership, first } => {
                    let (place, membership) = (*place, *membership);
                    match self.scanner.name(std::mem::take(first))? {
                        None => {
                            frames.pop();
                            continue;
                        }
                        Some(escaped) => self.field(place, membership, escaped)?,
                    }
                }
                Frame::Array { place, membership, array, index, first } => {
                    let is_first = std::mem::take(first);
                    if self.scanner.array_ends(is_first)? {
                        if is_first {
                            self.tell_whole(*place, Whole::EmptyArray);
                        }
                        frames.pop();
                        continue;
                    }
                    let (place, membership, array) = (*place, *membership, *array);
                    let element = *index;
                    *index = index.saturating_add(1);
                    self.element(place, membership, array, element)?
                }
            };
            if let Some(frame) = entered {
                if frames.len() >= MAX_NESTING {
                    return Err(JsonFault::Nesting(frames.len() + 1));
                }
                frames.push(frame);
            }
        }
        Ok(())
    }

    /// The value of a field whose name has been passed.
    fn field(
        &mut self,
        place: Place,
        membership: Membership,
        escaped: bool,
    ) -> Result<Option<Frame>, JsonFault> {
        let raw = self.scanner.raw();
        let entered = if escaped {
            let name = unescape(raw).map_err(|(fault, _)| fault)?;
            self.trie.enter(place, &name)
        } else {
            self.trie.enter(place, raw)
        };
        let Some(place) = entered else {
            self.scanner.skip_value()?;
            return Ok(None);
        };
        let lexeme = self.scanner.value()?;
        self.begin(lexeme, place, membership)
    }

    /// An element of an array. Only objects and arrays lie in their element; scalars do not.
    fn element(
        &mut self,
        place: Place,
        membership: Membership,
        array: u32,
        index: u32,
    ) -> Result<Option<Frame>, JsonFault> {
        let lexeme = self.scanner.value()?;
        let membership = match lexeme {
            Lexeme::Object | Lexeme::Array => self.memberships.enter(membership, array, index),
            _ => membership,
        };
        self.begin(lexeme, place, membership)
    }

    fn begin(
        &mut self,
        lexeme: Lexeme,
        place: Place,
        membership: Membership,
    ) -> Result<Option<Frame>, JsonFault> {
        match lexeme {
            Lexeme::Object => {
                self.tell_whole(place, Whole::Object);
                if self.trie.leads_on(place) {
                    return Ok(Some(Frame::Object { place, membership, first: true }));
                }
                self.scanner.skip_rest(lexeme)?;
            }
            Lexeme::Array => {
                let array = self.memberships.open_array();
                return Ok(Some(Frame::Array { place, membership, array, index: 0, first: true }));
            }
            scalar => self.tell_scalar(scalar, place, membership)?,
        }
        Ok(None)
    }

    fn tell_scalar(
        &mut self,
        lexeme: Lexeme,
        place: Place,
        membership: Membership,
    ) -> Result<(), JsonFault> {
        let Some(path) = self.trie.path_at(place) else { return Ok(()) };
        let raw = self.scanner.raw();
        let scalar = match lexeme {
            Lexeme::String { escaped: true } => {
                Scalar::Text(unescape(raw).map_err(|(fault, _)| fault)?)
            }
            Lexeme::String { escaped: false } => Scalar::Text(Cow::Borrowed(raw)),
            Lexeme::Number => Scalar::Number(Cow::Borrowed(raw)),
            Lexeme::True => Scalar::Boolean(true),
            Lexeme::False => Scalar::Boolean(false),
            Lexeme::Null | Lexeme::Object | Lexeme::Array => Scalar::Null,
        };
        self.visitor.scalar(path, scalar, membership);
        Ok(())
    }

    fn tell_whole(&mut self, place: Place, whole: Whole) {
        if let Some(path) = self.trie.path_at(place) {
            self.visitor.whole(path, whole);
        }
    }
}
