//! Reading `flow.toml` into a form, past the first thing that does not fit it: everything that is
//! wrong with the text is told at once.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

/// After so many misfits nobody reads on.
const MOST_MISFITS: usize = 20;

/// Something in the text that does not fit the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub(crate) message: String,
    pub(crate) span: Option<Range<usize>>,
}

impl Misfit {
    fn of(error: &toml::de::Error) -> Self {
        Self { message: error.message().to_owned(), span: error.span() }
    }

    /// The key that should be there and is not.
    fn missing_key(&self) -> Option<&str> {
        self.message.strip_prefix("missing field `")?.strip_suffix('`')
    }
}

/// A text that is TOML, of whatever form.
#[derive(Debug)]
pub(crate) struct TomlText<'t> {
    root: Spanned<DeTable<'t>>,
}

impl<'t> TomlText<'t> {
    /// Parses `text`.
    ///
    /// # Errors
    /// The misfit names the first place that is no TOML.
    pub(crate) fn parse(text: &'t str) -> Result<Self, Misfit> {
        let root = DeTable::parse(text).map_err(|error| Misfit::of(&error))?;
        Ok(Self { root })
    }

    /// Returns the value of the key `version`, if it is an integer, and where the key stands.
    pub(crate) fn version(&self) -> Option<(&str, Range<usize>)> {
        let (key, value) =
            self.root.get_ref().iter().find(|(key, _)| *key.get_ref() == "version")?;
        match value.get_ref() {
            DeValue::Integer(version) => Some((version.as_str(), key.span())),
            _ => None,
        }
    }

    /// Reads the text as a `T`.
    ///
    /// # Errors
    /// Every misfit that can be told from the others: each one is taken out of the text, or put
    /// in, until the rest fits.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, Vec<Misfit>> {
        let mut reading = Reading {
            root: self.root,
            misfits: Vec::new(),
            removed: BTreeSet::new(),
            stand_ins: Vec::new(),
        };
        loop {
            match T::deserialize(Deserializer::from(reading.root.clone())) {
                Ok(read) if reading.misfits.is_empty() => return Ok(read),
                Ok(_) => return Err(reading.misfits),
                Err(error) => {
                    if !reading.goes_on_after(Misfit::of(&error)) {
                        return Err(reading.misfits);
                    }
                }
            }
        }
    }
}

/// The way to a value: keys, and places in arrays as their digits.
type KeyPath = Vec<String>;

struct Reading<'t> {
    root: Spanned<DeTable<'t>>,
    misfits: Vec<Misfit>,
    removed: BTreeSet<KeyPath>,
    /// The places of what stands in for missing keys.
    stand_ins: Vec<Range<usize>>,
}

impl Reading<'_> {
    /// Notes a misfit and takes it out of the way; false when the rest cannot be read.
    fn goes_on_after(&mut self, misfit: Misfit) -> bool {
        let whole = self.root.span();
        let span = misfit.span.clone().unwrap_or_else(|| whole.clone());
        let path =
            if span == whole { Some(KeyPath::new()) } else { path_to(self.root.get_ref(), &span) };
        let Some(path) = path else {
            self.misfits.push(misfit);
            return false;
        };
        if let Some(key) = misfit.missing_key().map(str::to_owned) {
            let within: KeyPath = path.iter().chain([&key]).cloned().collect();
            if !self.removed.contains(&within) {
                self.misfits.push(misfit);
            }
            return self.misfits.len() < MOST_MISFITS && self.stand_in(&path, key, span);
        }
        if self.stand_ins.contains(&span) {
            // What stands in for a missing key does not fit in its turn, which is no news.
            return self.remove(resource_of(&path));
        }
        self.misfits.push(misfit);
        // One of a list cannot go by itself: the others would be at other places.
        let path = match path.split_last() {
            Some((last, list)) if last.parse::<usize>().is_ok() => list,
            _ => &path,
        };
        self.misfits.len() < MOST_MISFITS && self.remove(path)
    }

    /// Puts an empty text at a key that is missing.
    fn stand_in(&mut self, path: &[String], key: String, span: Range<usize>) -> bool {
        let Some(table) = table_at(self.root.get_mut(), path) else { return false };
        let value = Spanned::new(span.clone(), DeValue::String("".into()));
        table.insert(Spanned::new(span.clone(), key.into()), value);
        self.stand_ins.push(span);
        true
    }

    fn remove(&mut self, path: &[String]) -> bool {
        let Some((last, around)) = path.split_last() else { return false };
        let Some(table) = table_at(self.root.get_mut(), around) else { return false };
        let key = table.keys().find(|key| key.get_ref() == last).cloned();
        let removed = key.and_then(|key| table.remove(&key)).is_some();
        self.removed.insert(path.to_vec());
        removed
    }
}

