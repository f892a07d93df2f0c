//! Reading an expression, and saying as the service does why it is none.

use jsonata_core::ast::AstNode;
use jsonata_core::parser;
use thiserror::Error;

use super::seal::{Panicked, sealed};

/// Why a text is no expression: the message of `INVALID_JSONATA_EXPRESSION`, which is JSONata's
/// own without its code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub(crate) struct InvalidExpression {
    message: String,
    /// What to do about it.
    pub(crate) advice: Option<&'static str>,
}

impl InvalidExpression {
    /// An operator that JSONata got after the version that the service takes: a parser of that
    /// version stumbles over its second character.
    pub(super) fn newer_operator(second_character: char) -> Self {
        Self {
            message: format!(
                "The symbol \"{second_character}\" cannot be used as a unary operator"
            ),
            advice: Some("the service takes JSONata 2.0.6, which has neither `??` nor `?:`"),
        }
    }
}

pub(super) fn parse(source: &str) -> Result<AstNode, InvalidExpression> {
    let invalid = |message| InvalidExpression { message, advice: None };
    let parsed = sealed(|| parser::parse(source));
    let parsed = parsed.map_err(|Panicked| invalid("The expression cannot be read".to_owned()))?;
    // The parser reports a regular expression without an end as a text without one.
    parsed.map_err(|error| invalid(in_symbols(without_code(&error.to_string()))))
}

fn without_code(message: &str) -> &str {
    match message.split_once(": ") {
        Some((code, rest)) if is_code(code) => rest,
        _ => message,
    }
}

/// Whether a text is a code of JSONata, such as `S0207`.
pub(super) fn is_code(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_uppercase())
        && text.len() == 5
        && characters.all(|digit| digit.is_ascii_digit())
}

/// The parser names tokens; the service quotes them.
fn in_symbols(message: &str) -> String {
    let words = message.split(' ').map(|word| {
        let (name, comma) = match word.strip_suffix(',') {
            Some(name) => (name, ","),
            None => (word, ""),
        };
        match symbol(name) {
            Some(symbol) => format!("\"{symbol}\"{comma}"),
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn symbol(token: &str) -> Option<&'static str> {
    Some(match token {
        "Plus" => "+",
        "Minus" => "-",
        "Star" => "*",
        "StarStar" => "**",
        "Slash" => "/",
        "Percent" => "%",
        "Equal" => "=",
        "NotEqual" => "!=",
        "LessThan" => "<",
        "LessThanOrEqual" => "<=",
        "GreaterThan" => ">",
        "GreaterThanOrEqual" => ">=",
        "Ampersand" => "&",
        "Dot" => ".",
        "DotDot" => "..",
        "Question" => "?",
        "Colon" => ":",
        "ColonEqual" => ":=",
        "TildeArrow" => "~>",
        "LeftParen" => "(",
        "RightParen" => ")",
        "LeftBracket" => "[",
        "RightBracket" => "]",
        "LeftBrace" => "{",
        "RightBrace" => "}",
        "Comma" => ",",
        "Semicolon" => ";",
        "Caret" => "^",
        "Pipe" => "|",
        "Hash" => "#",
        "At" => "@",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_those_of_the_service() {
        for (source, message) in [
            ("1 +", "Unexpected end of expression"),
            ("", "Unexpected end of expression"),
            ("$items[1,2)", "Expected \"]\", got \",\""),
            ("{'a':}", "The symbol \"}\" cannot be used as a unary operator"),
            ("'open", "String literal must be terminated by a matching quote"),
        ] {
            assert_eq!(parse(source).unwrap_err().to_string(), message, "{source}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        for open in ["(", "[", "{'a':", "-", "$f("] {
            assert!(parse(&open.repeat(50_000)).is_err());
        }
    }
}
