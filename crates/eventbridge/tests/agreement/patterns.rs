//! Generated patterns: valid ones, with nested `$or`, duplicate and dotted names.

use proptest::prelude::*;

use super::events::{NAMES, NUMBERS, TEXTS, quote};

/// One entry of a pattern.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    Object(&'static str, Pattern),
    Leaf(&'static str, Vec<Test>),
    Or(Vec<Pattern>),
}

#[derive(Debug, Clone)]
pub(crate) struct Pattern(pub(crate) Vec<Entry>);

/// One alternative of a leaf.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Null,
    Boolean(bool),
    Number(&'static str),
    Text(&'static str),
    Exactly(&'static str),
    Prefix(&'static str),
    Suffix(&'static str),
    IgnoringCase(&'static str),
    Wildcard(&'static str),
    Numeric(&'static str, i32),
    Between(i32, i32),
    Cidr(&'static str),
    Exists(bool),
    NotTexts(Vec<&'static str>),
    NotNumbers(Vec<&'static str>),
    NotPrefixes(Vec<&'static str>),
    NotSuffixes(Vec<&'static str>),
    NotIgnoringCase(Vec<&'static str>),
    NotWildcards(Vec<&'static str>),
}

const WILDCARDS: [&str; 7] = ["", "*", "x*", "*x", "x*y", "*.*", "É\\*\\\\"];
const BLOCKS: [&str; 3] = ["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/31"];

pub(crate) fn object() -> impl Strategy<Value = Pattern> {
    let leaf =
        (name(), prop::collection::vec(test(), 1..4)).prop_map(|(n, tests)| Entry::Leaf(n, tests));
    let entry = leaf.prop_recursive(3, 12, 3, |inner| {
        let object = prop::collection::vec(inner, 1..3).prop_map(Pattern);
        prop_oneof![
            3 => (name(), object.clone()).prop_map(|(name, object)| Entry::Object(name, object)),
            1 => prop::collection::vec(object, 2..4).prop_map(Entry::Or),
        ]
    });
    prop::collection::vec(entry, 1..4).prop_map(Pattern)
}

/// Patterns about the events of [`of_arrays`](super::events::of_arrays).
pub(crate) fn of_arrays() -> impl Strategy<Value = Pattern> {
    let test = prop_oneof![
        6 => prop::sample::select(&["1", "2"][..]).prop_map(Test::Number),
        1 => Just(Test::NotNumbers(vec!["1"])),
        3 => any::<bool>().prop_map(Test::Exists),
    ];
    let leaf = (prop::sample::select(&["b", "c"][..]), prop::collection::vec(test, 1..3))
        .prop_map(|(name, tests)| Entry::Leaf(name, tests));
    let leaves = prop::collection::vec(leaf, 1..3).boxed();
    let inner = leaves.clone().prop_map(|leaves| Entry::Object("d", Pattern(leaves))).boxed();
    let entries = (leaves.clone(), prop::option::of(inner)).prop_map(|(mut leaves, inner)| {
        leaves.extend(inner);
        Pattern(leaves)
    });
    let choice = prop::collection::vec(entries.clone(), 2..4)
        .prop_map(|objects| Pattern(vec![Entry::Or(objects)]));
    let object = prop_oneof![3 => entries, 1 => choice];
    (object, prop::option::weighted(0.2, leaves)).prop_map(|(object, leaves)| {
        let mut entries = vec![Entry::Object("a", object)];
        entries.extend(leaves.into_iter().flatten());
        Pattern(entries)
    })
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&NAMES[..])
}

fn test() -> impl Strategy<Value = Test> {
    let text = || prop::sample::select(&TEXTS[..]);
    let texts = || prop::collection::vec(text(), 1..3);
    let affixes = || prop::collection::vec(prop::sample::select(&TEXTS[1..]), 1..3);
    let comparable = prop::sample::select(&NUMBERS[..6]);
    prop_oneof![
        1 => Just(Test::Null),
        1 => any::<bool>().prop_map(Test::Boolean),
        3 => prop::sample::select(&NUMBERS[..]).prop_map(Test::Number),
        4 => text().prop_map(Test::Text),
        1 => text().prop_map(Test::Exactly),
        1 => text().prop_map(Test::Prefix),
        1 => text().prop_map(Test::Suffix),
        1 => text().prop_map(Test::IgnoringCase),
        1 => prop::sample::select(&WILDCARDS[..]).prop_map(Test::Wildcard),
        1 => (prop::sample::select(&["=", "<", "<=", ">", ">="][..]), -1..3)
            .prop_map(|(operator, number)| Test::Numeric(operator, number)),
        1 => (-2..1, 1..3).prop_map(|(bottom, top)| Test::Between(bottom, top)),
        1 => prop::sample::select(&BLOCKS[..]).prop_map(Test::Cidr),
        3 => any::<bool>().prop_map(Test::Exists),
        1 => texts().prop_map(Test::NotTexts),
        1 => prop::collection::vec(comparable, 1..3).prop_map(Test::NotNumbers),
        1 => affixes().prop_map(Test::NotPrefixes),
        1 => affixes().prop_map(Test::NotSuffixes),
        1 => texts().prop_map(Test::NotIgnoringCase),
        1 => prop::collection::vec(prop::sample::select(&WILDCARDS[..]), 1..2)
            .prop_map(Test::NotWildcards),
    ]
}

impl Pattern {
    pub(crate) fn write(&self) -> String {
        let entries: Vec<String> = self.0.iter().map(Entry::write).collect();
        format!("{{ {} }}", entries.join(" ,\n"))
    }
}

impl Entry {
    fn write(&self) -> String {
        match self {
            Self::Object(name, object) => format!("{} : {}", quote(name), object.write()),
            Self::Leaf(name, tests) => {
                let tests: Vec<String> = tests.iter().map(Test::write).collect();
                format!("{} : [{}]", quote(name), tests.join(", "))
            }
            Self::Or(objects) => {
                let objects: Vec<String> = objects.iter().map(Pattern::write).collect();
                format!("\"$or\" : [{}]", objects.join(", "))
            }
        }
    }
}

impl Test {
    fn write(&self) -> String {
        let list = |texts: &[&str]| {
            format!("[{}]", texts.iter().map(|text| quote(text)).collect::<Vec<_>>().join(","))
        };
        match self {
            Self::Null => "null".into(),
            Self::Boolean(value) => value.to_string(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => quote(text),
            Self::Exactly(text) => format!("{{\"exactly\":{}}}", quote(text)),
            Self::Prefix(text) => format!("{{\"prefix\":{}}}", quote(text)),
            Self::Suffix(text) => format!("{{\"suffix\":{}}}", quote(text)),
            Self::IgnoringCase(text) => format!("{{\"equals-ignore-case\":{}}}", quote(text)),
            Self::Wildcard(text) => format!("{{\"wildcard\":{}}}", quote(text)),
            Self::Numeric(operator, n) => format!("{{\"numeric\":[\"{operator}\",{n}]}}"),
            Self::Between(bottom, top) => {
                format!("{{\"numeric\":[\">=\",{bottom},\"<\",{top}]}}")
            }
            Self::Cidr(block) => format!("{{\"cidr\":\"{block}\"}}"),
            Self::Exists(value) => format!("{{\"exists\":{value}}}"),
            Self::NotTexts(texts) => format!("{{\"anything-but\":{}}}", list(texts)),
            Self::NotNumbers(numbers) => format!("{{\"anything-but\":[{}]}}", numbers.join(",")),
            Self::NotPrefixes(texts) => {
                format!("{{\"anything-but\":{{\"prefix\":{}}}}}", list(texts))
            }
            Self::NotSuffixes(texts) => {
                format!("{{\"anything-but\":{{\"suffix\":{}}}}}", list(texts))
            }
            Self::NotIgnoringCase(texts) => {
                format!("{{\"anything-but\":{{\"equals-ignore-case\":{}}}}}", list(texts))
            }
            Self::NotWildcards(texts) => {
                format!("{{\"anything-but\":{{\"wildcard\":{}}}}}", list(texts))
            }
        }
    }
}
