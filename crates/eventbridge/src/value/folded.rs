//! Texts compared without regard to case, as event-ruler folds them.
//!
//! Each character of the operand stands for its lower-case and its upper-case form; the
//! value is not folded. So `é` accepts `É`, and `ß` accepts `SS` but not `ss`. Java does this for
//! each UTF-16 unit, and half of a character outside the Basic Multilingual Plane is `?` in its UTF-8:
//! an operand with such a character accepts `??` in its place, and never the character.

/// An operand of `equals-ignore-case`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedText {
    text: String,
    characters: Vec<[String; 2]>,
}

impl FoldedText {
    /// Prepares an operand.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let characters = text
            .chars()
            .flat_map(|character| {
                if character.len_utf16() > 1 {
                    let half = || ["?".to_owned(), "?".to_owned()];
                    vec![half(), half()]
                } else {
                    vec![[character.to_lowercase().collect(), character.to_uppercase().collect()]]
                }
            })
            .collect();
        Self { text: text.to_owned(), characters }
    }

    /// The operand as it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a value is the operand in some mix of cases.
    #[must_use]
    pub fn equals(&self, value: &str) -> bool {
        Self::strip(&self.characters, value).iter().any(|rest| rest.is_empty())
    }

    /// Whether a value starts with the operand; the quote that ends a JSON string counts.
    #[must_use]
    pub fn is_prefix_of(&self, value: &str) -> bool {
        if !Self::strip(&self.characters, value).is_empty() {
            return true;
        }
        // The engine matches quoted text.
        match self.characters.split_last() {
            Some((last, before)) if is_quote(last) => {
                Self::strip(before, value).iter().any(|rest| rest.is_empty())
            }
            _ => false,
        }
    }

    /// Whether a value ends with the operand; the quote that starts a JSON string counts.
    #[must_use]
    pub fn is_suffix_of(&self, value: &str) -> bool {
        if !Self::strip_end(&self.characters, value).is_empty() {
            return true;
        }
        match self.characters.split_first() {
            Some((first, after)) if is_quote(first) => {
                Self::strip_end(after, value).iter().any(|rest| rest.is_empty())
            }
            _ => false,
        }
    }

    /// What can follow the characters at the start of a value.
    fn strip<'v>(characters: &[[String; 2]], value: &'v str) -> Vec<&'v str> {
        characters.iter().fold(vec![value], |rests, forms| {
            step(&rests, forms, |rest, form| rest.strip_prefix(form))
        })
    }

    /// What can precede the characters at the end of a value.
    fn strip_end<'v>(characters: &[[String; 2]], value: &'v str) -> Vec<&'v str> {
        characters.iter().rev().fold(vec![value], |rests, forms| {
            step(&rests, forms, |rest, form| rest.strip_suffix(form))
        })
    }
}

fn is_quote(forms: &[String; 2]) -> bool {
    forms.iter().any(|form| form == "\"")
}

/// Takes one character off each rest, in either form.
fn step<'v>(
    rests: &[&'v str],
    forms: &[String; 2],
    strip: impl Fn(&'v str, &str) -> Option<&'v str>,
) -> Vec<&'v str> {
    let mut next: Vec<&'v str> = Vec::with_capacity(rests.len());
    for rest in rests {
        for form in forms {
            if let Some(stripped) = strip(rest, form)
                && !next.iter().any(|known| known.len() == stripped.len())
            {
                next.push(stripped);
            }
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_fold_and_values_do_not() {
        assert!(FoldedText::new("aB").equals("Ab"));
        assert!(FoldedText::new("é").equals("É"));
        assert!(FoldedText::new("ß").equals("SS") && !FoldedText::new("ß").equals("ss"));
        assert!(FoldedText::new("İ").equals("i\u{307}"));
    }

    #[test]
    fn characters_of_two_units_are_two_question_marks() {
        let rocket = FoldedText::new("a\u{1F680}");
        assert!(!rocket.equals("a\u{1F680}") && rocket.equals("A??"));
        assert!(!rocket.is_prefix_of("a\u{1F680}b") && !rocket.is_suffix_of("ba\u{1F680}"));
        assert!(!FoldedText::new("\u{10400}").equals("\u{10428}"));
    }

    #[test]
    fn the_quotes_around_a_value_count() {
        assert!(FoldedText::new("a\"").is_prefix_of("A"));
        assert!(FoldedText::new("\"a").is_suffix_of("A"));
        assert!(!FoldedText::new("\"a").is_suffix_of("xA"));
    }
}
