//! Item readers: where a distributed Map state has its items from, other than its input.

use std::sync::Arc;

use super::fields::Fields;
use super::map::Count;
use super::reader::Reader;
use super::task_resource;
use crate::json::Node;
use crate::resource::TaskResource;
use crate::template::Template;

/// The forms of what `s3:getObject` reads.
const INPUT_TYPES: &[&str] = &["CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"];

/// An `ItemReader`.
#[derive(Debug, Clone)]
pub(crate) struct ItemReader {
    /// The action that reads: `s3:getObject` or `s3:listObjectsV2`.
    pub(crate) resource: Arc<TaskResource>,
    pub(crate) parameters: Option<Template>,
    pub(crate) format: ItemFormat,
    pub(crate) max_items: Option<Count>,
}

/// How items are written in what is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ItemFormat {
    /// The objects that a list names, each an item.
    Objects,
    /// An array, or an object whose members are the items; `ItemsPointer` points at it, unless it
    /// is all of the text.
    Json { pointer: Option<String> },
    /// A value a line.
    JsonLines,
    /// Rows, whose columns are named by the first row or here.
    Csv { headers: Option<Vec<String>>, delimiter: char },
}

impl Reader {
    /// Reads the `ItemReader` of a Map state; what is not played of it is named instead.
    pub(super) fn item_reader(
        &mut self,
        state: Fields<'_>,
        location: &str,
    ) -> Option<Result<ItemReader, String>> {
        let node = state.get("ItemReader")?;
        let location = format!("{location}/ItemReader");
        let fields = self.findings.object(node, &location)?;
        self.findings.require(fields, &location, &["Resource"]);
        let known: &[&[&str]] = &[&["Resource", "Parameters", "Arguments", "ReaderConfig"]];
        self.findings.refuse_unknown(fields, &location, known);
        let resource = task_resource::read_transfer(&mut self.findings, fields, &location);
        let parameters = self.parameters(fields, &location);
        let place = format!("{location}/ReaderConfig");
        let config = fields.get("ReaderConfig").map(|node| self.reader_config(node, &place));
        let is_unread = config.as_ref().is_some_and(Option::is_none);
        let config = config.flatten();
        let max_items = config.and_then(|config| self.count(config, &place, "MaxItems", 0));
        let input_type = config
            .and_then(|config| self.findings.one_of(config, &place, "InputType", INPUT_TYPES));
        let resource = resource.filter(|_| !is_unread)?;
        let format = match (resource.s3_action(), input_type) {
            (Some("listObjectsV2"), None) => ItemFormat::Objects,
            (Some("getObject"), Some("JSON")) => {
                ItemFormat::Json { pointer: self.items_pointer(config?, &place) }
            }
            (Some("getObject"), Some("JSONL")) => ItemFormat::JsonLines,
            (Some("getObject"), Some("CSV")) => self.csv(config?, &place),
            (_, input_type) => {
                let what = input_type.map_or_else(|| resource.to_string(), str::to_owned);
                return Some(Err(format!("`ItemReader` of `{what}`")));
            }
        };
        let transformation = config.and_then(|config| {
            self.findings.one_of(config, &place, "Transformation", &["NONE", "LOAD_AND_FLATTEN"])
        });
        if transformation == Some("LOAD_AND_FLATTEN") {
            return Some(Err("`LOAD_AND_FLATTEN` of an `ItemReader`".to_owned()));
        }
        let is_json = matches!(format, ItemFormat::Json { .. });
        if !is_json && config.is_some_and(|config| config.has("ItemsPointer")) {
            return Some(Err("`ItemsPointer` into what is no JSON".to_owned()));
        }
        Some(Ok(ItemReader { resource: Arc::new(resource), parameters, format, max_items }))
    }

    /// Which members there are is as "ItemReader (Map)" of the developer guide lists them; that
    /// others are refused, in these words, is by analogy with the fields of states.
    fn reader_config<'n>(&mut self, node: &'n Node, location: &str) -> Option<Fields<'n>> {
        let known: &[&[&str]] = &[
            &["InputType", "Transformation", "MaxItems", "MaxItemsPath", "ItemsPointer"],
            &["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"],
        ];
        let config = self.findings.object(node, location)?;
        self.findings.refuse_unknown(config, location, known);
        Some(config)
    }

    fn items_pointer(&mut self, config: Fields<'_>, location: &str) -> Option<String> {
        let location = format!("{location}/ItemsPointer");
        self.findings.string(config.get("ItemsPointer")?, &location).map(str::to_owned)
    }

    fn csv(&mut self, config: Fields<'_>, location: &str) -> ItemFormat {
        const DELIMITERS: [&str; 5] = ["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"];
        let delimiter = match self.findings.one_of(config, location, "CSVDelimiter", &DELIMITERS) {
            Some("PIPE") => '|',
            Some("SEMICOLON") => ';',
            Some("SPACE") => ' ',
            Some("TAB") => '\t',
            _ => ',',
        };
        let places = ["FIRST_ROW", "GIVEN"];
        let headers = match self.findings.one_of(config, location, "CSVHeaderLocation", &places) {
            Some("FIRST_ROW") => None,
            given => {
                if given.is_some() {
                    self.findings.require(config, location, &["CSVHeaders"]);
                }
                self.csv_headers(config, location)
            }
        };
        ItemFormat::Csv { headers, delimiter }
    }

    fn csv_headers(&mut self, config: Fields<'_>, location: &str) -> Option<Vec<String>> {
        let location = format!("{location}/CSVHeaders");
        let headers = self.findings.array(config.get("CSVHeaders")?, &location)?;
        let header = |(place, node)| {
            self.findings.string(node, &format!("{location}[{place}]")).map(str::to_owned)
        };
        let headers: Vec<_> = headers.iter().enumerate().map(header).collect();
        headers.into_iter().collect()
    }
}
