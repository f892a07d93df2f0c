//! One pass over an event that stops only at the fields someone asks about.

use super::{EventError, EventFault, Membership, Memberships, PathTrie, Place, Sightings};
use crate::json::{JsonFault, Lexeme, MAX_NESTING, Scanner, unescape_units};

/// An object or array that stands where a path ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    /// An object.
    Object,
    /// An array without elements.
    EmptyArray,
}

/// An object or array that is being walked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Frame {
    Object { place: Place, membership: Membership, first: bool },
    Array { place: Place, membership: Membership, array: u32, index: u32, first: bool },
}

/// Walks over an event up to the end of its first object, and checks all of it. Text after that
/// object is ignored, as event-ruler ignores it.
pub(crate) fn walk(
    event: &[u8],
    trie: &PathTrie,
    frames: &mut Vec<Frame>,
    sightings: &mut Sightings,
) -> Result<(), EventError> {
    frames.clear();
    let mut walk = Walk { scanner: Scanner::new(event), trie, sightings };
    let start = walk.scanner.value();
    if start != Ok(Lexeme::Object) {
        return Err(match start {
            Err(fault) if !event.trim_ascii_start().is_empty() => {
                EventError::json(event, &fault, walk.scanner.position())
            }
            _ => EventError::new(event, EventFault::NotAnObject, 0),
        });
    }
    let walked = walk.containers(frames);
    // What is not UTF-8 is wrong before whatever follows it, also where nobody asked for its text.
    walk.scanner
        .check_encoding()
        .and(walked)
        .map_err(|fault| EventError::json(event, &fault, walk.scanner.position()))
}

struct Walk<'w, 'e> {
    scanner: Scanner<'e>,
    trie: &'w PathTrie,
    sightings: &'w mut Sightings,
}

impl Walk<'_, '_> {
    fn containers(&mut self, frames: &mut Vec<Frame>) -> Result<(), JsonFault> {
        let membership = Memberships::NONE;
        frames.push(Frame::Object { place: PathTrie::ROOT, membership, first: true });
        while let Some(frame) = frames.last_mut() {
            let entered = match frame {
                Frame::Object { place, membership, first } => {
                    self.fields(*place, *membership, std::mem::take(first))?
                }
                Frame::Array { place, membership, array, index, first } => {
                    let is_first = std::mem::take(first);
                    if self.scanner.array_ends(is_first)? {
                        if is_first {
                            self.tell_whole(*place, Whole::EmptyArray);
                        }
                        None
                    } else {
                        let element = *index;
                        *index = index.saturating_add(1);
                        match self.element(*place, *membership, *array, element)? {
                            None => continue,
                            entered => entered,
                        }
                    }
                }
            };
            match entered {
                None => {
                    frames.pop();
                }
                Some(_) if frames.len() >= MAX_NESTING => {
                    return Err(JsonFault::Nesting(frames.len() + 1));
                }
                Some(frame) => frames.push(frame),
            }
        }
        Ok(())
    }

    /// The fields of an object up to its end, or up to one whose value is to be walked.
    fn fields(
        &mut self,
        place: Place,
        membership: Membership,
        mut first: bool,
    ) -> Result<Option<Frame>, JsonFault> {
        while let Some(escaped) = self.scanner.name(std::mem::take(&mut first))? {
            let entered = if escaped {
                let name = unescape_units(self.scanner.raw()?).map_err(|(fault, _)| fault)?;
                self.trie.enter(place, name.as_bytes())
            } else {
                self.trie.enter(place, self.scanner.raw_bytes())
            };
            let Some(place) = entered else {
                self.scanner.skip_value()?;
                continue;
            };
            let lexeme = self.scanner.value()?;
            if let Some(frame) = self.begin(lexeme, place, membership)? {
                return Ok(Some(frame));
            }
        }
        Ok(None)
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
            Lexeme::Object | Lexeme::Array => {
                self.sightings.memberships_mut().enter(membership, array, index)
            }
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
                let array = self.sightings.memberships_mut().open_array();
                return Ok(Some(Frame::Array { place, membership, array, index: 0, first: true }));
            }
            scalar => {
                if let Some(path) = self.trie.path_at(place) {
                    self.sightings.add_value(path, scalar, self.scanner.span(), membership);
                }
            }
        }
        Ok(None)
    }

    fn tell_whole(&mut self, place: Place, whole: Whole) {
        if let Some(path) = self.trie.path_at(place) {
            self.sightings.add_whole(path, whole);
        }
    }
}
