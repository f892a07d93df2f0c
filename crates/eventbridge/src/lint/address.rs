//! IP addresses: literals that are more than strings, and blocks that hold more than they say.

use super::check::{Check, tests};
use super::{PatternLint, PatternWarning};
use crate::pattern::Leaf;
use crate::value::ValueTest;

pub(super) fn check(check: &mut Check<'_>) {
    for (_, leaf) in check.leaves() {
        check_literals(check, leaf);
        check_blocks(check, leaf);
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
