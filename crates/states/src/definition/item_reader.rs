//! Item readers: where a distributed Map state has its items from, other than its input.

use std::sync::Arc;

use super::fields::Fields;
use super::map::Count;
use super::reader::Reader;
use crate::resource::TaskResource;
use crate::template::Template;

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
    /// An array, or an object whose members are the items.
    Json,
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
        if !self.findings.require(fields, &location, &["Resource"]) {
            return None;
        }
        let place = format!("{location}/Resource");
        let arn = self.findings.string(fields.get("Resource")?, &place)?;
        let parameters = self.parameters(fields, &location);
        let config_location = format!("{location}/ReaderConfig");
        let config = fields
            .get("ReaderConfig")
            .and_then(|node| self.findings.object(node, &config_location));
        let max_items =
            config.and_then(|config| self.count(config, &config_location, "MaxItems", 0));
        let text = |field: &str| config?.get(field)?.as_str();
        let resource = TaskResource::parse(arn).ok()?;
        let format = match (resource.history_resource().as_str(), text("InputType")) {
            ("listObjectsV2", _) => ItemFormat::Objects,
            ("getObject", Some("JSON")) => ItemFormat::Json,
            ("getObject", Some("JSONL")) => ItemFormat::JsonLines,
            ("getObject", Some("CSV")) => ItemFormat::Csv {
                headers: config.and_then(|config| self.csv_headers(config, &config_location)),
                delimiter: match text("CSVDelimiter") {
                    Some("PIPE") => '|',
                    Some("SEMICOLON") => ';',
                    Some("SPACE") => ' ',
                    Some("TAB") => '\t',
                    _ => ',',
                },
            },
            (_, input_type) => {
                let what = input_type.map_or_else(|| arn.to_owned(), str::to_owned);
                return Some(Err(format!("`ItemReader` of `{what}`")));
            }
        };
        if config.is_some_and(|config| config.has("ItemsPointer")) {
            return Some(Err("`ItemsPointer` of an `ItemReader`".to_owned()));
        }
        Some(Ok(ItemReader { resource: Arc::new(resource), parameters, format, max_items }))
    }

    fn csv_headers(&mut self, config: Fields<'_>, location: &str) -> Option<Vec<String>> {
        let location = format!("{location}/CSVHeaders");
        let headers = self.findings.array(config.get("CSVHeaders")?, &location)?;
        headers.iter().map(|header| header.as_str().map(str::to_owned)).collect()
    }
}
