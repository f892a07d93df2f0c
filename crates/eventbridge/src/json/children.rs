//! The texts of the values that lie directly within an object or array.

use super::{JsonFault, Lexeme, Scanner, unescape};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_found_in_the_order_of_the_text() {
        let object = r#" {"a" : [1, {"b": 2}], "\u0061":null}"#;
        let expected = [("a".to_owned(), r#"[1, {"b": 2}]"#), ("a".to_owned(), "null")];
        assert_eq!(fields(object).unwrap(), expected);
        assert_eq!(elements("[ 1 ,[2], \"]\"]").unwrap(), ["1", "[2]", "\"]\""]);
        assert_eq!(elements("[]").unwrap(), [""; 0]);
    }

    #[test]
    fn other_values_have_no_children_and_faults_are_told() {
        assert!(fields("[1]").unwrap().is_empty() && elements(r#"{"a":1}"#).unwrap().is_empty());
        assert!(fields(r#"{"a":}"#).is_err() && elements("[1,]").is_err());
    }
}
