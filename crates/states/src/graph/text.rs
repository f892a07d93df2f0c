//! How wide text is, and where it is broken: an estimate that no font is asked for.

/// The width of a text in units of the font's size.
///
/// The widths are those of common sans-serif fonts, a little generously.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(character_width).sum::<f64>() * size
}

fn character_width(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '|' | '!' | '\''
        | '(' | ')' | '[' | ']' | ' ' => 0.34,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.9,
        'A'..='Z' | '&' | '$' => 0.7,
        // Wide characters of East Asian scripts and pictures.
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}' => 1.05,
        _ => 0.58,
    }
}

/// The text in lines of at most `limit` characters where words allow it, at most `lines` of them;
/// what is left over is cut with an ellipsis.
pub(super) fn wrapped(text: &str, limit: usize, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let length = line.chars().count() + word.chars().count();
        if !line.is_empty() && length + 1 > limit {
            wrapped.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    wrapped.push(line);
    let left_over = wrapped.len() > lines;
    wrapped.truncate(lines);
    if left_over && let Some(last) = wrapped.last_mut() {
        last.push('…');
    }
    wrapped.into_iter().map(|line| shortened(&line, limit + limit / 2)).collect()
}

/// The text, with an ellipsis for what is beyond `limit` characters.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_break_between_words() {
        assert_eq!(wrapped("Stop Task", 20, 3), ["Stop Task"]);
        assert_eq!(wrapped("Tell the security team", 10, 3), ["Tell the", "security", "team"]);
        assert_eq!(wrapped("aa bb cc", 2, 2), ["aa", "bb…"]);
        assert_eq!(wrapped("", 10, 3), [""]);
        assert_eq!(wrapped(&"x".repeat(80), 20, 3), [format!("{}…", "x".repeat(29))]);
    }

    #[test]
    fn wide_characters_take_more_room() {
        assert!(width("隔離", 10.0) > width("ab", 10.0));
        assert!(width("ill", 10.0) < width("mmm", 10.0));
    }
}
