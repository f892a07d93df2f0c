//! Where a part of a flow was read from.

use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use miette::Diagnostic;

use crate::InFile;

/// A file and its text, which many parts of a flow share.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: Arc<Utf8PathBuf>,
    text: Arc<String>,
}

impl SourceFile {
    /// The file at `path`, whose text is `text`.
    #[must_use]
    pub fn new(path: Utf8PathBuf, text: impl Into<Arc<String>>) -> Self {
        Self { path: Arc::new(path), text: text.into() }
    }

    /// Returns the path as it was opened.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &Arc<String> {
        &self.text
    }

    /// Returns the file with another text in its place.
    #[must_use]
    pub fn with_text(&self, text: impl Into<Arc<String>>) -> Self {
        Self { path: Arc::clone(&self.path), text: text.into() }
    }

    /// Places a diagnostic, whose spans are byte offsets into the text, in the file.
    #[must_use]
    pub fn diagnostic(&self, inner: impl Diagnostic + Send + Sync + 'static) -> InFile {
        InFile::new(&self.path, Arc::clone(&self.text), inner)
    }
}

/// A stretch of a file.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file.
    pub file: SourceFile,
    /// The stretch, as byte offsets.
    pub span: Range<usize>,
}
