//! A scanner over the bytes of an event.
//!
//! It checks everything it passes, decodes nothing, and can pass a whole value in one go, however
//! deeply it is nested. Strings are handed out as they are written: whoever needs their text
//! unescapes it.

use std::ops::Range;

use super::nesting::{Container, Nesting};
use super::stops::Stops;
use super::{JsonFault, unescape};

/// The bytes of the longest escape, and of the longest character after a backslash.
const ESCAPE: usize = 6;

/// What starts at the scanner's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lexeme {
    /// `{` has been passed.
    Object,
    /// `[` has been passed.
    Array,
    /// A whole string has been passed; `span` lies between its quotes.
    String {
        escaped: bool,
    },
    /// A whole number has been passed.
    Number,
    /// `null`, `true` or `false` has been passed.
    Null,
    True,
    False,
}

/// Walks over one JSON text.
#[derive(Debug)]
pub(crate) struct Scanner<'e> {
    bytes: &'e [u8],
    position: usize,
    /// The span of the last lexeme or name; of a string, what stands between its quotes.
    span: Range<usize>,
    stops: Stops,
}

type Result<T> = std::result::Result<T, JsonFault>;

impl<'e> Scanner<'e> {
    /// Starts at the beginning of a text. That it is UTF-8 is known only of what
    /// [`Scanner::raw`] hands out, and of all that was passed after [`Scanner::check_encoding`].
    pub(crate) fn new(text: &'e (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { bytes: text.as_ref(), position: 0, span: 0..0, stops: Stops::default() }
    }

