//! The files beside `flow.toml`, each read once.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::document::SourceText;
use crate::graph::SourceFile;
use crate::{FileError, InFile, read_text};

/// A kind of file that a flow has, and what it may weigh.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileKind {
    /// What it is, with its article.
    pub(super) what: &'static str,
    /// Its limit in bytes.
    pub(super) limit: usize,
}

impl FileKind {
    /// `flow.toml`.
    pub(super) const MANIFEST: Self = Self { what: "a flow.toml", limit: 256 * 1024 };
    /// The longest event pattern that EventBridge takes is 4,096 characters of at most four bytes.
    pub(super) const PATTERN: Self = Self { what: "an event pattern", limit: 4 * 4096 };
    /// A hundred input paths of at most 256 characters each, with room for blanks.
    pub(super) const INPUT_PATHS: Self = Self { what: "a file of input paths", limit: 256 * 1024 };
    /// The longest input template that EventBridge takes is 8,192 characters of at most four bytes.
    pub(super) const INPUT_TEMPLATE: Self = Self { what: "an input template", limit: 4 * 8192 };
    /// The largest definition that Step Functions takes is 1 MiB.
    pub(super) const DEFINITION: Self =
        Self { what: "a state machine definition", limit: 1024 * 1024 };
    /// IAM takes inline policies of 10,240 characters together; white space is not counted there.
    pub(super) const POLICY: Self = Self { what: "a policy document", limit: 64 * 1024 };
}

/// A flow's folder.
#[derive(Debug)]
pub(super) struct Folder {
    dir: Utf8PathBuf,
    manifest: SourceFile,
    files: BTreeMap<String, SourceFile>,
}

impl Folder {
    /// Reads `flow.toml`.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn open(dir: &Utf8Path) -> Result<Self, FileError> {
        let path = dir.join("flow.toml");
        let FileKind { what, limit } = FileKind::MANIFEST;
        let manifest = SourceFile::new(path.clone(), read_text(&path, what, limit)?);
        Ok(Self { dir: dir.to_owned(), manifest, files: BTreeMap::new() })
    }

    /// Returns `flow.toml`.
    pub(super) fn manifest(&self) -> &SourceFile {
        &self.manifest
    }

    /// Reads the file that `flow.toml` names.
    ///
    /// # Errors
    /// One that cannot be read is shown where it is named.
    pub(super) fn read(&mut self, name: &SourceText, kind: FileKind) -> Result<SourceFile, InFile> {
        if let Some(known) = self.files.get(&name.text) {
            return Ok(known.clone());
        }
        let path = self.dir.join(&name.text);
        let text = read_text(&path, kind.what, kind.limit).map_err(|error| {
            let span = within_quotes(self.manifest.text(), name);
            let text = self.manifest.text();
            InFile::led_from(self.manifest.path(), std::sync::Arc::clone(text), span, error)
        })?;
        let file = SourceFile::new(path, text);
        self.files.insert(name.text.clone(), file.clone());
        Ok(file)
    }
}

/// Where a text stands without its quotes, if it is written as it reads.
pub(super) fn within_quotes(file: &str, text: &SourceText) -> miette::SourceSpan {
    let written = file.get(text.span.clone()).unwrap_or_default();
    match written.find(&text.text) {
        Some(at) => (text.span.start + at, text.text.len()).into(),
        None => text.span.clone().into(),
    }
}
