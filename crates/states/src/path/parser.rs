//! Reading the text of a path.

use std::sync::Arc;

use thiserror::Error;

use super::filter_parser;
use super::segment::{JsonPath, PathFunction, PathRoot, Segment};

/// A text that is no path.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{path}` is not a path: {reason}")]
pub struct PathSyntaxError {
    /// The text.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
    /// The byte of the text at which it went wrong.
    pub at: usize,
}

/// How many steps a path may have: data nests no deeper.
const MAX_STEPS: usize = crate::json::MAX_DEPTH;

/// How deep filters may nest in a path.
const MAX_FILTER_DEPTH: usize = 20;

pub(super) fn parse(text: &str) -> Result<JsonPath, PathSyntaxError> {
    let mut cursor = Cursor::new(text);
    // Jayway trims a path before it reads it.
    cursor.skip_blanks();
    let parsed = path(&mut cursor, 0).and_then(|(root, segments)| match cursor.rest().trim() {
        "" => Ok((root, segments)),
        _ => Err("unexpected characters after the path".to_owned()),
    });
    match parsed {
        Ok((root, segments)) => Ok(JsonPath { source: Arc::from(text), root, segments }),
        Err(reason) => Err(PathSyntaxError { path: text.to_owned(), reason, at: cursor.at }),
    }
}

fn path(cursor: &mut Cursor<'_>, depth: usize) -> Result<(PathRoot, Vec<Segment>), String> {
    if !cursor.take("$") {
        return Err("it does not start with `$`".to_owned());
    }
    let root = if cursor.take("$") {
        PathRoot::Context
    } else {
        match cursor.word() {
            "" => PathRoot::Data,
            name => PathRoot::Variable(Arc::from(name)),
        }
    };
    Ok((root, segments(cursor, depth)?))
}

/// Reads segments as far as they go; whoever asked looks at what follows.
pub(super) fn segments(cursor: &mut Cursor<'_>, depth: usize) -> Result<Vec<Segment>, String> {
    if depth > MAX_FILTER_DEPTH {
        return Err(format!("filters nest deeper than {MAX_FILTER_DEPTH}"));
    }
    let mut segments = Vec::new();
    loop {
        if segments.len() > MAX_STEPS {
            return Err(format!("it has more than {MAX_STEPS} steps"));
        }
        if cursor.take("..") {
            segments.push(Segment::Descent);
            if !cursor.rest().starts_with('[') {
                segments.push(dotted(cursor)?);
            }
        } else if cursor.take(".") {
            if !cursor.rest().starts_with('[') {
                segments.push(dotted(cursor)?);
            }
        } else if cursor.rest().starts_with('[') {
            segments.push(bracketed(cursor, depth)?);
        } else {
            break;
        }
    }
    let last = segments.len().saturating_sub(1);
    if segments.iter().take(last).any(|segment| matches!(segment, Segment::Function(_))) {
        return Err("a function can only end a path".to_owned());
    }
    Ok(segments)
}

fn dotted(cursor: &mut Cursor<'_>) -> Result<Segment, String> {
    if cursor.take("*") {
        return Ok(Segment::Wildcard);
    }
    let name = cursor.until(|character| {
        matches!(
            character,
            '.' | '[' | ']' | '(' | ')' | ',' | '=' | '!' | '<' | '>' | '&' | '|' | '\'' | '"'
        ) || character.is_whitespace()
    });
    if name.is_empty() {
        return Err("a name is missing after `.`".to_owned());
    }
    if cursor.take("()") {
        return PathFunction::parse(name)
            .map(Segment::Function)
            .ok_or_else(|| format!("the function `{name}` is unknown"));
    }
    Ok(Segment::Name(name.to_owned()))
}

fn bracketed(cursor: &mut Cursor<'_>, depth: usize) -> Result<Segment, String> {
    cursor.take("[");
    cursor.skip_blanks();
    let segment = if cursor.take("*") {
        Segment::Wildcard
    } else if cursor.take("?") {
        cursor.skip_blanks();
        Segment::Filter(filter_parser::filter(cursor, depth + 1)?)
    } else if cursor.rest().starts_with(['\'', '"']) {
        names(cursor)?
    } else {
        positions(cursor)?
    };
    cursor.skip_blanks();
    if !cursor.take("]") {
        return Err("`]` is missing".to_owned());
    }
    Ok(segment)
}

fn names(cursor: &mut Cursor<'_>) -> Result<Segment, String> {
    let first = cursor.quoted()?;
    let mut names = vec![first];
    loop {
        cursor.skip_blanks();
        if !cursor.take(",") {
            break;
        }
        cursor.skip_blanks();
        names.push(cursor.quoted()?);
    }
    Ok(match <[String; 1]>::try_from(names) {
        Ok([name]) => Segment::Name(name),
        Err(names) => Segment::Names(names),
    })
}

