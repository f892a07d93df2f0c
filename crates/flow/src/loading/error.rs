//! Why a flow cannot be loaded.

use miette::{Diagnostic, SourceSpan};

use crate::{FileError, InFile};

/// Why a flow cannot be loaded.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum FlowError {
    /// `flow.toml` cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// A file is read and is not valid.
    #[error(transparent)]
    #[diagnostic(transparent)]
    InFile(#[from] InFile),
    /// Several things are wrong, each with its place.
    #[error("{} things are wrong with the flow", problems.len())]
    #[diagnostic(code(firedrill::flow::invalid))]
    Several {
        /// All of them, in the order in which they were found.
        #[related]
        problems: Vec<InFile>,
    },
}

impl FlowError {
    /// Returns nothing if there are no problems.
    pub(super) fn of(mut problems: Vec<InFile>) -> Option<Self> {
        match problems.len() {
            0 => None,
            1 => problems.pop().map(Self::InFile),
            _ => Some(Self::Several { problems }),
        }
    }
}

/// What is wrong in `flow.toml` or in a file beside it.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(super) enum FlowProblem {
    #[error("{message}")]
    #[diagnostic(code(firedrill::flow::manifest))]
    Manifest {
        message: String,
        #[help]
        help: Option<String>,
        #[label("here")]
        span: Option<SourceSpan>,
    },
    #[error("version {found} of `flow.toml` is not known")]
    #[diagnostic(code(firedrill::flow::version), help("this firedrill reads versions 1 and 2"))]
    Version {
        found: String,
        #[label("here")]
        span: SourceSpan,
    },
    #[error("the {noun} `{name}` is not described")]
    #[diagnostic(code(firedrill::flow::reference))]
    Reference {
        noun: &'static str,
        name: String,
        #[help]
        help: String,
        #[label("named here")]
        span: SourceSpan,
    },
    #[error("nothing replaces `${{{name}}}`")]
    #[diagnostic(code(firedrill::flow::substitution))]
    Substitution {
        name: String,
        #[help]
        help: String,
        #[label("stays as it stands")]
        span: SourceSpan,
    },
    #[error("these resources need each other: {way}")]
    #[diagnostic(
        code(firedrill::flow::circle),
        help("none of them can be made first: let one name the other without a reference")
    )]
    Circle {
        way: String,
        #[label("refers to the next")]
        span: Option<SourceSpan>,
    },
    #[error("{what} is not valid JSON: {message}")]
    #[diagnostic(code(firedrill::flow::json))]
    Json {
        what: &'static str,
        message: String,
        #[label("here")]
        span: SourceSpan,
    },
    #[error("the file of input paths cannot be used: {message}")]
    #[diagnostic(code(firedrill::flow::input_paths))]
    InputPaths {
        message: String,
        #[label("here")]
        span: SourceSpan,
    },
    #[error("input path `{path}`: {reason}")]
    #[diagnostic(code(firedrill::transformer::path))]
    InputPath {
        path: String,
        reason: String,
        #[label("here")]
        span: SourceSpan,
    },
}

impl FlowProblem {
    /// A JSON text that serde refuses.
    pub(super) fn json(what: &'static str, text: &str, error: &serde_json::Error) -> Self {
        let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let before: usize = lines.map(str::len).sum();
        let at = (before + error.column().saturating_sub(1)).min(text.len());
        Self::Json { what, message: error.to_string(), span: at.into() }
    }
}
