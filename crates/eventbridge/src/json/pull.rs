//! A pull parser that stands where Jackson's parser would stand.
//!
//! The service reports the place its parser has reached when a check fails. Jackson reads ahead and
//! lazily: with a field name it has read the colon and the start of the value; of a string it has
//! read the opening quote only, until its text is asked for. This parser does the same, so
//! that [`PullParser::position`] is the place that the service reports.

use std::borrow::Cow;
use std::ops::Range;

use super::location::{Location, source_description};
use super::{JsonFault, unescape, unescape_units};

/// Where a text ends that ends after a comma or colon of an object.
const WITHIN_OBJECT: &str = " within/between Object entries";

/// One token of a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    FieldName,
    String,
    Number,
    True,
    False,
    Null,
}

/// An object or array that is being read.
#[derive(Debug)]
struct Scope {
    is_object: bool,
    /// Where its opening bracket stands.
    start: usize,
    /// Whether an entry was seen, so that a comma must precede the next one.
    has_entries: bool,
}

impl Scope {
    fn container(&self) -> &'static str {
        if self.is_object { "Object" } else { "Array" }
    }
}

/// Reads one JSON text token by token.
#[derive(Debug)]
pub(crate) struct PullParser<'s> {
    source: &'s str,
    position: usize,
    scopes: Vec<Scope>,
    token: Option<Token>,
    /// Where the current token starts.
    start: usize,
    /// The token after the current field name, which has been begun already.
    value: Option<(Token, usize)>,
    name: Cow<'s, str>,
    name_span: Range<usize>,
    /// Whether only the opening quote of the current string has been read.
    string_is_open: bool,
}

/// How a literal is read.
type Unescape<'s> = fn(&'s str) -> std::result::Result<Cow<'s, str>, (JsonFault, usize)>;

type Result<T> = std::result::Result<T, JsonFault>;

