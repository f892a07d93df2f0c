//! What a pattern means, written down as plainly as can be and without regard to cost.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::events::Json;
use super::patterns::{Entry, Pattern, Test};

/// Indices in arrays, by the number of the array.
type Elements = BTreeMap<usize, usize>;
/// Values with the array elements they lie in, by path.
type Flat<'j> = BTreeMap<String, Vec<(&'j Json, Elements)>>;
/// Alternatives by path: one conjunction.
type Conjunction<'p> = BTreeMap<String, &'p [Test]>;

pub(crate) fn matches(pattern: &Pattern, event: &Json) -> bool {
    let conjunctions = expand(vec![Conjunction::new()], pattern, None);
    let enters_empty_names =
        conjunctions.iter().flat_map(Conjunction::keys).any(|path| has_empty_step(path));
    let mut flat = Flat::new();
    flatten(event, None, &Elements::new(), &mut 0, enters_empty_names, &mut flat);
    conjunctions.iter().any(|conjunction| {
        let leaves: Vec<(&String, &&[Test])> = conjunction.iter().collect();
        hold(&leaves, &Elements::new(), &flat)
    })
}

/// Java drops empty strings at the end when it splits.
fn has_empty_step(path: &str) -> bool {
    let mut steps: Vec<&str> = path.split('.').collect();
    while steps.len() > 1 && steps.last() == Some(&"") {
        steps.pop();
    }
    path.is_empty() || (steps != [""] && steps.contains(&""))
}

fn join(path: Option<&str>, name: &str) -> String {
    path.map_or_else(|| name.to_owned(), |path| format!("{path}.{name}"))
}

/// A pattern's path begins with its first name that is not empty.
fn join_in_pattern(path: Option<&str>, name: &str) -> String {
    join(path.filter(|path| !path.is_empty()), name)
}

fn expand<'p>(
    mut conjunctions: Vec<Conjunction<'p>>,
    pattern: &'p Pattern,
    path: Option<&str>,
) -> Vec<Conjunction<'p>> {
    for entry in &pattern.0 {
        match entry {
            Entry::Leaf(name, tests) => {
                for conjunction in &mut conjunctions {
                    conjunction.insert(join_in_pattern(path, name), tests);
                }
            }
            Entry::Object(name, object) => {
                conjunctions = expand(conjunctions, object, Some(&join_in_pattern(path, name)));
            }
            Entry::Or(objects) => {
                conjunctions = objects
                    .iter()
                    .flat_map(|object| expand(conjunctions.clone(), object, path))
                    .collect();
            }
        }
    }
    conjunctions
}

fn flatten<'j>(
    json: &'j Json,
    path: Option<&str>,
    elements: &Elements,
    arrays: &mut usize,
    enters_empty_names: bool,
    flat: &mut Flat<'j>,
) {
    match json {
        Json::Object(fields) => {
            for (name, value) in fields {
                if !name.is_empty() || enters_empty_names {
                    let path = join(path, name);
                    flatten(value, Some(&path), elements, arrays, enters_empty_names, flat);
                }
            }
        }
        Json::Array(values) => {
            let array = *arrays;
            *arrays += 1;
            for (index, value) in values.iter().enumerate() {
                let mut inside = elements.clone();
                if matches!(value, Json::Object(_) | Json::Array(_)) {
                    inside.insert(array, index);
                }
                flatten(value, path, &inside, arrays, enters_empty_names, flat);
            }
        }
        scalar => {
            let path = path.unwrap_or_default().to_owned();
            flat.entry(path).or_default().push((scalar, elements.clone()));
        }
    }
}

/// Whether the leaves can hold, given the elements that earlier leaves lie in.
fn hold(leaves: &[(&String, &&[Test])], chosen: &Elements, flat: &Flat<'_>) -> bool {
    let Some(((path, tests), rest)) = leaves.split_first() else { return true };
    let values = flat.get(*path).map_or(&[][..], Vec::as_slice);
    let agrees = |elements: &Elements| {
        elements.iter().all(|(array, index)| chosen.get(array).is_none_or(|known| known == index))
    };
    let by_value = values.iter().any(|(scalar, elements)| {
        let mut extended = chosen.clone();
        extended.extend(elements);
        agrees(elements)
            && tests.iter().any(|test| accepts(test, scalar, tests))
            && hold(rest, &extended, flat)
    });
    let absent = tests.iter().any(|test| matches!(test, Test::Exists(false)))
        && !values.iter().any(|(_, elements)| agrees(elements));
    by_value || (absent && hold(rest, chosen, flat))
}

