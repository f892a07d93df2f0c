//! From the text of a pattern to its tree, in the order in which the service checks it.

use std::ops::Range;

use super::error::Placing;
use super::{
    Alternative, Entry, EventPatternError, FieldName, FieldPath, Leaf, Limits, Node, PatternFault,
    PatternObject,
};
use crate::json::{PullParser, Token};
use crate::value::{AddressRange, NumberLiteral, ValueTest};

/// Field names that event-ruler keeps for itself within `$or`.
const RESERVED_IN_OR: [&str; 24] = [
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// Parses a pattern into its tree and its leaves.
///
/// Text after the first object is ignored, as the service ignores it.
pub(crate) fn parse_tree(source: &str, limits: &Limits) -> Result<(PatternObject, Vec<Leaf>)> {
    if source.chars().nth(limits.characters).is_some() {
        let fault = PatternFault::TooLong(limits.characters);
        return Err(EventPatternError::new(source, fault, 0..0, 0, Placing::None));
    }
    let mut parser = PatternParser {
        json: PullParser::new(source),
        source,
        limits,
        path: Vec::new(),
        leaves: Vec::new(),
    };
    if parser.next()? != Some(Token::StartObject) {
        return Err(parser.fail(PatternFault::NotAnObject));
    }
    let object = parser.object(false)?;
    Ok((object, parser.leaves))
}

/// Reads one pattern.
#[derive(Debug)]
pub(super) struct PatternParser<'s> {
    pub(super) json: PullParser<'s>,
    source: &'s str,
    limits: &'s Limits,
    path: Vec<String>,
    leaves: Vec<Leaf>,
}

pub(super) type Result<T> = std::result::Result<T, EventPatternError>;

