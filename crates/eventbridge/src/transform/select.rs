//! Finding the texts of values within the text of an event.

use super::input_path::Step;
use crate::json::{JsonFault, Lexeme, Scanner, elements, fields};
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
