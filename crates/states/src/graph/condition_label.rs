//! Conditions of Choice rules, in the few words that fit beside a line.

use crate::json::Node;
use crate::jsonata::delimited;

/// What a rule asks: its comment where it has one, else its condition.
pub(super) fn of_rule(rule: &Node) -> String {
    match rule.get("Comment").and_then(Node::as_str) {
        Some(comment) if !comment.trim().is_empty() => comment.trim().to_owned(),
        _ => condition(rule),
    }
}

fn condition(rule: &Node) -> String {
    if let Some(expression) = rule.get("Condition") {
        let text = expression.as_str().map_or_else(|| written(expression), str::to_owned);
        return delimited(&text).unwrap_or(text.trim()).to_owned();
    }
    for (name, word) in [("And", " and "), ("Or", " or ")] {
        if let Some(items) = rule.get(name).and_then(Node::as_array) {
            let parts: Vec<_> = items.iter().map(part).collect();
            return parts.join(word);
        }
    }
    if let Some(inner) = rule.get("Not") {
        return format!("not {}", part(inner));
    }
    let variable = rule.get("Variable").and_then(Node::as_str).unwrap_or_default();
    let test =
        rule.as_object().unwrap_or_default().iter().find(|member| {
            !["Variable", "Next", "Assign", "Output"].contains(&member.key.as_str())
        });
    match test {
        Some(member) => format!("{variable} {}", comparison(&member.key, &member.value)),
        None => variable.to_owned(),
    }
}

/// A condition within another.
fn part(rule: &Node) -> String {
    let text = condition(rule);
    if rule.get("And").is_some() || rule.get("Or").is_some() { format!("({text})") } else { text }
}

fn comparison(name: &str, operand: &Node) -> String {
    if let Some(kind) = name.strip_prefix("Is") {
        let kind = kind.to_lowercase();
        let negated = operand.to_value() == false;
        return if negated { format!("is not {kind}") } else { format!("is {kind}") };
    }
    let name = name.strip_suffix("Path").unwrap_or(name);
    if name == "StringMatches" {
        return format!("matches {}", written(operand));
    }
    // The longer endings first: `LessThanEquals` ends in `Equals` too.
    let signs = [
        ("LessThanEquals", "≤"),
        ("GreaterThanEquals", "≥"),
        ("LessThan", "<"),
        ("GreaterThan", ">"),
        ("Equals", "="),
    ];
    let sign = signs.iter().find(|(ending, _)| name.ends_with(ending));
    match sign {
        Some((_, sign)) => format!("{sign} {}", written(operand)),
        None => format!("{name} {}", written(operand)),
    }
}

fn written(node: &Node) -> String {
    node.to_value().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn a_rule_reads_as_it_is_said() {
        for (rule, label) in [
            (r#"{"Variable": "$.severity", "NumericGreaterThanEquals": 7.5}"#, "$.severity ≥ 7.5"),
            (r#"{"Variable": "$.a", "StringEqualsPath": "$.b"}"#, r#"$.a = "$.b""#),
            (r#"{"Variable": "$.a", "StringMatches": "x*"}"#, r#"$.a matches "x*""#),
            (r#"{"Variable": "$.a", "IsPresent": false, "Next": "B"}"#, "$.a is not present"),
            (
                r#"{"And": [{"Variable": "$.a", "IsNull": true}, {"Not": {"Or": [
                    {"Variable": "$.b", "BooleanEquals": true},
                    {"Variable": "$.c", "TimestampLessThan": "2026-01-01T00:00:00Z"}]}}]}"#,
                r#"$.a is null and not ($.b = true or $.c < "2026-01-01T00:00:00Z")"#,
            ),
            (r#"{"Condition": "{% $states.input.ok %}"}"#, "$states.input.ok"),
            (r#"{"Condition": "{% no end"}"#, "{% no end"),
            (r#"{"Comment": " too severe ", "Condition": "{% 1 %}"}"#, "too severe"),
            ("{}", ""),
        ] {
            assert_eq!(of_rule(&json::document(rule).unwrap()), label);
        }
    }
}