impl PatternParser<'_> {
    pub(super) fn next(&mut self) -> Result<Option<Token>> {
        self.json.next().map_err(|fault| self.fail_at_position(fault.into()))
    }

    /// The text of the current token.
    pub(super) fn text(&mut self) -> Result<String> {
        match self.json.text() {
            Ok(text) => Ok(text.into_owned()),
            Err(fault) => Err(self.fail_at_position(fault.into())),
        }
    }

    /// The text of the current token, where it is compared unit by unit.
    pub(super) fn text_in_units(&mut self) -> Result<String> {
        match self.json.text_in_units() {
            Ok(text) => Ok(text.into_owned()),
            Err(fault) => Err(self.fail_at_position(fault.into())),
        }
    }

    /// An error about the current token.
    pub(super) fn fail(&self, fault: PatternFault) -> EventPatternError {
        self.error(fault, self.json.span(), Placing::Once)
    }

    /// An error about the current token that the service gives no place.
    pub(super) fn fail_unplaced(&self, fault: PatternFault) -> EventPatternError {
        self.error(fault, self.json.span(), Placing::None)
    }

    pub(super) fn error(
        &self,
        fault: PatternFault,
        span: Range<usize>,
        placing: Placing,
    ) -> EventPatternError {
        let span = self.whole_string(span);
        EventPatternError::new(self.source, fault, span, self.json.position(), placing)
    }

    /// The service reads strings late, and so does our reader: a string that was not read yet is
    /// its opening quote only, which is where the service places the fault. People are shown all
    /// of it.
    fn whole_string(&self, span: Range<usize>) -> Range<usize> {
        if self.source.get(span.clone()) != Some("\"") {
            return span;
        }
        let rest = self.source.get(span.end..).unwrap_or_default();
        let mut escaped = false;
        let end = rest.char_indices().find(|(_, character)| {
            let ends = *character == '"' && !escaped;
            escaped = *character == '\\' && !escaped;
            ends
        });
        end.map_or(span.clone(), |(length, _)| span.start..span.end + length + 1)
    }

    /// An error about the character that was read last.
    fn fail_at_position(&self, fault: PatternFault) -> EventPatternError {
        let end = self.json.position();
        let read = self.source.get(..end).unwrap_or(self.source);
        let last = read.chars().next_back().map_or(0, char::len_utf8);
        self.error(fault, end - last..end, Placing::Once)
    }

    /// An object whose opening brace has been read.
    fn object(&mut self, inside_or: bool) -> Result<PatternObject> {
        if self.json.depth() > self.limits.nesting {
            return Err(self.fail_unplaced(PatternFault::TooDeep(self.limits.nesting)));
        }
        let start = self.json.span().start;
        let mut entries = Vec::new();
        while self.next()? != Some(Token::EndObject) {
            let name = FieldName { text: self.json.name().to_owned(), span: self.json.name_span() };
            entries.push(if name.text == "$or" {
                self.or(name.span)?
            } else {
                self.field(name, inside_or)?
            });
        }
        if entries.is_empty() {
            return Err(self.error(
                PatternFault::EmptyObject,
                start..self.json.position(),
                Placing::Once,
            ));
        }
        Ok(PatternObject { entries, span: start..self.json.position() })
    }

    fn field(&mut self, name: FieldName, inside_or: bool) -> Result<Entry> {
        if inside_or && RESERVED_IN_OR.contains(&name.text.as_str()) {
            let fault = PatternFault::OrReservedName(name.text);
            return Err(self.error(fault, name.span, Placing::Once));
        }
        let node = match self.next()? {
            Some(Token::StartObject) => {
                self.path.push(name.text.clone());
                let object = self.object(inside_or)?;
                self.path.pop();
                Node::Object(object)
            }
            Some(Token::StartArray) => Node::Leaf(self.leaf(&name)?),
            _ => return Err(self.fail(PatternFault::FieldValue(name.text))),
        };
        Ok(Entry::Field { name, node })
    }

    fn or(&mut self, keyword: Range<usize>) -> Result<Entry> {
        if self.next()? != Some(Token::StartArray) {
            return Err(self.fail(PatternFault::OrNotArray));
        }
        let mut alternatives = Vec::new();
        loop {
            match self.next()? {
                Some(Token::EndArray) => break,
                Some(Token::StartObject) => alternatives.push(self.object(true)?),
                _ => return Err(self.fail(PatternFault::OrMember)),
            }
        }
        if alternatives.len() < 2 {
            return Err(self.error(PatternFault::OrTooShort, keyword, Placing::Once));
        }
        Ok(Entry::Or { keyword, alternatives })
    }

    /// A leaf whose opening bracket has been read.
    fn leaf(&mut self, name: &FieldName) -> Result<usize> {
        let start = self.json.span().start;
        let mut alternatives = Vec::new();
        loop {
            let alternative_start = match self.next()? {
                Some(Token::EndArray) => break,
                _ => self.json.span().start,
            };
            let test = self.alternative()?;
            let span = alternative_start..self.json.position();
            alternatives.push(Alternative { test, span });
        }
        let span = start..self.json.position();
        if alternatives.is_empty() {
            return Err(self.error(PatternFault::EmptyArray, span, Placing::Once));
        }
        let names = self.path.iter().map(String::as_str).chain([name.text.as_str()]);
        let path = FieldPath::new(names);
        self.leaves.push(Leaf { path, alternatives, span, name: name.span.clone() });
        Ok(self.leaves.len() - 1)
    }

    /// The alternative that starts with the current token.
    fn alternative(&mut self) -> Result<ValueTest> {
        match self.json.token() {
            Some(Token::StartObject) => self.operator(),
            Some(Token::String) => {
                let text = self.text_in_units()?;
                Ok(match AddressRange::of_address(&text) {
                    Some(range) => ValueTest::Address { text, range },
                    None => ValueTest::Text(text),
                })
            }
            Some(Token::Number) => Ok(ValueTest::Number(NumberLiteral::new(&self.text()?))),
            Some(Token::Null) => Ok(ValueTest::Null),
            Some(Token::True) => Ok(ValueTest::Boolean(true)),
            Some(Token::False) => Ok(ValueTest::Boolean(false)),
            _ => Err(self.fail(PatternFault::MatchValue)),
        }
    }
}
