//! The texts in what people name as events: files, standard input, JSON lines and gzip, all of them
//! streamed so that a file of any size takes the memory of one event.
//!
//! It refuses to know what a text is.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use firedrill_finding::Document;
use flate2::bufread::MultiGzDecoder;
use miette::Diagnostic;

/// What one event may weigh, as in the simulated account.
pub(crate) const EVENT_LIMIT: usize = firedrill_sim::EVENT_BYTES;

/// What a document may weigh that holds several events, such as an array of them. Lines have no such
/// limit.
const LIST_LIMIT: usize = 16 * EVENT_LIMIT;

/// What UTF-8 begins with where PowerShell wrote it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What events are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EventInput {
    /// A file.
    File(PathBuf),
    /// Standard input.
    StandardInput,
    /// The JSON itself.
    CommandLine(String),
}

impl EventInput {
    /// What a file or `-` names.
    pub(crate) fn named(path: &Path) -> Self {
        if path == Path::new("-") { Self::StandardInput } else { Self::File(path.to_owned()) }
    }

    /// What it is called; of a name that is not UTF-8, what can be shown.
    pub(crate) fn origin(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::StandardInput => "standard input".to_owned(),
            Self::CommandLine(_) => "command line".to_owned(),
        }
    }
}

/// Why an event could not be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum EventSourceError {
    /// A file or folder cannot be opened or read.
    #[error("cannot read `{origin}`: {reason}")]
    #[diagnostic(code(firedrill::replay::unreadable))]
    Unreadable {
        /// What.
        origin: String,
        /// What the system says.
        reason: String,
    },
    /// There is nothing in it.
    #[error("`{origin}` holds no event")]
    #[diagnostic(code(firedrill::replay::empty))]
    Empty {
        /// What.
        origin: String,
    },
    /// A line or a document is larger than any event.
    #[error("`{origin}` is larger than the {EVENT_LIMIT} bytes that an event may have")]
    #[diagnostic(
        code(firedrill::replay::too_large),
        help("give one event a file, or one event a line (JSON lines)")
    )]
    TooLarge {
        /// What.
        origin: String,
    },
    /// It is not UTF-8.
    #[error("`{origin}` is not UTF-8")]
    #[diagnostic(code(firedrill::replay::not_utf8))]
    NotUtf8 {
        /// What.
        origin: String,
    },
}

/// One text, and where it stood.
#[derive(Debug)]
pub(crate) struct SourceText {
    /// The file or what stands for one, and the line where it is one of several.
    pub(crate) origin: String,
    /// The line, where the input is JSON lines.
    pub(crate) line: Option<usize>,
    /// The text, or why there is none.
    pub(crate) text: Result<String, EventSourceError>,
}

pub(crate) fn unreadable(origin: &str, error: &io::Error) -> EventSourceError {
    EventSourceError::Unreadable { origin: origin.to_owned(), reason: error.to_string() }
}

/// Hands every text of one input to `each`, in order.
///
/// An input is one document, or JSON lines. Blank lines are passed over.
///
/// # Errors
/// What `each` returns. A text that cannot be read is handed over as such, and never ends the
/// stream.
pub(crate) fn for_each_text<E>(
    input: &EventInput,
    mut each: impl FnMut(SourceText) -> Result<(), E>,
) -> Result<(), E> {
    let origin = input.origin();
    let mut one = |text| each(SourceText { origin: origin.clone(), line: None, text });
    let mut reader = match open(input) {
        Ok(reader) => reader,
        Err(error) => return one(Err(unreadable(&origin, &error))),
    };

    let mut head = Vec::new();
    let is_lines = match read_first_line(&mut reader, &mut head) {
        Ok(()) if is_unfinished(&head) => Ok(false),
        // A line by itself is a document.
        Ok(()) => reader.fill_buf().map(|rest| !rest.is_empty()),
        Err(error) => Err(error),
    };
    match is_lines {
        Ok(true) => {
            let rest = io::Cursor::new(head).chain(reader);
            return for_each_line(&origin, BufReader::new(rest), each);
        }
        Ok(false) => {}
        Err(error) => return one(Err(unreadable(&origin, &error))),
    }
    let room = (LIST_LIMIT + 1).saturating_sub(head.len());
    if let Err(error) = reader.by_ref().take(room as u64).read_to_end(&mut head) {
        return one(Err(unreadable(&origin, &error)));
    }
    if is_blank(&head) {
        return one(Err(EventSourceError::Empty { origin: origin.clone() }));
    }
    let too_large = head.len() > LIST_LIMIT;
    let Ok(text) = String::from_utf8(head) else {
        return one(Err(if too_large {
            EventSourceError::TooLarge { origin: origin.clone() }
        } else {
            EventSourceError::NotUtf8 { origin: origin.clone() }
        }));
    };
    if too_large || (text.len() > EVENT_LIMIT && !is_list(&text)) {
        return one(Err(EventSourceError::TooLarge { origin: origin.clone() }));
    }
    one(Ok(text))
}

/// Whether a file begins as JSON does, whatever its name is.
pub(crate) fn begins_as_json(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    let file = EventInput::File(path.to_owned());
    open(&file)?.take(64 * 1024).read_to_end(&mut head)?;
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok(matches!(first, Some(b'{' | b'[')))
}

/// Opens an input past its compression and past the mark of its byte order.
fn open(input: &EventInput) -> io::Result<Box<dyn BufRead + '_>> {
    let raw: Box<dyn BufRead + '_> = match input {
        EventInput::File(path) => Box::new(BufReader::new(File::open(path)?)),
        EventInput::StandardInput => Box::new(BufReader::new(io::stdin())),
        EventInput::CommandLine(text) => Box::new(text.as_bytes()),
    };
    let mut reader = decompressed(raw)?;
    if reader.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
        reader.consume(BYTE_ORDER_MARK.len());
    }
    Ok(reader)
}

