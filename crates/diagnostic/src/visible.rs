//! Texts that show what a terminal would obey.

/// A text in which control characters, which names and values can hold, are written out.
pub(crate) fn visible(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    let mut visible = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if character.is_control() {
            visible.extend(character.escape_default());
        } else {
            visible.push(character);
        }
    }
    visible
}