/// The part of a path that names a resource, which is left out as a whole.
fn resource_of(path: &[String]) -> &[String] {
    let is_target = path.get(2).is_some_and(|key| key == "target");
    let length = if is_target { 4 } else { 2 };
    let list = path.iter().position(|key| key.parse::<usize>().is_ok());
    path.get(..length.min(list.unwrap_or(length))).unwrap_or(path)
}

fn path_to(table: &DeTable<'_>, span: &Range<usize>) -> Option<KeyPath> {
    for (key, value) in table {
        let within = if key.span() == *span { Some(KeyPath::new()) } else { within(value, span) };
        if let Some(mut path) = within {
            path.insert(0, key.get_ref().clone().into_owned());
            return Some(path);
        }
    }
    None
}

fn within(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<KeyPath> {
    // A list of one table has the place of that table.
    let inner = match value.get_ref() {
        DeValue::Table(table) => path_to(table, span),
        DeValue::Array(items) => items.iter().enumerate().find_map(|(place, item)| {
            let mut path = within(item, span)?;
            path.insert(0, place.to_string());
            Some(path)
        }),
        _ => None,
    };
    inner.or_else(|| (value.span() == *span).then(KeyPath::new))
}

fn table_at<'r, 't>(root: &'r mut DeTable<'t>, path: &[String]) -> Option<&'r mut DeTable<'t>> {
    let Some((first, rest)) = path.split_first() else { return Some(root) };
    let (_, value) = root.iter_mut().find(|(key, _)| key.get_ref() == first)?;
    value_at(value.get_mut(), rest)
}

fn value_at<'r, 't>(value: &'r mut DeValue<'t>, path: &[String]) -> Option<&'r mut DeTable<'t>> {
    match value {
        DeValue::Table(table) => table_at(table, path),
        DeValue::Array(items) => {
            let (place, rest) = path.split_first()?;
            value_at(items.get_mut(place.parse::<usize>().ok()?)?.get_mut(), rest)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FlowDocument;

    fn misfits(text: &str) -> Vec<String> {
        let read = TomlText::parse(text).unwrap().read::<FlowDocument>();
        let told = |misfit: Misfit| {
            let at = misfit.span.map_or("", |span| text.get(span).unwrap());
            let message = misfit.message.split(", expected one of").next().unwrap().to_owned();
            format!("{message} @ {at}")
        };
        read.unwrap_err().into_iter().map(told).collect()
    }

    #[test]
    fn all_that_does_not_fit_is_told_at_once() {
        let text = r#"
            version = 2
            name = "several"
            colour = "red"
            [rule.one]
            patern = "pattern.json"
            [rule.one.target.first]
            role = "starts"
            [state-machine.runs]
            type = "FAST"
            definition = "machine.asl.json"
            role = 7
            [[topic.alarms.subscription]]
            protocol = "sqs"
            endpiont = "queue.a"
        "#;
        assert_eq!(
            misfits(text),
            [
                "unknown field `colour` @ colour",
                "unknown field `patern` @ patern",
                "missing field `to` @ [rule.one.target.first]",
                "missing field `pattern` @ [rule.one]",
                "invalid type: integer `7`, expected a string @ 7",
                "unknown variant `FAST`, expected `STANDARD` or `EXPRESS` @ \"FAST\"",
                "unknown field `endpiont` @ endpiont",
                "missing field `endpoint` @ [[topic.alarms.subscription]]",
                "missing field `region` @ ",
            ]
        );
    }

    #[test]
    fn what_was_left_out_for_a_fault_is_not_missed() {
        let text = "version = 2\nname = 3\nregion = \"eu-west-1\"\n";
        assert_eq!(misfits(text), ["invalid type: integer `3`, expected a string @ 3"]);
    }
}
