//! Reading scenario files.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_flow::{FileError, InFile, read_text};
use miette::{Diagnostic, SourceSpan};
use serde_saphyr::Spanned;

use super::Scenario;
use super::check::check;
use super::error::{ScenarioError, span_of};

/// What a scenario file may weigh: 1 MiB.
pub const SCENARIO_FILE_LIMIT: usize = 1024 * 1024;

/// A scenario together with the file it stands in.
#[derive(Debug, Clone)]
pub struct LoadedScenario {
    /// The file, as the user named it.
    pub file: Utf8PathBuf,
    /// The file's text.
    pub text: Arc<String>,
    /// Where in the text the scenario begins.
    pub offset: usize,
    /// The scenario.
    pub scenario: Arc<Scenario>,
}

impl LoadedScenario {
    /// The folder that paths in the scenario are seen from.
    #[must_use]
    pub fn dir(&self) -> &Utf8Path {
        self.file.parent().unwrap_or(Utf8Path::new(""))
    }

    /// The bytes that a value of the scenario stands at.
    #[must_use]
    pub fn span_of<T>(&self, value: &Spanned<T>) -> SourceSpan {
        span_of(&self.text, value.referenced)
    }

    /// A diagnostic about a place in this scenario's file.
    pub fn in_file(&self, error: impl Diagnostic + Send + Sync + 'static) -> InFile {
        InFile::new(&self.file, Arc::clone(&self.text), error)
    }
}

/// Reads every scenario of a file, in order.
///
/// # Errors
/// [`LoadError`]: the file cannot be read, or is not valid, with the place.
pub fn load_file(path: &Utf8Path) -> Result<Vec<LoadedScenario>, LoadError> {
    let text = Arc::new(read_text(path, "a scenario file", SCENARIO_FILE_LIMIT)?);
    let scenarios = parse(path, &text)?;
    Ok(scenarios)
}

/// Reads every scenario of a text that stands in the file `path`.
///
/// # Errors
/// [`InFile`] around a [`ScenarioError`], with the place.
pub fn parse(path: &Utf8Path, text: &Arc<String>) -> Result<Vec<LoadedScenario>, InFile> {
    let in_file = |error: ScenarioError| InFile::new(path, Arc::clone(text), error);
    let options = serde_saphyr::options! { with_snippet: false };
    let documents: Vec<Spanned<Scenario>> = serde_saphyr::from_multiple_with_options(text, options)
        .map_err(|error| in_file(ScenarioError::from_yaml(text, &error)))?;
    if documents.is_empty() {
        return Err(in_file(ScenarioError::Empty));
    }
    documents
        .into_iter()
        .map(|document| {
            let offset = span_of(text, document.referenced).offset();
            check(text, offset, &document.value).map_err(in_file)?;
            Ok(LoadedScenario {
                file: path.to_owned(),
                text: Arc::clone(text),
                offset,
                scenario: Arc::new(document.value),
            })
        })
        .collect()
}

/// The JSON Schema of a scenario, made from the types that read it.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Scenario).to_value()
}

/// Why a scenario file could not be loaded.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum LoadError {
    /// It cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// It is read and is not valid.
    #[error(transparent)]
    #[diagnostic(transparent)]
    InFile(#[from] InFile),
}
