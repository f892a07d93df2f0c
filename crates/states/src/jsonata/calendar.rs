//! The functions of JSONata that read a clock: theirs is the execution's.

use jiff::Timestamp;
use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator};
use jsonata_core::value::JValue;

use super::functions::{Answer, Arguments};

/// `$millis()`.
pub(super) fn millis(values: &[JValue], now: Timestamp) -> Answer {
    Arguments::of("millis", values, 0)?;
    Ok(milliseconds(now))
}

/// `$now(picture, timezone)`.
pub(super) fn now(values: &[JValue], now: Timestamp) -> Answer {
    Arguments::of("now", values, 2)?;
    let mut all = vec![milliseconds(now)];
    all.extend_from_slice(values);
    builtin("fromMillis", &all)
}

/// `$toMillis(text, picture)`. A picture without a year leaves it to today, and one of hours the
/// day as well: what is missing is put in front of both.
pub(super) fn to_millis(values: &[JValue], now: Timestamp) -> Answer {
    let [JValue::String(text), JValue::String(picture)] = values else {
        return builtin("toMillis", values);
    };
    let has = |component: char| picture.contains(&format!("[{component}"));
    let (mut missing_picture, mut missing_text) = (String::new(), String::new());
    // Of a day of the year the year alone can be missing; ISO weeks are not read at all.
    let calendar: &[(char, &str, &str)] = if has('d') || has('X') {
        &[('Y', "[Y0001]", "%Y")]
    } else {
        &[
            ('Y', "[Y0001]", "%Y"),
            ('M', "[M01]", "%m"),
            ('D', "[D01]", "%d"),
            ('H', "[H01]", "%H"),
            ('m', "[m01]", "%M"),
            ('s', "[s01]", "%S"),
        ]
    };
    for (component, part, format) in calendar {
        if has(*component) || (*component == 'H' && (has('h') || has('P'))) {
            break;
        }
        missing_picture.push_str(part);
        missing_picture.push('|');
        missing_text.push_str(&now.strftime(format).to_string());
        missing_text.push('|');
    }
    let picture = format!("{}{picture}", missing_picture.replace('|', "/"));
    let text = format!("{}{text}", missing_text.replace('|', "/"));
    builtin("toMillis", &[JValue::from(text), JValue::from(picture)])
}

fn milliseconds(instant: Timestamp) -> JValue {
    JValue::from_i64(instant.as_millisecond())
}

/// Calls a function of the evaluator itself.
fn builtin(name: &str, values: &[JValue]) -> Answer {
    let mut scope = Context::new();
    let mut args = Vec::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        let variable = format!("argument{place}");
        scope.bind(variable.clone(), value.clone());
        args.push(AstNode::Variable(variable));
    }
    let call = AstNode::Function { name: name.to_owned(), args, is_builtin: true };
    Evaluator::with_context(scope).evaluate(&call, &JValue::Undefined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant() -> Timestamp {
        "2026-03-09T08:07:06.005Z".parse().unwrap()
    }

    fn texts(texts: &[&str]) -> Vec<JValue> {
        texts.iter().map(|text| JValue::string(*text)).collect()
    }

    #[test]
    fn the_clock_is_the_one_that_is_given() {
        assert_eq!(millis(&[], instant()).unwrap(), JValue::from_i64(1_773_043_626_005));
        assert_eq!(now(&[], instant()).unwrap(), JValue::string("2026-03-09T08:07:06.005Z"));
        let german = texts(&["[D01].[M01].[Y0001] [H01]:[m01] [z]", "+0100"]);
        assert_eq!(now(&german, instant()).unwrap(), JValue::string("09.03.2026 09:07 GMT+01:00"));
        assert!(millis(&texts(&["x"]), instant()).is_err());
    }

    #[test]
    fn what_a_picture_leaves_out_is_today() {
        for (text, picture, meant) in [
            ("12:30", "[H01]:[m01]", "2026-03-09T12:30:00Z"),
            ("04-05", "[M01]-[D01]", "2026-04-05T00:00:00Z"),
            ("21", "[D01]", "2026-03-21T00:00:00Z"),
            ("2024-02-03", "[Y0001]-[M01]-[D01]", "2024-02-03T00:00:00Z"),
            ("3:05 pm", "[h]:[m01] [P]", "2026-03-09T15:05:00Z"),
        ] {
            let millis = to_millis(&texts(&[text, picture]), instant()).unwrap();
            let meant: Timestamp = meant.parse().unwrap();
            assert_eq!(millis, JValue::from_i64(meant.as_millisecond()), "{text}");
        }
        let full = to_millis(&texts(&["2026-03-09T08:07:06.005Z"]), instant()).unwrap();
        assert_eq!(full, JValue::from_i64(1_773_043_626_005));
    }
}
