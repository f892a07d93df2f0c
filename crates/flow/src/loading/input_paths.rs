//! Input paths and templates: the input transformer of a target.

use std::ops::Range;
use std::sync::Arc;

use camino::Utf8Path;
use firedrill_eventbridge::{InputTransformer, InputTransformerFault};
use firedrill_states::json::document;

use super::error::FlowProblem;
use super::folder::FileKind;
use crate::graph::SourceFile;
use crate::{FlowError, InFile, read_text};

/// Reads a file of input paths: a JSON object of names and paths, in the order of the text.
///
/// # Errors
/// The file cannot be read or is not of that form.
pub fn read_input_paths(path: &Utf8Path) -> Result<Vec<(String, String)>, FlowError> {
    let FileKind { what, limit } = FileKind::INPUT_PATHS;
    let text = read_text(path, what, limit)?;
    Ok(parse_input_paths(&SourceFile::new(path.to_owned(), text))?)
}

/// Reads the input transformer of these paths and of the template that stands in the file `path`.
///
/// # Errors
/// What PutTargets would refuse, with its place in the template.
pub fn read_transformer(
    paths: &[(String, String)],
    path: &Utf8Path,
    template: &str,
) -> Result<InputTransformer, FlowError> {
    InputTransformer::new(paths, template)
        .map_err(|error| InFile::new(path, template.to_owned(), error).into())
}

pub(super) fn parse_input_paths(file: &SourceFile) -> Result<Vec<(String, String)>, InFile> {
    const WHAT: &str = "the file of input paths";
    let text = file.text();
    let _: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text)
        .map_err(|error| file.diagnostic(FlowProblem::json(WHAT, text, &error)))?;
    let refused = |message: String, span: &Range<usize>| {
        let span = (span.start, span.len()).into();
        file.diagnostic(FlowProblem::InputPaths { message, span })
    };
    let root = document(text).map_err(|error| refused(error.to_string(), &(0..0)))?;
    let mut paths: Vec<(String, String)> = Vec::new();
    for member in root.as_object().unwrap_or_default() {
        let name = &member.key;
        if paths.iter().any(|(known, _)| known == name) {
            return Err(refused(format!("`{name}` is there twice"), &member.key_span));
        }
        let Some(selected) = member.value.as_str() else {
            let message = format!("the path of `{name}` must be a string");
            return Err(refused(message, &member.value.span));
        };
        paths.push((name.clone(), selected.to_owned()));
    }
    Ok(paths)
}

/// The transformer of these paths and this template; what is wrong is shown in the file that has it.
pub(super) fn transformer(
    paths_file: Option<&SourceFile>,
    paths: &[(String, String)],
    template: &SourceFile,
) -> Result<InputTransformer, InFile> {
    InputTransformer::new(paths, template.text()).map_err(|error| {
        match (path_at_fault(error.fault()), paths_file) {
            (Some(name), Some(file)) => {
                let at = file.text().find(&format!("\"{name}\"")).map_or(0, |at| at + 1);
                InFile::led_from(file.path(), Arc::clone(file.text()), (at, name.len()), error)
            }
            _ => template.diagnostic(error),
        }
    })
}

/// The name of the input path that is not valid, if that is the fault.
fn path_at_fault(fault: &InputTransformerFault) -> Option<String> {
    match fault {
        InputTransformerFault::Path { name, .. }
        | InputTransformerFault::PathName(name)
        | InputTransformerFault::ReservedPathName(name) => Some(name.clone()),
        _ => None,
    }
}
