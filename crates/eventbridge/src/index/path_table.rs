//! Buckets by the keys that values of one path can have.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::key::PART;
use super::{Bucket, Key, Prefixes, Ranges};
use crate::json::without_units;
use crate::value::{Scalar, address_digits, comparable};

/// The buckets of one path.
#[derive(Debug, Default)]
pub(super) struct PathTable {
    texts: HashMap<Box<[u8]>, Bucket, FixedState>,
    /// By the bits of the number.
    numbers: HashMap<u64, Bucket, FixedState>,
    digits: HashMap<Box<[u8]>, Bucket, FixedState>,
    nulls: Bucket,
    trues: Bucket,
    falses: Bucket,
    prefixes: Prefixes,
    suffixes: Prefixes,
    folded_prefixes: Prefixes,
    folded_suffixes: Prefixes,
    /// By the bytes as one number.
    parts: HashMap<u32, Bucket, FixedState>,
    addresses: Prefixes,
    ranges: Ranges,
    any: Bucket,
}

impl PathTable {
    pub(super) fn get(&self, key: &Key) -> Option<&Bucket> {
        match key {
            Key::Text(text) => self.texts.get(text),
            Key::Number(number) => self.numbers.get(&number.to_bits()),
            Key::Digits(digits) => self.digits.get(digits),
            Key::Null => Some(&self.nulls),
            Key::Boolean(true) => Some(&self.trues),
            Key::Boolean(false) => Some(&self.falses),
            Key::Prefix(prefix) => self.prefixes.get(prefix),
            Key::Suffix(suffix) => self.suffixes.get(suffix),
            Key::FoldedPrefix(prefix) => self.folded_prefixes.get(prefix),
            Key::FoldedSuffix(suffix) => self.folded_suffixes.get(suffix),
            Key::Part(part) => self.parts.get(&u32::from_le_bytes(*part)),
            Key::Address(digits) => self.addresses.get(digits),
            Key::Range(range) => self.ranges.get(range),
            Key::Any => Some(&self.any),
            Key::Absent => None,
        }
    }

    pub(super) fn get_or_insert(&mut self, key: Key) -> &mut Bucket {
        match key {
            Key::Text(text) => self.texts.entry(text).or_default(),
            Key::Number(number) => self.numbers.entry(number.to_bits()).or_default(),
            Key::Digits(digits) => self.digits.entry(digits).or_default(),
            Key::Null => &mut self.nulls,
            Key::Boolean(true) => &mut self.trues,
            Key::Boolean(false) => &mut self.falses,
            Key::Prefix(prefix) => self.prefixes.get_or_insert(prefix),
            Key::Suffix(suffix) => self.suffixes.get_or_insert(suffix),
            Key::FoldedPrefix(prefix) => self.folded_prefixes.get_or_insert(prefix),
            Key::FoldedSuffix(suffix) => self.folded_suffixes.get_or_insert(suffix),
            Key::Part(part) => self.parts.entry(u32::from_le_bytes(part)).or_default(),
            Key::Address(digits) => self.addresses.get_or_insert(digits),
            Key::Range(range) => self.ranges.get_or_insert(&range),
            Key::Any | Key::Absent => &mut self.any,
        }
    }

    /// How much it costs to have the key looked up beside those that are there.
    pub(super) fn cost(&self, key: &Key) -> usize {
        match key {
            // All parts of a value are looked up already.
            Key::Part(_) if !self.parts.is_empty() => 1,
            key => key.cost(),
        }
    }

    /// Visits the buckets of all keys that a value has.
    pub(super) fn visit<'b>(&'b self, value: &Scalar<'_>, visit: &mut impl FnMut(&'b Bucket)) {
        match value {
            // Only what was escaped can have halves of surrogate pairs.
            Scalar::Text(Cow::Owned(text)) => {
                self.visit_text(text, without_units(text).as_deref(), visit);
            }
            Scalar::Text(text) => self.visit_text(text, None, visit),
            Scalar::Number(text) => self.visit_number(text, visit),
            Scalar::Null => visit(&self.nulls),
            Scalar::Boolean(true) => visit(&self.trues),
            Scalar::Boolean(false) => visit(&self.falses),
        }
        visit(&self.any);
    }

    /// Visits the buckets of a string, and of what it is otherwise if halves of surrogate pairs in it
    /// are not told apart.
    fn visit_text<'b>(
        &'b self,
        text: &str,
        marked: Option<&str>,
        visit: &mut impl FnMut(&'b Bucket),
    ) {
        if let Some(bucket) = self.texts.get(text.as_bytes()) {
            visit(bucket);
        }
        if let Some(bucket) = marked.and_then(|marked| self.texts.get(marked.as_bytes())) {
            visit(bucket);
        }
        let text = marked.unwrap_or(text);
        let bytes = text.as_bytes();
        self.prefixes.visit(bytes, visit);
        if !self.suffixes.is_empty() {
            let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
            self.suffixes.visit(&reversed, visit);
        }
        if !self.folded_prefixes.is_empty() {
            self.folded_prefixes.visit(&bytes.to_ascii_lowercase(), visit);
        }
        if !self.folded_suffixes.is_empty() {
            let reversed: Vec<u8> = bytes.iter().rev().map(u8::to_ascii_lowercase).collect();
            self.folded_suffixes.visit(&reversed, visit);
        }
        if !self.parts.is_empty() {
            let parts = bytes.windows(PART).filter_map(|window| window.try_into().ok());
            for bucket in parts.filter_map(|part| self.parts.get(&u32::from_le_bytes(part))) {
                visit(bucket);
            }
        }
        if !self.addresses.is_empty()
            && let Some(digits) = address_digits(text)
        {
            self.addresses.visit(&digits, visit);
        }
    }

    fn visit_number<'b>(&'b self, text: &str, visit: &mut impl FnMut(&'b Bucket)) {
        if let Some(bucket) = self.digits.get(text.as_bytes()) {
            visit(bucket);
        }
        self.addresses.visit(text.as_bytes(), visit);
        if self.numbers.is_empty() && self.ranges.is_empty() {
            return;
        }
        if let Some(number) = comparable(text) {
            // Zero has two signs.
            if let Some(bucket) = self.numbers.get(&(number + 0.0).to_bits()) {
                visit(bucket);
            }
            self.ranges.visit(number, visit);
        }
    }
}
