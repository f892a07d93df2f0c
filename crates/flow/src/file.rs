//! Reading a user's file: its size, its encoding, and diagnostics that point into it.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode, SourceSpan};

/// Why a user's file could not be read as text.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum FileError {
    /// The file cannot be opened or read.
    #[error("cannot read `{path}`: {reason}")]
    #[diagnostic(code(firedrill::file::unreadable))]
    Unreadable {
        /// The file.
        path: Utf8PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The file is larger than anything valid of its kind.
    #[error("`{path}` is larger than the {limit} bytes that {kind} may have")]
    #[diagnostic(
        code(firedrill::file::too_large),
        help("nothing past the limit was read; split the file, or check that it is the right one")
    )]
    TooLarge {
        /// The file.
        path: Utf8PathBuf,
        /// What the file is, such as `a scenario file`.
        kind: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// The file is not UTF-8.
    #[error(
        "`{path}` is not UTF-8: the byte at offset {offset} (line {line}) cannot be read as text"
    )]
    #[diagnostic(code(firedrill::file::not_utf8), help("save the file as UTF-8"))]
    NotUtf8 {
        /// The file.
        path: Utf8PathBuf,
        /// The offset of the first byte that is wrong.
        offset: usize,
        /// The line it stands in, counted from 1.
        line: usize,
    },
}

/// Reads a whole text file of at most `limit` bytes.
///
/// # Errors
/// [`FileError`], with the path and the reason. A file past the limit is never read whole.
pub fn read_text(path: &Utf8Path, kind: &'static str, limit: usize) -> Result<String, FileError> {
    let unreadable = |error: std::io::Error| FileError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let mut bounded = file.take(limit as u64 + 1);
    bounded.read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), kind, limit });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(offset);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        FileError::NotUtf8 { path: path.to_owned(), offset, line }
    })
}

/// A diagnostic about the text of a file, shown with that file as its source.
pub struct InFile {
    source: NamedSource<Arc<String>>,
    inner: Box<dyn Diagnostic + Send + Sync>,
    /// Where the file leads to the diagnostic, if that does not say a place itself.
    led_from: Option<SourceSpan>,
}

impl InFile {
    /// Places `inner`, whose spans are byte offsets into `text`, in the file at `path`.
    pub fn new(
        path: &Utf8Path,
        text: impl Into<Arc<String>>,
        inner: impl Diagnostic + Send + Sync + 'static,
    ) -> Self {
        let source = NamedSource::new(path.as_str(), text.into());
        Self { source, inner: Box::new(inner), led_from: None }
    }

    /// Places `inner`, which tells no place, where the file at `path` leads to it, such as at the
    /// name of another file that cannot be read.
    pub fn led_from(
        path: &Utf8Path,
        text: impl Into<Arc<String>>,
        span: impl Into<SourceSpan>,
        inner: impl Diagnostic + Send + Sync + 'static,
    ) -> Self {
        Self { led_from: Some(span.into()), ..Self::new(path, text, inner) }
    }

    /// The file's name as it was given.
    #[must_use]
    pub fn file(&self) -> &str {
        self.source.name()
    }
}

impl fmt::Debug for InFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InFile")
            .field("file", &self.source.name())
            .field("inner", &self.inner)
            .finish()
    }
}

impl fmt::Display for InFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.inner, formatter)
    }
}

impl std::error::Error for InFile {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.inner.source()
    }
}

impl Diagnostic for InFile {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.inner.code()
    }

    fn severity(&self) -> Option<Severity> {
        self.inner.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.inner.help()
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.inner.url()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Some(span) = self.led_from else { return self.inner.labels() };
        let label = LabeledSpan::new_with_span(Some("named here".to_owned()), span);
        Some(Box::new(std::iter::once(label)))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        self.inner.related()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &[u8]) -> (tempfile::TempDir, Utf8PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(dir.path().join("file")).unwrap();
        std::fs::write(&path, bytes).unwrap();
        (dir, path)
    }

    #[test]
    fn a_file_at_the_limit_is_read_and_one_past_it_is_not() {
        let (_dir, path) = written(b"12345");
        assert_eq!(read_text(&path, "a file", 5).unwrap(), "12345");
        let error = read_text(&path, "a file", 4).unwrap_err();
        assert!(matches!(error, FileError::TooLarge { limit: 4, .. }), "{error}");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_place() {
        let (_dir, path) = written(b"good\nbad \xff");
        let error = read_text(&path, "a file", 100).unwrap_err();
        assert!(matches!(error, FileError::NotUtf8 { offset: 9, line: 2, .. }), "{error}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = read_text(Utf8Path::new("no/such/file"), "a file", 1).unwrap_err();
        assert!(error.to_string().starts_with("cannot read `no/such/file`"), "{error}");
    }
}