fn positions(cursor: &mut Cursor<'_>) -> Result<Segment, String> {
    let first = cursor.integer()?;
    cursor.skip_blanks();
    if cursor.take(":") {
        cursor.skip_blanks();
        let end = cursor.integer()?;
        return Ok(Segment::Slice(first, end));
    }
    let Some(first) = first else {
        return Err("a name, an index, `*` or a filter is missing in `[]`".to_owned());
    };
    let mut indices = vec![first];
    while cursor.take(",") {
        cursor.skip_blanks();
        match cursor.integer()? {
            Some(index) => indices.push(index),
            None => return Err("an index is missing after `,`".to_owned()),
        }
        cursor.skip_blanks();
    }
    Ok(match <[i64; 1]>::try_from(indices) {
        Ok([index]) => Segment::Index(index),
        Err(indices) => Segment::Indices(indices),
    })
}

/// A place in the text of a path.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    pub(crate) fn until(&mut self, end: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = rest.find(end).and_then(|length| rest.get(..length)).unwrap_or(rest);
        self.at += taken.len();
        taken
    }

    pub(crate) fn skip_blanks(&mut self) {
        self.until(|character| !character.is_whitespace());
    }

    pub(crate) fn word(&mut self) -> &'a str {
        self.until(|character| !(character.is_alphanumeric() || character == '_'))
    }

    /// A path that ends where no segment follows.
    pub(crate) fn path(&mut self) -> Result<JsonPath, String> {
        let start = self.rest();
        let (root, segments) = path(self, 0)?;
        let length = start.len() - self.rest().len();
        let source = Arc::from(start.get(..length).unwrap_or(start));
        Ok(JsonPath { source, root, segments })
    }

    /// A quoted text. A backslash takes the quote or another backslash literally; before anything
    /// else it stands for itself, as recorded with `$['Test\""Name"']`.
    pub(super) fn quoted(&mut self) -> Result<String, String> {
        let mut characters = self.rest().char_indices();
        let quote = match characters.next() {
            Some((_, quote @ ('\'' | '"'))) => quote,
            _ => return Err("a quoted name is missing".to_owned()),
        };
        let mut text = String::new();
        while let Some((offset, character)) = characters.next() {
            if character == quote {
                self.at += offset + quote.len_utf8();
                return Ok(text);
            }
            if character != '\\' {
                text.push(character);
                continue;
            }
            match characters.next() {
                Some((_, escaped)) if escaped == quote || escaped == '\\' => text.push(escaped),
                Some((_, other)) => text.extend(['\\', other]),
                None => break,
            }
        }
        Err("a quoted name does not end".to_owned())
    }

    fn integer(&mut self) -> Result<Option<i64>, String> {
        let digits = self.until(|character| !(character.is_ascii_digit() || character == '-'));
        match digits {
            "" => Ok(None),
            _ => digits.parse().map(Some).map_err(|_| format!("`{digits}` is not an index")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_step_functions_takes_are_paths() {
        for path in [
            "$",
            "$$",
            "$$.Execution.Id",
            "$variable.a",
            "$.a-b.c_d",
            "$.[0]",
            "$['a b'][\"c\"]",
            "$['a','b']",
            "$.a[-1]",
            "$.a[0,2]",
            "$.a[ 1 : ]",
            "$..a",
            "$..[0]",
            "$..*",
            "$.a[*].b",
            "$.a[?(@.b == 'x' && !(@.c in [1, 2]))].d",
            "$.a.length()",
            "$.日本.語",
            " $.a ",
        ] {
            assert_eq!(parse(path).unwrap().source(), path);
        }
    }

    #[test]
    fn what_is_no_path_is_refused_with_its_place() {
        for path in [
            "",
            "a",
            "$.",
            "$..",
            "$.a.",
            "$[",
            "$[]",
            "$['a",
            "$['a'",
            "$.a b",
            "$.a[1",
            "$.a[1,]",
            "$.a[--1]",
            "$.a[99999999999999999999]",
            "$.a[?(]",
            "$.a[?(@.b ==)]",
            "$.a[?(@.b =~ /(/)]",
            "$.length().a",
            "$.a.unknown()",
        ] {
            let error = parse(path).unwrap_err();
            assert!(error.at <= path.len(), "{path}");
        }
    }

    #[test]
    fn deep_filters_are_an_error_and_no_overflow() {
        let path = format!("${}", "[?(@".repeat(50_000));
        assert!(parse(&path).is_err());
        let path = format!("$[?({}@.a)]", "(".repeat(50_000));
        assert!(parse(&path).is_err());
        let path = format!("$[?({}@.a)]", "!".repeat(50_000));
        assert!(parse(&path).is_err());
    }
}
