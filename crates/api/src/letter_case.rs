//! The case of the first letter, which is all in which many names of one thing differ.

/// The text with its first letter in lower case: `StopTask` is `stopTask`.
#[must_use]
pub fn lower_first(text: &str) -> String {
    with_first(text, |first| first.to_lowercase().collect())
}

/// The text with its first letter in upper case: `cluster` is `Cluster`.
#[must_use]
pub fn upper_first(text: &str) -> String {
    with_first(text, |first| first.to_uppercase().collect())
}

fn with_first(text: &str, changed: impl Fn(char) -> String) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => changed(first) + characters.as_str(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_changes_and_no_other() {
        for (lower, upper) in [("stopTask", "StopTask"), ("übER", "ÜbER"), ("", ""), ("1a", "1a")]
        {
            assert_eq!(lower_first(upper), lower);
            assert_eq!(upper_first(lower), upper);
        }
    }
}
