//! Form encoding, `application/x-www-form-urlencoded`: names and values of a Query request.

use crate::error::ReadError;

/// The pairs of a form, in order.
pub(crate) fn parse(form: &[u8]) -> Result<Vec<(String, String)>, ReadError> {
    form.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            Ok((name, decode(halves.next().unwrap_or_default())?))
        })
        .collect()
}

/// The form of the pairs.
pub(crate) fn write(pairs: &[(String, String)]) -> String {
    let each = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    each.collect::<Vec<_>>().join("&")
}

fn decode(text: &[u8]) -> Result<String, ReadError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = (rest.next().and_then(hex_digit), rest.next().and_then(hex_digit));
                match digits {
                    (Some(high), Some(low)) => high * 16 + low,
                    _ => return Err(ReadError::malformed("a percent sign begins no escape")),
                }
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| ReadError::malformed("the form is not UTF-8"))
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Percent-encoding as RFC 3986 wants it: all but unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte.into());
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_survives_both_ways() {
        let pairs = vec![
            ("Action".to_owned(), "Publish".to_owned()),
            ("Message".to_owned(), "a=b&c +%\u{e9}\u{0}\n~".to_owned()),
            ("Empty".to_owned(), String::new()),
        ];
        assert_eq!(parse(write(&pairs).as_bytes()), Ok(pairs));
    }

    #[test]
    fn plus_is_a_space_and_half_an_escape_is_refused() {
        assert_eq!(
            parse(b"a+b=c%20d&&e"),
            Ok(vec![("a b".to_owned(), "c d".to_owned()), ("e".to_owned(), String::new()),])
        );
        for form in ["a=%", "a=%1", "a=%zz", "%"] {
            assert!(parse(form.as_bytes()).is_err(), "{form}");
        }
        assert!(parse(b"a=%ff").is_err());
    }
}
