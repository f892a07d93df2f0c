//! Pictures of numbers and of times that the evaluator cannot work with.
//!
//! A picture is a small program of its own: its widths and digits say how much is written. The
//! evaluator multiplies and cuts by them unchecked. What this module refuses is far from any
//! picture in use; what the service says of it is not known.

use jsonata_core::value::JValue;

/// The longest picture.
const MAX_LENGTH: usize = 1_000;

/// The greatest width of a component of a time.
const MAX_WIDTH: usize = 1_000;

/// The most digits of a year: ten to their number must be a 64-bit integer.
const MAX_YEAR_DIGITS: usize = 18;

/// The most letters that count (`A`, `B`, … `AA`): 26 to their number must be a 64-bit integer.
const MAX_COUNTING_LETTERS: usize = 13;

/// The most digits of an offset from UTC, or of the time zone that gives it.
const MAX_OFFSET_DIGITS: usize = 9;

/// Why a picture is refused, if it is.
pub(super) type Refused = Result<(), &'static str>;

/// A picture of a number or an integer.
pub(super) fn check_number_picture(picture: &str) -> Refused {
    if picture.len() > MAX_LENGTH { Err("the picture is too long") } else { Ok(()) }
}

/// The options of a picture of a number.
pub(super) fn check_number_options(options: &JValue) -> Refused {
    let JValue::Object(options) = options else { return Ok(()) };
    let is_ascii =
        |name: &str| options.get(name).and_then(JValue::as_str).is_none_or(str::is_ascii);
    if is_ascii("decimal-separator") {
        Ok(())
    } else {
        Err("the decimal separator is not a character of ASCII")
    }
}

/// A picture of a time that is written.
pub(super) fn check_time_picture(picture: &str) -> Refused {
    check_number_picture(picture)?;
    components(picture).try_for_each(|component| component.check())
}

/// A time zone such as `+0100`.
pub(super) fn check_timezone(timezone: &str) -> Refused {
    if longest_run(timezone, |character| character.is_ascii_digit()) > MAX_OFFSET_DIGITS {
        Err("the time zone has too many digits")
    } else {
        Ok(())
    }
}

/// A text that is read as a time, with its picture.
pub(super) fn check_time_text(text: &str, picture: &str) -> Refused {
    check_time_picture(picture)?;
    check_ascii_digits(picture)?;
    let mut components = components(picture);
    if components.clone().any(|component| component.counts_in_letters()) {
        check_letters(text)?;
    }
    if components.any(|component| matches!(component.name, Some('Z' | 'z'))) {
        let after_sign = text.split(['+', '-']).skip(1);
        if after_sign.map(leading_digits).any(|digits| digits > MAX_OFFSET_DIGITS) {
            return Err("the offset from UTC has too many digits");
        }
    }
    Ok(())
}

/// A text that is read as an integer, with its picture.
pub(super) fn check_integer_text(text: &str, picture: &str) -> Refused {
    check_number_picture(picture)?;
    check_ascii_digits(picture)?;
    if matches!(picture.split(';').next(), Some("A" | "a")) { check_letters(text) } else { Ok(()) }
}

fn check_ascii_digits(picture: &str) -> Refused {
    if picture.chars().any(|character| character.is_numeric() && !character.is_ascii_digit()) {
        Err("the picture has digits that are not of ASCII")
    } else {
        Ok(())
    }
}

fn check_letters(text: &str) -> Refused {
    if longest_run(text, char::is_alphabetic) > MAX_COUNTING_LETTERS {
        Err("the text has too many letters that count")
    } else {
        Ok(())
    }
}

fn leading_digits(text: &str) -> usize {
    text.chars().take_while(char::is_ascii_digit).count()
}

fn longest_run(text: &str, of: fn(char) -> bool) -> usize {
    text.split(|character| !of(character)).map(|run| run.chars().count()).max().unwrap_or_default()
}

/// One component of a picture of a time: what stands between brackets, without blanks.
#[derive(Debug, Clone)]
struct Component {
    name: Option<char>,
    presentation: String,
    width: Option<String>,
}

/// The components of a picture.
fn components(picture: &str) -> impl Iterator<Item = Component> + Clone {
    // `[[` stands for a bracket.
    let parts = picture.split('[').skip(1).filter(|part| !part.is_empty());
    parts.map(|part| {
        let marker = part.split(']').next().unwrap_or_default();
        let marker: String = marker.split_whitespace().collect();
        let (rest, width) = match marker.rsplit_once(',') {
            Some((rest, width)) => (rest, Some(width.to_owned())),
            None => (marker.as_str(), None),
        };
        let mut characters = rest.chars();
        Component { name: characters.next(), presentation: characters.collect(), width }
    })
}

impl Component {
    fn check(&self) -> Refused {
        match self.name {
            Some(name) if name.is_ascii() => {}
            _ => return Err("the picture has a component without a name"),
        }
        let most = if self.name == Some('Y') { MAX_YEAR_DIGITS } else { MAX_WIDTH };
        let width = self.width.as_deref().unwrap_or_default();
        let widths = width.split('-').filter_map(|width| width.parse::<u128>().ok());
        let digits = self.presentation.chars().filter(|digit| digit.is_numeric() || *digit == '#');
        if widths.max().unwrap_or_default() > most as u128 || digits.count() > most {
            return Err("the picture has a component that is too wide");
        }
        Ok(())
    }

    fn counts_in_letters(&self) -> bool {
        self.presentation.starts_with(['A', 'a'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_in_use_are_taken() {
        for picture in [
            "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]",
            "[FNn,3-3] [D1o] [MNn] [Y] [[literal]]",
            "[Y,2-2] [ H01 ] [P] [YI] [Yw]",
            "",
        ] {
            assert_eq!(check_time_picture(picture), Ok(()), "{picture}");
        }
        assert_eq!(
            check_time_text("20260309080706005", "[Y0001][M01][D01][H01][m01][s01][f001]"),
            Ok(())
        );
        assert_eq!(check_time_text("2026 +01:00", "[Y] [Z]"), Ok(()));
        assert_eq!(check_integer_text("one thousand and one", "w"), Ok(()));
        assert_eq!(check_timezone("+0100"), Ok(()));
    }

    #[test]
    fn what_cannot_be_worked_with_is_refused() {
        for picture in [
            "[Y,64]",
            "[Y,*-19]",
            "[Y0000000000000000001]",
            "[M,70000]",
            "[M,99999999999999999999]",
            "[é]",
            "[,3]",
            "[]",
        ] {
            assert!(check_time_picture(picture).is_err(), "{picture}");
        }
        assert!(check_number_picture(&"0".repeat(70_000)).is_err());
        assert!(check_timezone("+9223372036854775807").is_err());
        assert!(check_time_text("+999999999999999999:00", "[Z]").is_err());
        assert!(check_time_text("zzzzzzzzzzzzzzzz", "[YA]").is_err());
        assert!(check_time_text("1", "[Y\u{660}]").is_err());
        assert!(check_integer_text("zzzzzzzzzzzzzzzz", "a").is_err());
    }
}
