//! IP addresses: literals that are more than strings, blocks that hold more than they say, and
//! alternatives that do not see addresses.

use super::check::{Check, tests};
use super::operand::operands;
use super::{PatternLint, PatternWarning};
use crate::pattern::Leaf;
use crate::value::{Sight, ValueTest};

pub(super) fn check(check: &mut Check<'_>) {
    for (number, leaf) in check.leaves() {
        check_literals(check, leaf);
        check_blocks(check, leaf);
        check_sight(check, number, leaf);
    }
}

fn check_literals(check: &mut Check<'_>, leaf: &Leaf) {
    let addresses = || {
        tests(leaf).filter_map(|(_, place, test)| match test {
            ValueTest::Address { text, .. } => Some((place, text)),
            _ => None,
        })
    };
    let Some((place, text)) = addresses().next() else { return };
    let other = if text.contains(':') {
        "every other spelling of it, such as one without `::`"
    } else {
        "the same address with leading zeros"
    };
    let rest = match addresses().count() {
        1 => String::new(),
        count => format!(" (and {} more of the list)", count - 1),
    };
    check.warn(
        PatternWarning::new(
            PatternLint::AddressLiteral,
            place.span.clone(),
            format!("`{text}`{rest} is matched as an IP address and not as a string"),
            format!("also accepts {other}"),
        )
        .with_help(
            "if it is no address (a version, say), `{\"prefix\": ...}` or `{\"wildcard\": ...}` \
             compare it as a string",
        ),
    );
}

fn check_blocks(check: &mut Check<'_>, leaf: &Leaf) {
    for (_, place, test) in tests(leaf) {
        let ValueTest::Cidr(block) = test else { continue };
        if block.bits == 0 {
            check.warn(
                PatternWarning::new(
                    PatternLint::WholeAddressSpace,
                    place.span.clone(),
                    format!("`{}` holds every address, of the other family as well", block.text),
                    "accepts IPv4 and IPv6 addresses, and some numbers",
                )
                .with_help(
                    "no block tells the families apart; if any value will do, use `{\"exists\": true}`",
                ),
            );
        } else if let Some(base) = block.base() {
            check.warn(
                PatternWarning::new(
                    PatternLint::HostBits,
                    place.span.clone(),
                    format!("`{}` has bits beyond its mask, which count for nothing", block.text),
                    format!("the same as `{base}/{}`", block.bits),
                )
                .with_help(
                    "write the block's first address, or the address alone if that is meant",
                ),
            );
        }
    }
}

/// Alternatives that never see an address, because of what else is asked of the field.
fn check_sight(check: &mut Check<'_>, number: usize, leaf: &Leaf) {
    let sight = Sight::of(tests(leaf).map(|(_, _, test)| test));
    for (alternative, place, test) in tests(leaf) {
        let hidden = match sight {
            Sight::Numbers if test.is_address() => {
                check.kill(number, alternative);
                "beside a number, strings are not looked at as addresses"
            }
            Sight::Addresses if !test.is_address() && is_about_addresses(test) => {
                if matches!(test, ValueTest::Exactly(_)) {
                    check.kill(number, alternative);
                }
                "beside an address or a `cidr`, strings that are addresses are not seen as strings"
            }
            _ => continue,
        };
        let help = match test {
            ValueTest::AnythingBut(_) => {
                "it excludes no address then: give each its own branch of `$or`"
            }
            _ => "give each its own branch of `$or`, or its own rule",
        };
        check.warn(
            PatternWarning::new(
                PatternLint::HiddenAlternative,
                place.span.clone(),
                format!("this alternative sees no address of `{}`: {hidden}", leaf.path),
                "sees no address",
            )
            .with_help(help),
        );
    }
}

/// Whether a test of strings was written with addresses in mind.
fn is_about_addresses(test: &ValueTest) -> bool {
    let like_address = |text: &str| {
        let of_address = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '*');
        let tells = |c: char| c.is_ascii_digit() || c == ':';
        text.chars().all(of_address) && text.chars().any(tells)
    };
    operands(test).into_iter().any(like_address)
}
