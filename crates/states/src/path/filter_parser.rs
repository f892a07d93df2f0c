//! Reading the text of a filter.

use regex_lite::RegexBuilder;
use serde_json::Value;

use super::filter::{Filter, Operand, Relation};
use super::parser::{Cursor, segments};
use crate::json;

/// How deep parentheses and negations may nest.
const MAX_DEPTH: usize = 50;

/// The operators, the longer of two that start alike first.
const RELATIONS: [(&str, Relation); 14] = [
    ("==", Relation::Equal),
    ("!=", Relation::NotEqual),
    ("<=", Relation::LessOrEqual),
    (">=", Relation::GreaterOrEqual),
    ("<", Relation::Less),
    (">", Relation::Greater),
    ("in", Relation::In),
    ("nin", Relation::NotIn),
    ("subsetof", Relation::SubsetOf),
    ("anyof", Relation::AnyOf),
    ("noneof", Relation::NoneOf),
    ("contains", Relation::Contains),
    ("size", Relation::Size),
    ("empty", Relation::Empty),
];

pub(super) fn filter(cursor: &mut Cursor<'_>, depth: usize) -> Result<Filter, String> {
    if !cursor.take("(") {
        return Err("`(` is missing after `?`".to_owned());
    }
    let filter = any_of(cursor, depth, 0)?;
    closing(cursor)?;
    Ok(filter)
}

fn closing(cursor: &mut Cursor<'_>) -> Result<(), String> {
    cursor.skip_blanks();
    if cursor.take(")") { Ok(()) } else { Err("`)` is missing in a filter".to_owned()) }
}

fn any_of(cursor: &mut Cursor<'_>, depth: usize, nested: usize) -> Result<Filter, String> {
    let first = all_of(cursor, depth, nested)?;
    let mut filters = vec![first];
    loop {
        cursor.skip_blanks();
        if !cursor.take("||") {
            break;
        }
        filters.push(all_of(cursor, depth, nested)?);
    }
    Ok(Filter::Or(filters))
}

fn all_of(cursor: &mut Cursor<'_>, depth: usize, nested: usize) -> Result<Filter, String> {
    let first = term(cursor, depth, nested)?;
    let mut filters = vec![first];
    loop {
        cursor.skip_blanks();
        if !cursor.take("&&") {
            break;
        }
        filters.push(term(cursor, depth, nested)?);
    }
    Ok(Filter::And(filters))
}

fn term(cursor: &mut Cursor<'_>, depth: usize, nested: usize) -> Result<Filter, String> {
    if nested > MAX_DEPTH {
        return Err(format!("a filter nests deeper than {MAX_DEPTH}"));
    }
    cursor.skip_blanks();
    if cursor.take("!") {
        return Ok(Filter::Not(Box::new(term(cursor, depth, nested + 1)?)));
    }
    if cursor.take("(") {
        let filter = any_of(cursor, depth, nested + 1)?;
        closing(cursor)?;
        return Ok(filter);
    }
    let left = operand(cursor, depth)?;
    cursor.skip_blanks();
    if cursor.take("=~") {
        cursor.skip_blanks();
        return regex(cursor, left);
    }
    let rest = cursor.rest();
    let Some((name, relation)) = RELATIONS.into_iter().find(|(name, _)| starts(rest, name)) else {
        return Ok(Filter::Exists(left));
    };
    cursor.take(name);
    cursor.skip_blanks();
    Ok(Filter::Compare(left, relation, operand(cursor, depth)?))
}

/// Whether an operator stands here; one of letters must end there.
fn starts(rest: &str, operator: &str) -> bool {
    rest.strip_prefix(operator).is_some_and(|after| {
        !operator.starts_with(char::is_alphabetic) || !after.starts_with(char::is_alphanumeric)
    })
}

fn operand(cursor: &mut Cursor<'_>, depth: usize) -> Result<Operand, String> {
    if cursor.take("@") {
        return segments(cursor, depth).map(Operand::Item);
    }
    if cursor.take("$") {
        return segments(cursor, depth).map(Operand::Data);
    }
    if cursor.rest().starts_with(['\'', '"']) {
        return cursor.quoted().map(|text| Operand::Literal(Value::String(text)));
    }
    if cursor.take("[") {
        return list(cursor).map(Operand::Literal);
    }
    word(cursor).map(Operand::Literal)
}

fn list(cursor: &mut Cursor<'_>) -> Result<Value, String> {
    let mut items = Vec::new();
    loop {
        cursor.skip_blanks();
        if cursor.take("]") {
            return Ok(Value::Array(items));
        }
        items.push(if cursor.rest().starts_with(['\'', '"']) {
            Value::String(cursor.quoted()?)
        } else {
            word(cursor)?
        });
        cursor.skip_blanks();
        cursor.take(",");
    }
}

fn word(cursor: &mut Cursor<'_>) -> Result<Value, String> {
    let word = cursor.until(|character| {
        character.is_whitespace() || matches!(character, ')' | ']' | ',' | '&' | '|')
    });
    match json::value(word) {
        Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => Ok(value),
        _ => Err(format!("`{word}` is no operand of a filter")),
    }
}

/// Jayway matches the whole text.
fn regex(cursor: &mut Cursor<'_>, operand: Operand) -> Result<Filter, String> {
    if !cursor.take("/") {
        return Err("`/` is missing after `=~`".to_owned());
    }
    let mut pattern = String::new();
    loop {
        let part = cursor.until(|character| matches!(character, '/' | '\\'));
        pattern.push_str(part);
        if cursor.take("\\/") {
            pattern.push('/');
        } else if cursor.take("\\") {
            pattern.push('\\');
            if cursor.take("\\") {
                pattern.push('\\');
            }
        } else if cursor.take("/") {
            break;
        } else {
            return Err("a regular expression does not end".to_owned());
        }
    }
    let flags = cursor.word();
    let regex = RegexBuilder::new(&format!("^(?:{pattern})$"))
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .ignore_whitespace(flags.contains('x'))
        .build()
        .map_err(|error| format!("not a regular expression: {error}"))?;
    Ok(Filter::Matches(operand, regex))
}