/// A number that event-ruler can compare.
fn comparable(number: &str) -> Option<f64> {
    let hidden = ["9007199254740993", "9007199254740993.0", "1e400"].contains(&number);
    (!hidden).then(|| number.parse().unwrap())
}

/// An address; leading zeros are no octal numbers.
fn address(text: &str) -> Option<u32> {
    let octets: Vec<u8> = text.split('.').map(|octet| octet.parse().ok()).collect::<Option<_>>()?;
    Some(u32::from(Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?)))
}

fn accepts(test: &Test, scalar: &Json, tests: &[Test]) -> bool {
    let numeric = tests.iter().any(|test| match test {
        Test::Number(number) => comparable(number).is_some(),
        Test::Numeric(..) | Test::Between(..) | Test::NotNumbers(_) => true,
        _ => false,
    });
    // What the value is for these alternatives.
    let number = match scalar {
        Json::Number(number) if numeric => comparable(number),
        _ => None,
    };
    let text = match scalar {
        Json::Text(text) => Some(*text),
        _ => None,
    };
    let found = text.and_then(address);
    let any_text = |texts: &[&str], check: &dyn Fn(&str, &str) -> bool| {
        text.is_some_and(|value| texts.iter().any(|wanted| check(value, wanted)))
    };
    match test {
        Test::Null => matches!(scalar, Json::Null),
        Test::Boolean(wanted) => matches!(scalar, Json::Boolean(found) if found == wanted),
        Test::Number(wanted) => match scalar {
            Json::Number(found) => {
                if numeric && comparable(found).is_some() {
                    comparable(wanted) == comparable(found)
                } else {
                    wanted == found
                }
            }
            _ => false,
        },
        Test::Numeric(operator, bound) => number.is_some_and(|number| {
            let bound = f64::from(*bound);
            match *operator {
                "=" => number == bound,
                "<" => number < bound,
                "<=" => number <= bound,
                ">" => number > bound,
                _ => number >= bound,
            }
        }),
        Test::Between(bottom, top) => {
            number.is_some_and(|number| f64::from(*bottom) <= number && number < f64::from(*top))
        }
        Test::Text(wanted) => match address(wanted) {
            Some(wanted) => found == Some(wanted),
            None => text == Some(*wanted),
        },
        Test::Exactly(wanted) => text == Some(*wanted),
        Test::Prefix(wanted) => any_text(&[*wanted], &has_prefix),
        Test::Suffix(wanted) => any_text(&[*wanted], &has_suffix),
        Test::IgnoringCase(wanted) => any_text(&[*wanted], &same_but_case),
        Test::Wildcard(wanted) => any_text(&[*wanted], &fits),
        Test::Cidr(block) => found.is_some_and(|found| lies_in(found, block)),
        Test::Exists(wanted) => *wanted,
        Test::NotTexts(texts) => !any_text(texts, &|value, wanted| value == wanted),
        Test::NotNumbers(numbers) => {
            !number.is_some_and(|number| numbers.iter().any(|n| comparable(n) == Some(number)))
        }
        Test::NotPrefixes(texts) => !any_text(texts, &has_prefix),
        Test::NotSuffixes(texts) => !any_text(texts, &has_suffix),
        Test::NotIgnoringCase(texts) => !any_text(texts, &same_but_case),
        Test::NotWildcards(texts) => !any_text(texts, &fits),
    }
}

/// Strings are matched with their quotes.
fn has_prefix(value: &str, prefix: &str) -> bool {
    format!("\"{value}\"").starts_with(&format!("\"{prefix}"))
}

fn has_suffix(value: &str, suffix: &str) -> bool {
    format!("\"{value}\"").ends_with(&format!("{suffix}\""))
}

/// The generated texts have no characters whose case changes their length.
fn same_but_case(value: &str, wanted: &str) -> bool {
    value.to_lowercase() == wanted.to_lowercase()
}

fn lies_in(address: u32, block: &str) -> bool {
    let (base, bits) = block.split_once('/').unwrap();
    let size = 1_u64 << (32 - bits.parse::<u32>().unwrap());
    let base = u64::from(u32::from(base.parse::<Ipv4Addr>().unwrap()));
    (base..base + size).contains(&u64::from(address))
}

fn fits(value: &str, wildcard: &str) -> bool {
    let mut rest = wildcard.chars();
    match rest.next() {
        None => value.is_empty(),
        Some('*') => {
            value.char_indices().any(|(start, _)| fits(value.split_at(start).1, rest.as_str()))
                || fits("", rest.as_str())
        }
        Some(first) => {
            let wanted = if first == '\\' { rest.next().unwrap() } else { first };
            value.strip_prefix(wanted).is_some_and(|after| fits(after, rest.as_str()))
        }
    }
}