fn is_list(text: &str) -> bool {
    matches!(Document::read(text), Ok(Document::List(_)))
}

/// Reads up to the end of the first line that is not blank, as far as an event may be long.
fn read_first_line(reader: &mut impl BufRead, head: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let room = (EVENT_LIMIT + 1).saturating_sub(head.len());
        let read = reader.by_ref().take(room as u64).read_until(b'\n', head)?;
        if read == 0 || !is_blank(head) {
            return Ok(());
        }
    }
}

fn decompressed<'a>(mut raw: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn BufRead + 'a>> {
    // By its first two bytes and not by its name: exports are renamed on their way.
    if raw.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(raw))));
    }
    Ok(raw)
}

/// Whether a line begins a document that goes on after it. One that is no JSON at all is a bad line
/// among lines.
fn is_unfinished(line: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(line).is_err_and(|error| error.is_eof())
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

fn for_each_line<E>(
    origin: &str,
    mut reader: impl BufRead,
    mut each: impl FnMut(SourceText) -> Result<(), E>,
) -> Result<(), E> {
    let mut number = 0_usize;
    let mut line = Vec::new();
    loop {
        number += 1;
        let origin = format!("{origin}:{number}");
        let at = Some(number);
        line.clear();
        let read = reader.by_ref().take(EVENT_LIMIT as u64 + 1).read_until(b'\n', &mut line);
        let text = match read {
            Ok(0) => return Ok(()),
            Ok(_) if line.len() > EVENT_LIMIT && !line.ends_with(b"\n") => {
                if let Err(error) = skip_line(&mut reader) {
                    let text = Err(unreadable(&origin, &error));
                    return each(SourceText { origin, line: at, text });
                }
                Err(EventSourceError::TooLarge { origin: origin.clone() })
            }
            Ok(_) if is_blank(&line) => continue,
            Ok(_) => String::from_utf8(std::mem::take(&mut line))
                .map_err(|_| EventSourceError::NotUtf8 { origin: origin.clone() }),
            Err(error) => {
                let text = Err(unreadable(&origin, &error));
                return each(SourceText { origin, line: at, text });
            }
        };
        each(SourceText { origin, line: at, text })?;
    }
}

/// Passes over the rest of a line without keeping it.
fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let (length, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        reader.consume(length);
        if ended {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(bytes: &[u8]) -> Vec<(String, Result<String, String>)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events");
        std::fs::write(&path, bytes).unwrap();
        let mut seen = Vec::new();
        for_each_text(&EventInput::named(&path), |event| {
            let place = event.origin.replace(path.to_str().unwrap(), "");
            seen.push((place, event.text.map_err(|error| error.to_string())));
            Ok::<(), ()>(())
        })
        .unwrap();
        seen
    }

    #[test]
    fn a_document_over_several_lines_is_one_event() {
        let seen = events(b"{\n  \"a\": 1\n}\n");
        assert_eq!(seen, [(String::new(), Ok("{\n  \"a\": 1\n}\n".to_owned()))]);
        assert_eq!(events(b"{\"a\":1}").len(), 1);
    }

    #[test]
    fn lines_are_events_and_a_bad_one_does_not_end_them() {
        let long = vec![b'x'; EVENT_LIMIT + 10];
        let mut bytes = b"{\"a\":1}\n\n\xff\n".to_vec();
        bytes.extend_from_slice(&long);
        bytes.extend_from_slice(b"\n{\"a\":2}");
        let seen = events(&bytes);
        let places: Vec<_> = seen.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, [":1", ":3", ":4", ":5"]);
        assert!(seen[0].1.is_ok() && seen[3].1.is_ok());
        assert!(seen[1].1.as_ref().unwrap_err().contains("UTF-8"));
        assert!(seen[2].1.as_ref().unwrap_err().contains("larger"));
    }

    #[test]
    fn a_bad_first_line_does_not_hide_the_others() {
        let seen = events(b"\ngarbage\n{\"a\":1}\n{\"a\":2}\n");
        let places: Vec<_> = seen.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, [":2", ":3", ":4"]);
        assert_eq!(seen[1].1, Ok("{\"a\":1}\n".to_owned()));
    }

    #[test]
    fn gzip_is_known_by_its_bytes() {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"{\"a\":1}\n{\"a\":2}\n").unwrap();
        assert_eq!(events(&encoder.finish().unwrap()).len(), 2);
    }

    #[test]
    fn the_mark_of_a_byte_order_is_no_part_of_a_text() {
        assert_eq!(events(b"\xef\xbb\xbf{}")[0].1, Ok("{}".to_owned()));
        assert_eq!(events(b"\xef\xbb\xbf{}\n[]\n")[0].1, Ok("{}\n".to_owned()));
    }

    #[test]
    fn a_list_may_be_larger_than_an_event() {
        let mut list = b"[\n\"".to_vec();
        list.extend(vec![b'x'; EVENT_LIMIT]);
        list.extend(b"\"]");
        assert!(events(&list)[0].1.is_ok());
    }

    #[test]
    fn nothing_and_damage_are_said() {
        assert!(events(b" \n\n")[0].1.as_ref().unwrap_err().contains("no event"));
        assert!(events(&[0x1f, 0x8b, 1, 2, 3])[0].1.as_ref().unwrap_err().contains("cannot read"));
        let mut huge = b"{\n".to_vec();
        huge.extend(vec![b' '; EVENT_LIMIT]);
        assert!(events(&huge)[0].1.as_ref().unwrap_err().contains("larger"));
    }
}