impl<'s> PullParser<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self {
            source,
            position: 0,
            scopes: Vec::new(),
            token: None,
            start: 0,
            value: None,
            name: Cow::Borrowed(""),
            name_span: 0..0,
            string_is_open: false,
        }
    }

    /// How far the text has been read, in bytes.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// The token that was read last.
    pub(crate) fn token(&self) -> Option<Token> {
        self.token
    }

    /// What has been read of the current token, in bytes.
    pub(crate) fn span(&self) -> Range<usize> {
        self.start..self.position
    }

    /// How many objects and arrays are open.
    pub(crate) fn depth(&self) -> usize {
        self.scopes.len()
    }

    /// The name of the current or last field.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where that name stands, quotes included.
    pub(crate) fn name_span(&self) -> Range<usize> {
        self.name_span.clone()
    }

    /// The text of the current token: of a string unescaped, of anything else as written.
    pub(crate) fn text(&mut self) -> Result<Cow<'s, str>> {
        self.text_by(unescape)
    }

    /// The text of the current token, with halves of surrogate pairs that equal only themselves.
    pub(crate) fn text_in_units(&mut self) -> Result<Cow<'s, str>> {
        self.text_by(unescape_units)
    }

    fn text_by(&mut self, unescape: Unescape<'s>) -> Result<Cow<'s, str>> {
        if self.token != Some(Token::String) {
            return Ok(Cow::Borrowed(self.slice(self.start..self.position)));
        }
        self.close_string()?;
        let literal = self.slice(self.start + 1..self.position.saturating_sub(1));
        let start = self.start + 1;
        unescape(literal).map_err(|fault| self.escape_fault(start, fault))
    }

    /// The fault of an escape in a literal that starts at a place; one that the literal cuts short is
    /// about the character that follows.
    fn escape_fault(&mut self, start: usize, (fault, offset): (JsonFault, usize)) -> JsonFault {
        self.position = start + offset;
        if fault == JsonFault::EndInEscape && self.peek().is_some() {
            return JsonFault::HexDigit(self.take_character());
        }
        fault
    }

    /// The next token, or `None` at the end of the text.
    pub(crate) fn next(&mut self) -> Result<Option<Token>> {
        if let Some((token, start)) = self.value.take() {
            self.start = start;
            self.enter(token);
            return Ok(self.accept(token));
        }
        if self.string_is_open {
            self.text()?;
        }
        let Some(byte) = self.skip_space()? else {
            self.token = None;
            return match self.scopes.last() {
                None => Ok(None),
                Some(scope) => Err(JsonFault::EndInContainer {
                    container: scope.container(),
                    place: self.place_of(scope),
                }),
            };
        };
        if matches!(byte, b']' | b'}') {
            return self.close(byte);
        }
        let mut byte = byte;
        let mut in_object = false;
        if let Some(scope) = self.scopes.last_mut() {
            in_object = scope.is_object;
            let container = scope.container();
            if std::mem::replace(&mut scope.has_entries, true) {
                if byte != b',' {
                    return Err(JsonFault::Comma { found: self.take_character(), container });
                }
                self.position += 1;
                let within =
                    if in_object { WITHIN_OBJECT } else { " within/between Array entries" };
                byte = self.skip_space()?.ok_or(JsonFault::EndInValue { within })?;
            }
        }
        if in_object {
            self.field(byte)
        } else if byte == b'}' {
            Err(JsonFault::ClosedValue(self.take_character()))
        } else {
            self.start = self.position;
            let token = self.begin_value(byte)?;
            self.enter(token);
            Ok(self.accept(token))
        }
    }

    /// A field name, its colon, and the beginning of its value.
    fn field(&mut self, byte: u8) -> Result<Option<Token>> {
        if byte != b'"' {
            return Err(JsonFault::Name(self.take_character()));
        }
        let start = self.position;
        self.position += 1;
        self.skip_string_rest(JsonFault::EndInName, "name")?;
        self.name_span = start..self.position;
        let literal = self.slice(start + 1..self.position - 1);
        self.name = unescape_units(literal).map_err(|fault| self.escape_fault(start + 1, fault))?;
        match self.skip_space()? {
            Some(b':') => self.position += 1,
            Some(_) => return Err(JsonFault::Colon(self.take_character())),
            None => {
                return Err(JsonFault::EndInValue { within: WITHIN_OBJECT });
            }
        }
        let byte = self.skip_space()?.ok_or(JsonFault::EndInValue { within: WITHIN_OBJECT })?;
        let value_start = self.position;
        if byte == b'}' {
            return Err(JsonFault::ClosedValue(self.take_character()));
        }
        let token = self.begin_value(byte)?;
        self.value = Some((token, value_start));
        self.start = start;
        self.token = Some(Token::FieldName);
        Ok(self.token)
    }

    /// Reads as much of a value as Jackson does before it is asked for its text.
    fn begin_value(&mut self, byte: u8) -> Result<Token> {
        match byte {
            b'"' => {
                self.position += 1;
                self.string_is_open = true;
                Ok(Token::String)
            }
            b'{' => {
                self.position += 1;
                Ok(Token::StartObject)
            }
            b'[' => {
                self.position += 1;
                Ok(Token::StartArray)
            }
            b't' => self.keyword("true", Token::True),
            b'f' => self.keyword("false", Token::False),
            b'n' => self.keyword("null", Token::Null),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(self.odd_value()),
        }
    }

    /// Where a container starts, as Jackson names it.
    fn place_of(&self, scope: &Scope) -> String {
        let location = Location::of(self.source, scope.start);
        source_description(self.source, location).trim_start().to_owned()
    }

    /// Opens the scope of a container whose bracket has been read.
    fn enter(&mut self, token: Token) {
        if matches!(token, Token::StartObject | Token::StartArray) {
            let is_object = token == Token::StartObject;
            self.scopes.push(Scope { is_object, start: self.start, has_entries: false });
        }
    }

    fn accept(&mut self, token: Token) -> Option<Token> {
        self.token = Some(token);
        self.token
    }

    /// Closes the innermost container.
    fn close(&mut self, byte: u8) -> Result<Option<Token>> {
        self.start = self.position;
        self.position += 1;
        let found = char::from(byte);
        let Some(scope) = self.scopes.pop() else {
            return Err(JsonFault::Value(found));
        };
        let (expected, token) =
            if scope.is_object { ('}', Token::EndObject) } else { (']', Token::EndArray) };
        if found == expected {
            return Ok(self.accept(token));
        }
        Err(JsonFault::CloseMarker {
            found,
            expected,
            container: scope.container(),
            place: self.place_of(&scope),
        })
    }

    fn keyword(&mut self, keyword: &'static str, token: Token) -> Result<Token> {
        let rest = self.rest();
        let matching =
            keyword.bytes().zip(rest.bytes()).take_while(|(wanted, found)| wanted == found).count();
        let follows = rest.get(keyword.len()..).and_then(|after| after.chars().next());
        if matching == keyword.len() && !follows.is_some_and(is_identifier_part) {
            self.position += keyword.len();
            return Ok(token);
        }
        Err(self.unknown_token())
    }

    /// The fault of a token that is no JSON: all that could be an identifier is named.
    fn unknown_token(&mut self) -> JsonFault {
        let token: String = self.rest().chars().take_while(|c| is_identifier_part(*c)).collect();
        self.position += token.len();
        JsonFault::Token(token)
    }

    fn odd_value(&mut self) -> JsonFault {
        for name in ["NaN", "Infinity"] {
            if self.rest().starts_with(name) {
                self.position += name.len();
                return JsonFault::NonStandardNumber(name);
            }
        }
        match self.rest().chars().next() {
            Some(character) if character.is_alphabetic() || matches!(character, '_' | '$') => {
                self.unknown_token()
            }
            _ => JsonFault::Value(self.take_character()),
        }
    }

    fn number(&mut self) -> Result<Token> {
        let negative = self.peek() == Some(b'-');
        if negative {
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
            Some(_) => {
                let after = "expected digit (0-9) to follow minus sign, for valid numeric value";
                return Err(JsonFault::Digit { found: self.take_character(), after });
            }
            None => return Err(JsonFault::EndInValue { within: " in a Number value" }),
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
        let at_root = self.scopes.is_empty() && self.value.is_none();
        if at_root && self.peek().is_some_and(|byte| !byte.is_ascii_whitespace()) {
            return Err(JsonFault::RootSpace(self.take_character()));
        }
        Ok(Token::Number)
    }

    fn required_digits(&mut self, after: &'static str) -> Result<()> {
        match self.peek() {
            Some(byte) if byte.is_ascii_digit() => {
                self.skip_digits();
                Ok(())
            }
            Some(_) => Err(JsonFault::Digit { found: self.take_character(), after }),
            None => Err(JsonFault::EndInValue { within: " in a Number value" }),
        }
    }

    fn skip_digits(&mut self) {
        self.position += self.rest().bytes().take_while(u8::is_ascii_digit).count();
    }

    /// Reads the rest of a string of which only the opening quote has been read.
    fn close_string(&mut self) -> Result<()> {
        if std::mem::take(&mut self.string_is_open) {
            self.skip_string_rest(JsonFault::EndInString, "string value")?;
        }
        Ok(())
    }

    fn skip_string_rest(&mut self, at_end: JsonFault, within: &'static str) -> Result<()> {
        let start = self.position;
        loop {
            let Some(stop) = self.rest().bytes().position(|b| b == b'"' || b == b'\\' || b < 0x20)
            else {
                self.position = self.source.len();
                return Err(self.escapes_before(start).unwrap_or(at_end));
            };
            self.position += stop;
            match self.peek() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    // The escaped character may be a multi-byte one: an error, found when decoded.
                    let escaped = self.rest().chars().nth(1).map_or(0, char::len_utf8);
                    self.position += 1 + escaped;
                }
                _ => {
                    let escape = self.escapes_before(start);
                    let unquoted = |parser: &mut Self| JsonFault::Unquoted {
                        found: parser.take_character(),
                        within,
                    };
                    return Err(escape.unwrap_or_else(|| unquoted(self)));
                }
            }
        }
    }

    /// The fault of an escape between a place and the one that was reached, which comes first.
    fn escapes_before(&mut self, start: usize) -> Option<JsonFault> {
        let fault = unescape(self.slice(start..self.position)).err()?;
        Some(self.escape_fault(start, fault))
    }

    /// Skips white space; the byte that follows.
    fn skip_space(&mut self) -> Result<Option<u8>> {
        let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.position += self.rest().bytes().take_while(space).count();
        match self.peek() {
            Some(byte) if byte < 0x20 => Err(JsonFault::Space(self.take_character())),
            Some(b'/') => {
                self.position += 1;
                Err(JsonFault::Comment)
            }
            other => Ok(other),
        }
    }

    /// Reads the character that a fault is about.
    fn take_character(&mut self) -> char {
        let character = self.rest().chars().next().unwrap_or_default();
        self.position += character.len_utf8();
        character
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.position).copied()
    }

    fn rest(&self) -> &'s str {
        self.slice(self.position..self.source.len())
    }

    fn slice(&self, span: Range<usize>) -> &'s str {
        self.source.get(span).unwrap_or_default()
    }
}

