//! String literals: from their JSON spelling to the text they stand for.

use std::borrow::Cow;

use super::JsonFault;

/// What stands for half of a surrogate pair that has no other half: Java encodes it so in UTF-8.
const LONE_SURROGATE: char = '?';

/// What stands for it where Java compares texts unit by unit, so that halves differ from each other
/// and from `?`. They are put where nobody has characters, at the end of the last plane.
const UNITS: std::ops::RangeInclusive<char> = '\u{10F800}'..='\u{10FFFF}';

/// The text of a string literal as [`unescape`] gives it, but with halves of surrogate pairs that
/// equal only themselves: so the engine compares names and whole values.
///
/// # Errors
/// As those of [`unescape`].
pub(crate) fn unescape_units(literal: &str) -> Result<Cow<'_, str>, (JsonFault, usize)> {
    unescape_with(literal, |unit| {
        char::from_u32(u32::from(*UNITS.start()) + (unit - 0xD800)).unwrap_or(LONE_SURROGATE)
    })
}

/// What [`unescape`] gives of a literal, given what [`unescape_units`] gives, if they differ.
pub(crate) fn without_units(text: &str) -> Option<String> {
    let mark = |character| if UNITS.contains(&character) { LONE_SURROGATE } else { character };
    text.contains(|character| UNITS.contains(&character)).then(|| text.chars().map(mark).collect())
}

/// The text of a string literal, given what stands between its quotes; borrowed when nothing in it
/// is escaped.
///
/// # Errors
/// An escape that JSON does not know, with its offset within `literal`.
pub(crate) fn unescape(literal: &str) -> Result<Cow<'_, str>, (JsonFault, usize)> {
    unescape_with(literal, |_| LONE_SURROGATE)
}

/// The text, with a character for each unit that is half of a surrogate pair without the other half.
fn unescape_with(
    literal: &str,
    lone: impl Fn(u32) -> char,
) -> Result<Cow<'_, str>, (JsonFault, usize)> {
    let Some(first) = literal.bytes().position(|byte| byte == b'\\') else {
        return Ok(Cow::Borrowed(literal));
    };
    let mut text = String::with_capacity(literal.len());
    let mut rest = literal;
    let mut offset = first;
    let mut next = Some(first);
    while let Some(position) = next {
        text.push_str(rest.get(..position).unwrap_or_default());
        let escape = rest.get(position + 1..).unwrap_or_default();
        let (character, length) =
            decode_escape(escape, &lone).map_err(|(fault, within)| (fault, offset + 1 + within))?;
        text.push(character);
        rest = escape.get(length..).unwrap_or_default();
        offset += 1 + length;
        next = rest.bytes().position(|byte| byte == b'\\');
        offset += next.unwrap_or_default();
    }
    text.push_str(rest);
    Ok(Cow::Owned(text))
}

/// The character of an escape, given what follows its backslash, and how many bytes it takes.
fn decode_escape(
    escape: &str,
    lone: &impl Fn(u32) -> char,
) -> Result<(char, usize), (JsonFault, usize)> {
    let Some(kind) = escape.chars().next() else {
        return Err((JsonFault::EndInEscape, 0));
    };
    let character = match kind {
        '"' | '\\' | '/' => kind,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return decode_unicode(escape, lone),
        other => return Err((JsonFault::Escape(other), other.len_utf8())),
    };
    Ok((character, 1))
}

/// The character of `uXXXX`, or of `uXXXX\uXXXX` for a surrogate pair.
fn decode_unicode(
    escape: &str,
    lone: &impl Fn(u32) -> char,
) -> Result<(char, usize), (JsonFault, usize)> {
    let unit = hexadecimal(escape, 1)?;
    if let Some(character) = char::from_u32(unit) {
        return Ok((character, 5));
    }
    if unit < 0xDC00 && escape.get(5..7) == Some("\\u") {
        let low = hexadecimal(escape, 7)?;
        if (0xDC00..0xE000).contains(&low) {
            let scalar = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            return Ok((char::from_u32(scalar).unwrap_or(LONE_SURROGATE), 11));
        }
    }
    Ok((lone(unit), 5))
}

/// The four hexadecimal digits from an offset on.
fn hexadecimal(escape: &str, from: usize) -> Result<u32, (JsonFault, usize)> {
    let mut unit = 0;
    let mut digits = escape.get(from..).unwrap_or_default().chars();
    for position in 0..4 {
        let Some(digit) = digits.next() else {
            return Err((JsonFault::EndInEscape, escape.len()));
        };
        let Some(value) = digit.to_digit(16) else {
            return Err((JsonFault::HexDigit(digit), from + position + digit.len_utf8()));
        };
        unit = unit * 16 + value;
    }
    Ok(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_become_the_characters_they_stand_for() {
        assert!(matches!(unescape("plain"), Ok(Cow::Borrowed("plain"))));
        assert_eq!(unescape(r#"\"\\\/\b\f\n\r\t"#).unwrap(), "\"\\/\u{8}\u{c}\n\r\t");
        assert_eq!(unescape(r"x\u0041y").unwrap(), "xAy");
        assert_eq!(unescape(r"\ud83d\ude80").unwrap(), "\u{1F680}");
    }

    #[test]
    fn half_a_surrogate_pair_is_a_question_mark() {
        assert_eq!(unescape(r"\ud83dx").unwrap(), "?x");
        assert_eq!(unescape(r"\ude80\ud83d").unwrap(), "??");
        assert_eq!(unescape(r"\ud83d\u0041").unwrap(), "?A");
    }

    #[test]
    fn unknown_escapes_are_faults_with_their_place() {
        assert_eq!(unescape(r"ab\q"), Err((JsonFault::Escape('q'), 4)));
        assert_eq!(unescape(r"a\nb\u00g0"), Err((JsonFault::HexDigit('g'), 9)));
        assert_eq!(unescape(r"\u00"), Err((JsonFault::EndInEscape, 4)));
    }
}
