//! The regular expressions that limit texts, which AWS writes for Java.

use std::sync::OnceLock;

use regex::Regex;

/// A regular expression that a whole text must match.
///
/// It is compiled when it is first asked. Java's `\d`, `\s` and `\w` know ASCII only, unlike those
/// of the `regex` crate. A few patterns of operations that nobody serves use what only Java knows,
/// or look around, which cannot be judged in linear time: such a pattern lets every text pass, and
/// says so in [`is_judged`](Self::is_judged).
#[derive(Debug)]
pub struct Pattern {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(crate) fn new(source: String) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// The expression as AWS's model has it, and as its messages quote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Whether the whole text matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.compiled().is_none_or(|expression| expression.is_match(text))
    }

    /// Whether the expression can be judged at all.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        self.compiled().is_some()
    }

    fn compiled(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| Regex::new(&format!(r"\A(?:{})\z", in_our_dialect(&self.source))).ok())
            .as_ref()
    }
}

/// The expression with Java's ASCII classes written out, as `regex` would read them as Unicode's.
fn in_our_dialect(java: &str) -> String {
    let mut written = String::with_capacity(java.len());
    let mut characters = java.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            written.push(character);
            continue;
        }
        match characters.next() {
            Some('d') => written.push_str("[0-9]"),
            Some('D') => written.push_str("[^0-9]"),
            Some('s') => written.push_str(r"[ \t\n\x0B\f\r]"),
            Some('S') => written.push_str(r"[^ \t\n\x0B\f\r]"),
            Some('w') => written.push_str("[A-Za-z0-9_]"),
            Some('W') => written.push_str("[^A-Za-z0-9_]"),
            Some(escaped) => written.extend(['\\', escaped]),
            None => written.push('\\'),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_whole_text_and_knows_ascii_classes_only() {
        let name = Pattern::new(r"[\.\-_A-Za-z0-9]+".to_owned());
        assert!(name.matches("a-rule.1"));
        assert!(!name.matches("a rule"));
        assert!(!name.matches(""));
        assert!(!name.matches("a\n"));
        let word = Pattern::new(r"[\w+=]+".to_owned());
        assert!(word.matches("a_1+"));
        assert!(!word.matches("é"));
        let letters = Pattern::new(r"[\p{L}\d]*".to_owned());
        assert!(letters.matches("é1"));
        assert!(!letters.matches("٣"));
    }

    #[test]
    fn a_pattern_with_look_around_is_not_judged() {
        let pattern = Pattern::new(r"^(?!\s*$).+".to_owned());
        assert!(!pattern.is_judged());
        assert!(pattern.matches("anything"));
    }
}