/// Whether Java takes a character as part of an identifier, as far as tokens can show it.
fn is_identifier_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(source: &str) -> std::result::Result<Vec<Token>, JsonFault> {
        let mut parser = PullParser::new(source);
        let mut tokens = Vec::new();
        while let Some(token) = parser.next()? {
            tokens.push(token);
        }
        Ok(tokens)
    }

    #[test]
    fn a_text_is_read_in_order() {
        use Token::*;
        assert_eq!(
            tokens(r#" {"a" : [1, -2.5e+3, "x"], "b": {"c": null}, "d": [true,false]} "#).unwrap(),
            [
                StartObject,
                FieldName,
                StartArray,
                Number,
                Number,
                String,
                EndArray,
                FieldName,
                StartObject,
                FieldName,
                Null,
                EndObject,
                FieldName,
                StartArray,
                True,
                False,
                EndArray,
                EndObject
            ]
        );
    }

    #[test]
    fn a_field_name_has_the_start_of_its_value_read() {
        let mut parser = PullParser::new(r#"{"regex": "x"}"#);
        parser.next().unwrap();
        assert_eq!(parser.next().unwrap(), Some(Token::FieldName));
        assert_eq!((parser.name(), parser.position()), ("regex", 11));
        assert_eq!(parser.name_span(), 1..8);
        assert_eq!(parser.next().unwrap(), Some(Token::String));
        assert_eq!(parser.position(), 11);
        assert_eq!(parser.text().unwrap(), "x");
        assert_eq!(parser.position(), 13);
    }

    #[test]
    fn faults_are_named_in_the_words_of_jackson() {
        let fault = |source: &str| tokens(source).unwrap_err().to_string();
        assert_eq!(
            fault("this is"),
            "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token \
             'null', 'true' or 'false')"
        );
        assert_eq!(fault("[01]"), "Invalid numeric value: Leading zeroes not allowed");
        assert_eq!(
            fault("[1 2]"),
            "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"
        );
        assert_eq!(
            fault("{\"a\":1]"),
            "Unexpected close marker ']': expected '}' (for Object starting at [Source: \
             (String)\"{\"a\":1]\"; line: 1, column: 1])"
        );
        assert_eq!(fault("[\"a\\q\"]"), "Unrecognized character escape 'q' (code 113)");
        assert_eq!(
            fault("[\"a"),
            "Unexpected end-of-input: was expecting closing quote for a string value"
        );
        assert_eq!(fault("{\"a"), "Unexpected end-of-input in field name");
        let in_escape = "Unexpected end-of-input in character escape sequence";
        assert_eq!([fault("[\"a\\"), fault("[\"\\u12"), fault("{\"\\u")], [in_escape; 3]);
        assert_eq!(
            fault("[\"\\u12\"]"),
            "Unexpected character ('\"' (code 34)): expected a hex-digit for character escape sequence"
        );
        assert_eq!(fault("[\"\\q"), "Unrecognized character escape 'q' (code 113)");
        assert_eq!(fault("[1,"), "Unexpected end-of-input within/between Array entries");
        assert_eq!(fault("{\"a\":1,"), "Unexpected end-of-input within/between Object entries");
        for comment in ["/", "[ /* */ 1]", "{\"a\" // b\n:1}", "[1 /", "{/"] {
            assert_eq!(
                fault(comment),
                "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized \
                 as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
            );
        }
        let value = |found: &str| {
            format!(
                "Unexpected character ('{found}' (code {})): expected a valid value (JSON String, \
                 Number, Array, Object or token 'null', 'true' or 'false')",
                found.bytes().next().unwrap()
            )
        };
        assert_eq!([fault("{\"a\":]"), fault("[1,]")], [value("]"), value("]")]);
        let no_value = "Unexpected character ('}' (code 125)): expected a value";
        assert_eq!([fault("{\"a\":}"), fault("[1,}")], [no_value; 2]);
        assert!(
            fault("[\"a\nb\"]").starts_with("Illegal unquoted character ((CTRL-CHAR, code 10))")
        );
        assert!(fault("{'a':1}").starts_with("Unexpected character (''' (code 39))"));
        for broken in [
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
            "1x",
            "\u{feff}{}",
            "[tru]",
            "[truee]",
            "{\"a\":1,}",
            "\u{b}1",
        ] {
            assert!(tokens(broken).is_err(), "{broken} was accepted");
        }
    }

    #[test]
    fn deep_nesting_needs_no_stack() {
        let parser = tokens(&"[".repeat(100_000));
        assert!(matches!(parser, Err(JsonFault::EndInContainer { container: "Array", .. })));
    }
}
