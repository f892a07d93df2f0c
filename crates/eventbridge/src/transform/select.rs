//! Finding the texts of values within the text of an event.

use super::input_path::Step;
use crate::json::{JsonFault, Lexeme, Scanner, unescape};
use crate::matching::{EventError, EventFault};

/// The texts of all values that the steps lead to, in the order of the event.
pub(super) fn select<'e>(event: &'e str, steps: &[Step]) -> Result<Vec<&'e str>, EventError> {
    let mut scanner = Scanner::new(event);
    let whole = scanner
        .skip_value()
        .map_err(|fault| EventError::json(event, &fault, scanner.position()))?;
    if whole != Lexeme::Object {
        return Err(EventError::new(event, EventFault::NotAnObject, 0));
    }
    let mut found = vec![event.get(..scanner.position()).unwrap_or_default().trim_start()];
    for step in steps {
        let mut next = Vec::new();
        for value in found {
            // The whole event has been checked, so there is no fault here.
            enter(value, step, &mut next).map_err(|fault| EventError::json(event, &fault, 0))?;
        }
        found = next;
    }
    Ok(found)
}

/// The fields of an object in the order of the text, names unescaped; none if it is no object.
pub(crate) fn fields(text: &str) -> Result<Vec<(String, &str)>, JsonFault> {
    let mut scanner = Scanner::new(text);
    let mut fields = Vec::new();
    if scanner.value()? != Lexeme::Object {
        return Ok(fields);
    }
    let mut first = true;
    while scanner.name(std::mem::take(&mut first))?.is_some() {
        let name = unescape(scanner.raw()?).map_err(|(fault, _)| fault)?.into_owned();
        fields.push((name, value(text, &mut scanner)?));
    }
    Ok(fields)
}

/// The elements of an array in the order of the text; none if it is no array.
pub(crate) fn elements(text: &str) -> Result<Vec<&str>, JsonFault> {
    let mut scanner = Scanner::new(text);
    let mut elements = Vec::new();
    if scanner.value()? != Lexeme::Array {
        return Ok(elements);
    }
    let mut first = true;
    while !scanner.array_ends(std::mem::take(&mut first))? {
        elements.push(value(text, &mut scanner)?);
    }
    Ok(elements)
}

/// The text of the value that follows.
fn value<'t>(text: &'t str, scanner: &mut Scanner<'_>) -> Result<&'t str, JsonFault> {
    scanner.skip_space();
    let start = scanner.position();
    scanner.skip_value()?;
    Ok(text.get(start..scanner.position()).unwrap_or_default())
}

fn enter<'t>(text: &'t str, step: &Step, found: &mut Vec<&'t str>) -> Result<(), JsonFault> {
    match step {
        Step::Field(name) => {
            let of_name = fields(text)?.into_iter().rfind(|(field, _)| field == name);
            found.extend(of_name.map(|(_, value)| value));
        }
        Step::Index(index) => found.extend(elements(text)?.get(*index)),
        Step::All => {
            found.extend(elements(text)?);
            found.extend(fields(text)?.into_iter().map(|(_, value)| value));
        }
    }
    Ok(())
}
