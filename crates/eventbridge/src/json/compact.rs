//! Writing JSON: without white space, and strings with as few escapes as JSON allows.

use std::fmt::Write as _;

use super::{JsonFault, Scanner, unescape};

/// Adds one JSON text to another, without white space between tokens and with every string in its
/// shortest spelling. Numbers and the order of fields stay as they are written.
///
/// # Errors
/// A fault of `text`.
pub(crate) fn compact(text: &str, output: &mut String) -> Result<(), JsonFault> {
    let mut scanner = Scanner::new(text);
    scanner.skip_value()?;
    let mut rest = text.get(..scanner.position()).unwrap_or(text);
    while let Some(start) = rest.find(['"', ' ', '\t', '\n', '\r']) {
        let (before, found) = rest.split_at_checked(start).unwrap_or((rest, ""));
        output.push_str(before);
        rest = if found.starts_with('"') {
            let mut scanner = Scanner::new(found);
            scanner.value()?;
            output.push('"');
            let content = unescape(scanner.raw()?).map_err(|(fault, _)| fault)?;
            escape_into(&content, output);
            output.push('"');
            found.get(scanner.position()..).unwrap_or_default()
        } else {
            found.get(1..).unwrap_or_default()
        };
    }
    output.push_str(rest);
    Ok(())
}

/// Adds a text as it is written between the quotes of a JSON string.
pub(crate) fn escape_into(text: &str, output: &mut String) {
    for character in text.chars() {
        match character {
            '"' => output.push_str("\\\""),
            '\\' => output.push_str("\\\\"),
            '\n' => output.push_str("\\n"),
            '\r' => output.push_str("\\r"),
            '\t' => output.push_str("\\t"),
            '\u{8}' => output.push_str("\\b"),
            '\u{c}' => output.push_str("\\f"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(output, "\\u{:04x}", u32::from(control));
            }
            other => output.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_goes_and_strings_stay() {
        let mut output = String::new();
        compact(" { \"a b\" : [ 1.0 ,\n\"\\u0041 \\/ \\n\" ] } ", &mut output).unwrap();
        assert_eq!(output, r#"{"a b":[1.0,"A / \n"]}"#);
        assert!(compact("{\"a\":", &mut String::new()).is_err());
    }
}
