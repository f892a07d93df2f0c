//! Reading JSON text (RFC 8259) into a tree of nodes.

use std::ops::Range;

use serde_json::{Number, Value};
use thiserror::Error;

use super::node::{Member, Node, NodeKind};

/// How deep arrays and objects may nest, in a definition and in a payload.
pub const MAX_DEPTH: usize = 500;

/// A place in a text as AWS's parser counts it: both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonPosition {
    /// The line.
    pub line: usize,
    /// The character of the line.
    pub column: usize,
}

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason} at line {line}, column {column}", line = .position.line, column = .position.column)]
pub struct JsonError {
    /// What is wrong.
    pub reason: String,
    /// The bytes that are wrong.
    pub span: Range<usize>,
    /// Where they begin.
    pub position: JsonPosition,
}

/// Reads a text as one document.
///
/// # Errors
/// [`JsonError`] at the first byte that RFC 8259 does not allow, or that nests deeper than
/// [`MAX_DEPTH`].
pub fn document(text: &str) -> Result<Node, JsonError> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0 };
    parser.skip_blanks();
    let node = parser.node(0)?;
    parser.skip_blanks();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.error("unexpected characters after the end of the document")),
    }
}

/// Reads a text as a value without places.
///
/// # Errors
/// As [`document`].
pub fn value(text: &str) -> Result<Value, JsonError> {
    document(text).map(|node| node.to_value())
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn error(&self, reason: &str) -> JsonError {
        self.error_from(self.at, reason)
    }

    fn error_from(&self, start: usize, reason: &str) -> JsonError {
        let before = self.text.get(..start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let position = JsonPosition {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).map_or(0, |line| line.chars().count()) + 1,
        };
        let end = self.text.ceil_char_boundary((start + 1).max(self.at)).max(start);
        JsonError { reason: reason.to_owned(), span: start..end, position }
    }

    /// What stands where a value should: a word is quoted whole, as AWS's parser does, which gives
    /// the place behind it.
    fn no_value(&mut self) -> JsonError {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let is_part = |character: char| character.is_alphanumeric() || "_$".contains(character);
        let length = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        if !word.starts_with(|first: char| first.is_alphabetic() || "_$".contains(first)) {
            return self.unexpected();
        }
        self.at = start + length;
        let position = self.error("").position;
        let reason = format!(
            "Unrecognized token '{word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        );
        JsonError { reason, span: start..self.at, position }
    }

    fn unexpected(&self) -> JsonError {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => self.error("unexpected end of the text"),
            Some(found) => self.error(&format!("unexpected character `{found}`")),
        }
    }

    fn node(&mut self, depth: usize) -> Result<Node, JsonError> {
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => NodeKind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => NodeKind::Number(self.number()?),
            Some(b't') => self.word("true", NodeKind::Bool(true))?,
            Some(b'f') => self.word("false", NodeKind::Bool(false))?,
            Some(b'n') => self.word("null", NodeKind::Null)?,
            _ => return Err(self.no_value()),
        };
        Ok(Node { span: start..self.at, kind })
    }

    fn word(&mut self, word: &str, kind: NodeKind) -> Result<NodeKind, JsonError> {
        let rest = self.text.get(self.at..).and_then(|rest| rest.strip_prefix(word));
        if rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric())) {
            self.at += word.len();
            Ok(kind)
        } else {
            Err(self.no_value())
        }
    }

    fn open(&mut self, depth: usize) -> Result<(), JsonError> {
        if depth >= MAX_DEPTH {
            return Err(self.error(&format!("nesting deeper than {MAX_DEPTH} levels")));
        }
        self.at += 1;
        self.skip_blanks();
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<NodeKind, JsonError> {
        self.open(depth)?;
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(NodeKind::Array(items));
        }
        loop {
            items.push(self.node(depth + 1)?);
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(NodeKind::Array(items));
                }
                _ => return Err(self.unexpected()),
            }
            self.skip_blanks();
        }
    }

    fn object(&mut self, depth: usize) -> Result<NodeKind, JsonError> {
        self.open(depth)?;
        let mut members = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(NodeKind::Object(members));
        }
        loop {
            let key_start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected());
            }
            let key = self.string()?;
            let key_span = key_start..self.at;
            self.skip_blanks();
            if self.peek() != Some(b':') {
                return Err(self.unexpected());
            }
            self.at += 1;
            self.skip_blanks();
            let value = self.node(depth + 1)?;
            members.push(Member { key, key_span, value });
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(NodeKind::Object(members));
                }
                _ => return Err(self.unexpected()),
            }
            self.skip_blanks();
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        let opening = self.at;
        self.at += 1;
        let mut string = String::new();
        loop {
            let run = self.at;
            while matches!(self.peek(), Some(byte) if byte != b'"' && byte != b'\\' && byte >= 0x20)
            {
                self.at += 1;
            }
            string.push_str(self.text.get(run..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                Some(_) => return Err(self.error("unescaped control character in a string")),
                None => return Err(self.error_from(opening, "string without an end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        self.at += 2;
        Ok(match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => {
                self.at = start;
                return Err(self.error("unknown escape in a string"));
            }
        })
    }

    /// A lone surrogate becomes the replacement character: Rust strings cannot hold it.
    fn unicode_escape(&mut self, start: usize) -> Result<char, JsonError> {
        let first = self.hex4(start)?;
        if !(0xD800..0xDC00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let after_first = self.at;
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u")) {
            self.at += 2;
            let second = self.hex4(after_first)?;
            if (0xDC00..0xE000).contains(&second) {
                let point = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                return Ok(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = after_first;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex4(&mut self, escape_start: usize) -> Result<u32, JsonError> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => Err(self.error_from(escape_start, "`\\u` without four hexadecimal digits")),
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<Number, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits();
        if whole == 0 || (leading_zero && whole > 1) {
            return Err(self.error_from(start, "malformed number"));
        }
        let mut integral = true;
        if self.peek() == Some(b'.') {
            self.at += 1;
            integral = false;
            if self.digits() == 0 {
                return Err(self.error_from(start, "malformed number"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            integral = false;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.error_from(start, "malformed number"));
            }
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let number = integral
            .then(|| text.parse::<i64>().map(Number::from).ok())
            .flatten()
            .or_else(|| integral.then(|| text.parse::<u64>().map(Number::from).ok()).flatten())
            .or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
        number.ok_or_else(|| self.error_from(start, "number out of range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_the_text_of_each_value() {
        let text = r#"{ "a": [1, "é\n"] }"#;
        let root = document(text).unwrap();
        let member = &root.as_object().unwrap()[0];
        assert_eq!(text.get(member.key_span.clone()).unwrap(), "\"a\"");
        assert_eq!(text.get(member.value.span.clone()).unwrap(), r#"[1, "é\n"]"#);
        let item = &member.value.as_array().unwrap()[1];
        assert_eq!(text.get(item.span.clone()).unwrap(), r#""é\n""#);
    }

    #[test]
    fn reads_what_serde_json_reads() {
        for text in [
            "null",
            "[1.5, 2e3, 18446744073709551615, -9223372036854775808, 1E-7]",
            r#"{"a":{"b":[true,false,null]},"\u0041\ud83d\ude00":"\"\\\/\b\f\n\r\t"}"#,
            " [ ] ",
        ] {
            assert_eq!(value(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        }
    }

    #[test]
    fn refuses_what_is_not_json_and_says_where() {
        for (text, line, column) in [
            ("", 1, 1),
            ("{\n  \"a\": ,}", 2, 8),
            ("[1 2]", 1, 4),
            ("\"open", 1, 1),
            ("[01]", 1, 2),
            ("[1e999]", 1, 2),
            ("{} {}", 1, 4),
            ("\"\\x\"", 1, 2),
            ("tru", 1, 4),
            ("[nulls]", 1, 7),
            ("not a definition", 1, 4),
            ("{\"a\" 1}", 1, 6),
            ("{\u{7a9}}", 1, 2),
            ("[\"\\é\"]", 1, 3),
            ("é", 1, 2),
        ] {
            let error = document(text).unwrap_err();
            assert_eq!((error.position.line, error.position.column), (line, column), "{text:?}");
            assert!(text.get(error.span).is_some(), "{text:?}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        for (open, depth) in [("[", 100_000), ("{\"a\":", 100_000), ("[", MAX_DEPTH + 1)] {
            let error = document(&open.repeat(depth)).unwrap_err();
            assert!(error.reason.contains("nesting deeper"), "{error}");
        }
        let deepest = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
        assert_eq!(value(&deepest).unwrap().to_string(), deepest);
    }
}
