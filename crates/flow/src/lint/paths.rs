//! Places in the file of input paths.

use std::ops::Range;

/// Where the path of a name stands, quotes included; the name itself if it cannot be found.
///
/// The file has been read before, as JSON whose members are all strings.
pub(super) fn place_of(text: &str, name: &str, path: &str) -> Range<usize> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let (quoted_name, quoted_path) = (quoted(name), quoted(path));
    for (start, _) in text.match_indices(&quoted_name) {
        let after = start + quoted_name.len();
        let rest = text.get(after..).unwrap_or_default();
        let Some(value) = rest.trim_start().strip_prefix(':') else { continue };
        if value.trim_start().starts_with(&quoted_path) {
            let at = text.len() - value.trim_start().len();
            return at..at + quoted_path.len();
        }
        return start..after;
    }
    0..0
}

/// The path as a pattern has it: dotted, without `$` and without places in arrays.
pub(super) fn dotted(path: &str) -> String {
    let mut dotted = String::new();
    let mut rest = path.trim_start_matches('$').trim_start_matches('.');
    while let Some((before, bracket)) = rest.split_once('[') {
        dotted.push_str(before);
        rest = bracket.split_once(']').map_or("", |(_, after)| after);
    }
    dotted.push_str(rest);
    dotted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_name_is_found() {
        let text = r#"{"a": "$.b", "b" : "$.c", "$.c": "b"}"#;
        let at = |name: &str, path: &str| text.get(place_of(text, name, path)).unwrap();
        assert_eq!(at("b", "$.c"), r#""$.c""#);
        assert_eq!(at("$.c", "b"), r#""b""#);
        assert_eq!(at("nowhere", ""), "");
    }

    #[test]
    fn paths_become_dotted() {
        assert_eq!(dotted("$.detail.list[0].name"), "detail.list.name");
        assert_eq!(dotted("$.a[*]"), "a");
        assert_eq!(dotted("$"), "");
    }
}
