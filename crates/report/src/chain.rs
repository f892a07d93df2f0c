//! The hops that led somewhere, one line each.

use firedrill_record::{Cause, Hop, HopId, Hops};
use jiff::{SignedDuration, Timestamp};

use crate::hop::hop_line;
use crate::theme::{Theme, styled};

/// The chain of hops, the first cause first: its number, the time since the first one, what
/// happened, and the cause where it is not the hop of the line above.
///
/// Numbers that the record does not have are left out.
#[must_use]
pub fn chain_text(hops: &Hops, chain: &[HopId], theme: &Theme) -> String {
    let found: Vec<&Hop> = chain.iter().filter_map(|id| hops.get(*id)).collect();
    let Some(first) = found.first() else { return String::new() };
    let offsets: Vec<String> = found.iter().map(|hop| offset(first.at, hop.at)).collect();
    let width = offsets.iter().map(String::len).max().unwrap_or_default();
    let digits = found.iter().map(|hop| hop.id.0.to_string().len()).max().unwrap_or_default();

    let mut text = String::new();
    let mut above: Option<HopId> = None;
    for (hop, offset) in found.iter().zip(&offsets) {
        let number = styled(theme.faint, format_args!("#{:<digits$}", hop.id.0));
        let offset = styled(theme.place, format_args!("{offset:>width$}"));
        text.push_str(&format!("{number} {offset}  {}", hop_line(hop)));
        match hop.cause {
            Cause::Hop(cause) if Some(cause) != above => {
                text.push_str(&styled(theme.faint, format_args!(" (because of #{})", cause.0)));
            }
            Cause::Unknown => {
                text.push_str(&styled(theme.warning, format_args!(" (nobody knows why)")));
            }
            Cause::Hop(_) | Cause::Nobody => {}
        }
        text.push('\n');
        above = Some(hop.id);
    }
    text
}

/// The time from one instant to another, such as `+2m 30s`.
pub(crate) fn offset(from: Timestamp, to: Timestamp) -> String {
    let passed = to.duration_since(from);
    let sign = if passed.is_negative() { '-' } else { '+' };
    format!("{sign}{}", duration(passed.abs()))
}

/// A duration in words of at most milliseconds, such as `2m 30s` or `0s`.
pub(crate) fn duration(duration: SignedDuration) -> String {
    let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    format!("{:#}", SignedDuration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_short_and_signed() {
        let at = |milliseconds| Timestamp::from_millisecond(milliseconds).unwrap();
        assert_eq!(offset(at(0), at(0)), "+0s");
        assert_eq!(offset(at(0), at(150_000)), "+2m 30s");
        assert_eq!(offset(at(0), at(3_600_412)), "+1h 412ms");
        assert_eq!(offset(at(1_000), at(0)), "-1s");
    }

    #[test]
    fn hops_that_are_not_there_are_left_out() {
        assert_eq!(chain_text(&Hops::default(), &[HopId(1), HopId(9)], &Theme::plain()), "");
    }
}
