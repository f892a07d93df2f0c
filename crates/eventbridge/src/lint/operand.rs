//! The strings that an alternative compares with.

use crate::value::{AnythingBut, ValueTest};

/// The strings of an alternative, as they are meant; none for numbers and literals.
pub(super) fn operands(test: &ValueTest) -> Vec<&str> {
    match test {
        ValueTest::Text(text)
        | ValueTest::Exactly(text)
        | ValueTest::Prefix(text)
        | ValueTest::Suffix(text)
        | ValueTest::Address { text, .. } => vec![text],
        ValueTest::PrefixIgnoringCase(text)
        | ValueTest::SuffixIgnoringCase(text)
        | ValueTest::EqualsIgnoringCase(text) => vec![text.text()],
        ValueTest::Wildcard(wildcard) => vec![wildcard.text()],
        ValueTest::AnythingBut(excluded) => match excluded {
            AnythingBut::Texts(texts)
            | AnythingBut::Prefixes(texts)
            | AnythingBut::Suffixes(texts) => texts.iter().map(String::as_str).collect(),
            AnythingBut::IgnoringCase(texts) => texts.iter().map(|text| text.text()).collect(),
            AnythingBut::Wildcards(wildcards) => {
                wildcards.iter().map(|wildcard| wildcard.text()).collect()
            }
            AnythingBut::Numbers(_) => Vec::new(),
        },
        ValueTest::Number(_)
        | ValueTest::Null
        | ValueTest::Boolean(_)
        | ValueTest::Numeric(_)
        | ValueTest::Cidr(_)
        | ValueTest::Present
        | ValueTest::Absent => Vec::new(),
    }
}