    /// How far the text has been read, in bytes.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// Where the last lexeme or name stands, without quotes.
    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The bytes of the last lexeme or name, without quotes.
    pub(crate) fn raw_bytes(&self) -> &'e [u8] {
        self.bytes.get(self.span.clone()).unwrap_or_default()
    }

    /// What the last lexeme or name is written as, without quotes.
    pub(crate) fn raw(&self) -> Result<&'e str> {
        str::from_utf8(self.raw_bytes()).map_err(|_| JsonFault::Encoding)
    }

    /// Checks that all that was passed is UTF-8. Outside of strings that is so anyway.
    pub(crate) fn check_encoding(&mut self) -> Result<()> {
        if self.stops.only_ascii_seen() {
            return Ok(());
        }
        let passed = self.bytes.get(..self.position).unwrap_or_default();
        str::from_utf8(passed).map(|_| ()).map_err(|error| {
            self.position = error.valid_up_to();
            JsonFault::Encoding
        })
    }

    /// Passes a scalar, or the opening bracket of an object or array.
    #[inline(always)]
    pub(crate) fn value(&mut self) -> Result<Lexeme> {
        if self.peek() == Some(b'"') {
            return self.string();
        }
        self.skip_space();
        let start = self.position;
        let lexeme = match self.peek() {
            Some(b'"') => return self.string(),
            Some(b'{') => self.advance(1, Lexeme::Object),
            Some(b'[') => self.advance(1, Lexeme::Array),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.keyword("true", Lexeme::True)?,
            Some(b'f') => self.keyword("false", Lexeme::False)?,
            Some(b'n') => self.keyword("null", Lexeme::Null)?,
            _ => return Err(self.unexpected(JsonFault::Value)),
        };
        self.span = start..self.position;
        Ok(lexeme)
    }

    /// Passes the name of the next field and its colon, or the end of the object.
    ///
    /// Answers `None` at the end, otherwise whether the name holds escapes.
    #[inline(always)]
    pub(crate) fn name(&mut self, first: bool) -> Result<Option<bool>> {
        let Some((span, escaped)) = self.skip_name(first)? else { return Ok(None) };
        self.span = span;
        Ok(Some(escaped))
    }

    /// Passes the comma before the next element, or the end of the array; whether it ended.
    #[inline(always)]
    pub(crate) fn array_ends(&mut self, first: bool) -> Result<bool> {
        self.ends(b']', first, "Array")
    }

    /// Passes one value whole, whatever is in it, and checks it.
    pub(crate) fn skip_value(&mut self) -> Result<Lexeme> {
        let lexeme = self.value()?;
        self.skip_rest(lexeme)?;
        Ok(lexeme)
    }

    /// Passes what is left of a value whose first lexeme has been passed.
    #[inline(always)]
    pub(crate) fn skip_rest(&mut self, lexeme: Lexeme) -> Result<()> {
        match lexeme {
            Lexeme::Object | Lexeme::Array => self.skip_container(lexeme),
            _ => Ok(()),
        }
    }

    /// Passes the entries and the end of an object or array, and of those within it.
    fn skip_container(&mut self, container: Lexeme) -> Result<()> {
        let mut open = Nesting::default();
        open.enter(container)?;
        let mut first = true;
        while let Some(container) = open.innermost() {
            let inner = match container {
                Container::Object => self.skip_fields(first)?,
                Container::Array => self.skip_elements(first)?,
            };
            first = inner.is_some();
            match inner {
                Some(lexeme) => open.enter(lexeme)?,
                None => open.leave(),
            }
        }
        Ok(())
    }

    /// Passes fields up to the end of their object, or up to one that is a container.
    fn skip_fields(&mut self, mut first: bool) -> Result<Option<Lexeme>> {
        while self.skip_name(first)?.is_some() {
            first = false;
            if self.peek() == Some(b'"') {
                self.skip_string()?;
            } else if let lexeme @ (Lexeme::Object | Lexeme::Array) = self.value()? {
                return Ok(Some(lexeme));
            }
        }
        Ok(None)
    }

    /// Passes elements up to the end of their array, or up to one that is a container.
    fn skip_elements(&mut self, mut first: bool) -> Result<Option<Lexeme>> {
        while !self.array_ends(first)? {
            first = false;
            if let lexeme @ (Lexeme::Object | Lexeme::Array) = self.value()? {
                return Ok(Some(lexeme));
            }
        }
        Ok(None)
    }

    #[inline(always)]
    fn ends(&mut self, close: u8, first: bool, container: &'static str) -> Result<bool> {
        self.skip_space();
        match self.peek() {
            Some(byte) if byte == close => {
                self.position += 1;
                Ok(true)
            }
            Some(_) if first => Ok(false),
            Some(b',') => {
                self.position += 1;
                Ok(false)
            }
            _ => Err(self.unexpected(|found| JsonFault::Comma { found, container })),
        }
    }

    /// Passes the name of the next field and its colon, or the end of the object. Answers where the
    /// name stands, and whether it holds escapes.
    #[inline(always)]
    fn skip_name(&mut self, first: bool) -> Result<Option<(Range<usize>, bool)>> {
        // Without white space, this is what follows a field.
        let following = self.bytes.get(self.position + 1);
        if !first && self.peek() == Some(b',') && following == Some(&b'"') {
            self.position += 1;
        } else {
            if self.ends(b'}', first, "Object")? {
                return Ok(None);
            }
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.unexpected(JsonFault::Name));
            }
        }
        let name = self.skip_string()?;
        if self.peek() != Some(b':') {
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.unexpected(JsonFault::Colon));
            }
        }
        self.position += 1;
        Ok(Some(name))
    }

    #[inline(always)]
    fn string(&mut self) -> Result<Lexeme> {
        let (span, escaped) = self.skip_string()?;
        self.span = span;
        Ok(Lexeme::String { escaped })
    }

    /// Passes a string. Answers what is between its quotes, and whether that holds escapes.
    #[inline(always)]
    fn skip_string(&mut self) -> Result<(Range<usize>, bool)> {
        let start = self.position + 1;
        let stop = self.stops.find(self.bytes, start);
        if self.bytes.get(stop) == Some(&b'"') {
            self.position = stop + 1;
            return Ok((start..stop, false));
        }
        self.skip_odd_string(start, stop)
    }

    /// Passes a string in which something precedes the closing quote.
    #[cold]
    fn skip_odd_string(&mut self, start: usize, mut stop: usize) -> Result<(Range<usize>, bool)> {
        let mut escaped = false;
        loop {
            self.position = stop;
            match self.bytes.get(stop) {
                Some(b'"') => {
                    self.position = stop + 1;
                    return Ok((start..stop, escaped));
                }
                Some(b'\\') => {
                    escaped = true;
                    self.skip_escape()?;
                }
                Some(_) => {
                    let within = "string value";
                    return Err(JsonFault::Unquoted { found: self.character(), within });
                }
                None => return Err(JsonFault::EndInString),
            }
            stop = self.stops.find(self.bytes, self.position);
        }
    }

    fn skip_escape(&mut self) -> Result<()> {
        let length = match self.bytes.get(self.position + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') => 6,
            _ => 1,
        };
        let escape = self.bytes.get(self.position + 2..self.position + length);
        if length > 1 && escape.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            self.position += length;
            return Ok(());
        }
        // Let the decoder name the fault.
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let end = rest.len().min(length.max(ESCAPE));
        match unescape(&String::from_utf8_lossy(rest.get(..end).unwrap_or(rest))) {
            Err((fault, _)) => Err(fault),
            Ok(_) => Err(JsonFault::EndInString),
        }
    }

    fn number(&mut self) -> Result<Lexeme> {
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        match self.peek() {
            Some(b'0') => {
                self.position += 1;
                if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                    return Err(JsonFault::LeadingZero);
                }
            }
            Some(b'1'..=b'9') => self.skip_digits(),
            _ => return Err(self.unexpected_digit("expected digit (0-9) to follow minus sign")),
        }
        if self.peek() == Some(b'.') {
            self.position += 1;
            self.required_digits("Decimal point not followed by a digit")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.position += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            self.required_digits("Exponent indicator not followed by a digit")?;
        }
        Ok(Lexeme::Number)
    }

    fn required_digits(&mut self, after: &'static str) -> Result<()> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected_digit(after));
        }
        self.skip_digits();
        Ok(())
    }

    #[inline(always)]
    fn skip_digits(&mut self) {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        self.position += rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    }

    fn keyword(&mut self, keyword: &'static str, lexeme: Lexeme) -> Result<Lexeme> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let follows = rest.get(keyword.len());
        let goes_on = follows.is_some_and(|byte| byte.is_ascii_alphanumeric());
        if rest.starts_with(keyword.as_bytes()) && !goes_on {
            return Ok(self.advance(keyword.len(), lexeme));
        }
        let token = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric());
        Err(JsonFault::Token(token.copied().map(char::from).collect()))
    }

    #[cold]
    fn unexpected(&self, fault: impl FnOnce(char) -> JsonFault) -> JsonFault {
        if self.peek().is_some() {
            fault(self.character())
        } else {
            JsonFault::EndInValue { within: "" }
        }
    }

    fn unexpected_digit(&self, after: &'static str) -> JsonFault {
        self.unexpected(|found| JsonFault::Digit { found, after })
    }

    /// The character that a fault is about.
    fn character(&self) -> char {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let first = rest.get(..rest.len().min(4)).unwrap_or_default();
        String::from_utf8_lossy(first).chars().next().unwrap_or_default()
    }

    fn advance(&mut self, bytes: usize, lexeme: Lexeme) -> Lexeme {
        self.position += bytes;
        lexeme
    }

    #[inline(always)]
    pub(crate) fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.position += 1;
        }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{MAX_NESTING, PullParser, Token};

    fn skipped(text: &str) -> Result<usize> {
        let mut scanner = Scanner::new(text);
        scanner.skip_value()?;
        Ok(scanner.position())
    }

    #[test]
    fn a_value_is_passed_whole() {
        let text = r#" {"a":[1,{"b":"x\"\\\u00e9"}, null, true,false],"c":{},"d":[]} rest"#;
        assert_eq!(skipped(text).unwrap(), text.len() - " rest".len());
    }

    #[test]
    fn depth_is_bounded_and_needs_no_stack() {
        assert_eq!(skipped(&"[".repeat(100_000)), Err(JsonFault::Nesting(MAX_NESTING + 1)));
        let deep = format!("{}{}", "[".repeat(MAX_NESTING), "]".repeat(MAX_NESTING));
        assert_eq!(skipped(&deep).unwrap(), deep.len());
    }

    #[test]
    fn both_readers_refuse_the_same_texts() {
        for text in [
            "[1,]",
            "[+1]",
            "[.5]",
            "[NaN]",
            "[-]",
            "[1.]",
            "[1e]",
            "{\"a\"}",
            "{\"a\":}",
            "{,}",
            "]",
            "",
            "{",
            "[",
            "[\"",
            "[tru]",
            "{\"a\":1,}",
            "[\"\\x\"]",
            "[\"\\u12\"]",
            "[\"\\u12g4\"]",
            "[\"\\",
            "[\"a\nb\"]",
            "[01]",
            "[1 2]",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "[1]",
            "{\"a\":{\"a\":[[],{}]}}",
            "[-0.5e-7]",
            "[\"\\ud800\"]",
        ] {
            let mut parser = PullParser::new(text);
            let mut depth = 0_usize;
            let refused = loop {
                match parser.next() {
                    Err(_) => break true,
                    Ok(None) => break depth == 0 && text.is_empty(),
                    Ok(Some(token)) => {
                        match token {
                            Token::StartObject | Token::StartArray => depth += 1,
                            Token::EndObject | Token::EndArray => depth -= 1,
                            _ => {}
                        }
                        if depth == 0 {
                            break false;
                        }
                    }
                }
            };
            assert_eq!(skipped(text).is_err(), refused, "{text}");
        }
    }
}
