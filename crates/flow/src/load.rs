//! Loading a flow's folder: every file is read, parsed and checked before anything is deployed.

use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use firedrill_diagnostic::nearest;
use firedrill_eventbridge::{EventPattern, InputTransformer, InputTransformerFault};
use firedrill_states::StateMachine;
use firedrill_states::json::document;
use miette::{Diagnostic, SourceSpan};

use crate::manifest::MANIFEST_VERSION;
use crate::{FileError, InFile, Manifest, RoleManifest, read_text};

/// What `flow.toml` may weigh.
const MANIFEST_LIMIT: usize = 64 * 1024;
/// The longest event pattern that EventBridge takes is 4,096 characters of at most four bytes.
const PATTERN_LIMIT: usize = 4 * 4096;
/// A hundred input paths of at most 256 characters each, with room for blanks.
pub(crate) const INPUT_PATHS_LIMIT: usize = 256 * 1024;
/// The longest input template that EventBridge takes is 8,192 characters of at most four bytes.
const INPUT_TEMPLATE_LIMIT: usize = 4 * 8192;
/// The largest definition that Step Functions takes is 1 MiB.
const DEFINITION_LIMIT: usize = 1024 * 1024;
/// IAM takes inline policies of 10,240 characters together; white space is not counted there.
const POLICY_LIMIT: usize = 64 * 1024;

/// Why a flow cannot be loaded.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum FlowError {
    /// A file cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// A file is read and is not valid.
    #[error(transparent)]
    #[diagnostic(transparent)]
    InFile(#[from] InFile),
}

/// A role with the texts of its policies.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// The text of its trust policy.
    pub trust: String,
    /// Its inline policies.
    pub policies: Vec<RolePolicy>,
}

/// An inline policy.
#[derive(Debug, Clone)]
pub struct RolePolicy {
    /// Its name.
    pub name: String,
    /// The text of its document.
    pub document: String,
}

/// A flow as its folder describes it, checked.
#[derive(Debug, Clone)]
pub struct Flow {
    /// The folder.
    pub dir: Utf8PathBuf,
    /// `flow.toml`.
    pub manifest: Manifest,
    /// The text of the event pattern.
    pub pattern: String,
    /// The input paths, in the order of their file.
    pub input_paths: Vec<(String, String)>,
    /// The text of the input template.
    pub input_template: Option<String>,
    /// The text of the definition.
    pub definition: String,
    target_role: Role,
    machine_role: Role,
}

impl Flow {
    /// Loads the flow in the folder `dir`.
    ///
    /// # Errors
    /// [`FlowError`]: the first file that cannot be read or is not valid, with the place.
    pub fn load(dir: &Utf8Path) -> Result<Self, FlowError> {
        let path = dir.join("flow.toml");
        let text = Arc::new(read_text(&path, "a flow.toml", MANIFEST_LIMIT)?);
        let manifest = parse_manifest(&path, &text)?;

        let beside = Beside { manifest: &path, text: &text, dir };
        let pattern = load_pattern(beside, &manifest.rule.pattern)?;
        let (input_paths, input_template) = load_transformer(beside, &manifest)?;
        let definition = load_definition(beside, &manifest.state_machine.definition)?;

        let role = |name: &str, used_by: &str| -> Result<Role, FlowError> {
            let found = manifest.roles.iter().find(|role| role.name == name);
            let found = found.ok_or_else(|| {
                InFile::new(&path, Arc::clone(&text), unknown_role(&text, &manifest, name, used_by))
            })?;
            load_role(beside, found)
        };
        let target_role = role(&manifest.target.role, "target")?;
        let machine_role = role(&manifest.state_machine.role, "state-machine")?;
        Ok(Self {
            dir: dir.to_owned(),
            manifest,
            pattern,
            input_paths,
            input_template,
            definition,
            target_role,
            machine_role,
        })
    }

    /// The role that EventBridge assumes to start the execution.
    #[must_use]
    pub fn target_role(&self) -> &Role {
        &self.target_role
    }

    /// The role that executions assume.
    #[must_use]
    pub fn machine_role(&self) -> &Role {
        &self.machine_role
    }
}

/// What is wrong in `flow.toml` or in a JSON file beside it.
#[derive(Debug, thiserror::Error, Diagnostic)]
enum DocumentError {
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
    #[diagnostic(code(firedrill::flow::version), help("this firedrill reads version 1"))]
    Version {
        found: u32,
        #[label("here")]
        span: Option<SourceSpan>,
    },
    #[error("the role `{name}` of [{used_by}] is not described")]
    #[diagnostic(code(firedrill::flow::role))]
    UnknownRole {
        name: String,
        used_by: String,
        #[help]
        help: String,
        #[label("named here")]
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
}

fn parse_manifest(path: &Utf8Path, text: &Arc<String>) -> Result<Manifest, InFile> {
    let manifest: Manifest = toml::from_str(text).map_err(|error| {
        let message = error.message().to_owned();
        let diagnostic = DocumentError::Manifest {
            help: suggest(&message),
            span: error.span().map(SourceSpan::from),
            message,
        };
        InFile::new(path, Arc::clone(text), diagnostic)
    })?;
    if manifest.version != MANIFEST_VERSION {
        let span = text.find("version").map(|at| SourceSpan::from((at, "version".len())));
        let diagnostic = DocumentError::Version { found: manifest.version, span };
        return Err(InFile::new(path, Arc::clone(text), diagnostic));
    }
    match without_effect(text, &manifest) {
        Some(diagnostic) => Err(InFile::new(path, Arc::clone(text), diagnostic)),
        None => Ok(manifest),
    }
}

/// What a manifest says that the deployment could only pass over.
fn without_effect(text: &str, manifest: &Manifest) -> Option<DocumentError> {
    let at = |word: &str| text.find(word).map(|at| SourceSpan::from((at, word.len())));
    let target = &manifest.target;
    if target.input_paths.is_some() && target.input_template.is_none() {
        return Some(DocumentError::Manifest {
            message: "`input-paths` without `input-template` has no effect".to_owned(),
            help: Some("add the template, or leave the paths out".to_owned()),
            span: at("input-paths"),
        });
    }
    let logging = manifest.state_machine.logging.as_ref()?;
    let described = manifest.log_group.as_ref().map(|group| group.name.as_str());
    if described == Some(logging.log_group.as_str()) {
        return None;
    }
    let help = match described {
        Some(described) => format!("[log-group] describes `{described}`"),
        None => format!("add a [log-group] with `name = \"{}\"`", logging.log_group),
    };
    Some(DocumentError::Manifest {
        message: format!(
            "the log group `{}` of [state-machine.logging] is not described",
            logging.log_group
        ),
        help: Some(help),
        span: at(&format!("\"{}\"", logging.log_group)),
    })
}

/// Reads the names out of serde's "unknown field `x`, expected one of `a`, `b`".
fn suggest(message: &str) -> Option<String> {
    let mut names = message.split('`').skip(1).step_by(2);
    let wanted = names.next().filter(|_| message.starts_with("unknown "))?;
    let candidates: Vec<&str> = names.collect();
    nearest(wanted, candidates.iter().copied()).map(|name| format!("did you mean `{name}`?"))
}

fn unknown_role(text: &str, manifest: &Manifest, name: &str, used_by: &str) -> DocumentError {
    let names = manifest.roles.iter().map(|role| role.name.as_str());
    let help = nearest(name, names).map_or_else(
        || format!("add a [[role]] with `name = \"{name}\"`"),
        |near| format!("did you mean `{near}`?"),
    );
    let span = text.find(name).map(|at| SourceSpan::from((at, name.len())));
    DocumentError::UnknownRole { name: name.to_owned(), used_by: used_by.to_owned(), help, span }
}

/// The files beside `flow.toml`, which names them.
#[derive(Debug, Clone, Copy)]
struct Beside<'a> {
    manifest: &'a Utf8Path,
    text: &'a Arc<String>,
    dir: &'a Utf8Path,
}

impl Beside<'_> {
    /// Reads a file; one that cannot be read is shown where `flow.toml` names it.
    fn read(
        self,
        file: &str,
        kind: &'static str,
        limit: usize,
    ) -> Result<(Utf8PathBuf, Arc<String>), FlowError> {
        let path = self.dir.join(file);
        match read_text(&path, kind, limit) {
            Ok(text) => Ok((path, Arc::new(text))),
            Err(error) => Err(match self.text.find(&format!("\"{file}\"")) {
                Some(at) => {
                    let span = (at + 1, file.len());
                    InFile::led_from(self.manifest, Arc::clone(self.text), span, error).into()
                }
                None => error.into(),
            }),
        }
    }
}

fn load_pattern(beside: Beside<'_>, file: &str) -> Result<String, FlowError> {
    let (path, text) = beside.read(file, "an event pattern", PATTERN_LIMIT)?;
    EventPattern::parse(&text).map_err(|error| InFile::new(&path, Arc::clone(&text), error))?;
    Ok(Arc::unwrap_or_clone(text))
}

type InputPaths = Vec<(String, String)>;

fn load_transformer(
    beside: Beside<'_>,
    manifest: &Manifest,
) -> Result<(InputPaths, Option<String>), FlowError> {
    let input_paths = manifest.target.input_paths.as_ref();
    let input_paths = input_paths
        .map(|file| beside.read(file, "a file of input paths", INPUT_PATHS_LIMIT))
        .transpose()?;
    let paths = match &input_paths {
        Some((path, text)) => parse_input_paths(path, text)?,
        None => Vec::new(),
    };
    let Some(file) = &manifest.target.input_template else { return Ok((paths, None)) };
    let (path, template) = beside.read(file, "an input template", INPUT_TEMPLATE_LIMIT)?;
    if let Err(error) = InputTransformer::new(&paths, &template) {
        let named = path_at_fault(error.fault());
        return Err(match (named, input_paths) {
            (Some(name), Some((path, text))) => {
                let at = text.find(&format!("\"{name}\"")).map_or(0, |at| at + 1);
                InFile::led_from(&path, text, (at, name.len()), error).into()
            }
            _ => InFile::new(&path, template, error).into(),
        });
    }
    Ok((paths, Some(Arc::unwrap_or_clone(template))))
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

/// Reads a file of input paths: a JSON object of names and paths, in the order of the text.
///
/// # Errors
/// The file cannot be read or is not of that form.
pub fn read_input_paths(path: &Utf8Path) -> Result<Vec<(String, String)>, FlowError> {
    let text = Arc::new(read_text(path, "a file of input paths", INPUT_PATHS_LIMIT)?);
    parse_input_paths(path, &text)
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

fn parse_input_paths(path: &Utf8Path, text: &Arc<String>) -> Result<InputPaths, FlowError> {
    const WHAT: &str = "the file of input paths";
    let _: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| json_error(path, text, WHAT, &error))?;
    let refused = |message: String, span: &Range<usize>| {
        let span = (span.start, span.len()).into();
        InFile::new(path, Arc::clone(text), DocumentError::InputPaths { message, span })
    };
    let root = document(text).map_err(|error| refused(error.to_string(), &(0..0)))?;
    let mut paths = InputPaths::new();
    for member in root.as_object().unwrap_or_default() {
        let name = &member.key;
        if paths.iter().any(|(known, _)| known == name) {
            return Err(refused(format!("`{name}` is there twice"), &member.key_span).into());
        }
        let Some(selected) = member.value.as_str() else {
            let message = format!("the path of `{name}` must be a string");
            return Err(refused(message, &member.value.span).into());
        };
        paths.push((name.clone(), selected.to_owned()));
    }
    Ok(paths)
}

fn load_definition(beside: Beside<'_>, file: &str) -> Result<String, FlowError> {
    let (path, text) = beside.read(file, "a state machine definition", DEFINITION_LIMIT)?;
    StateMachine::parse(&text).map_err(|error| InFile::new(&path, Arc::clone(&text), error))?;
    Ok(Arc::unwrap_or_clone(text))
}

fn load_role(beside: Beside<'_>, role: &RoleManifest) -> Result<Role, FlowError> {
    let policies = role.policies.iter().map(|policy| {
        let document = load_policy(beside, &policy.document)?;
        Ok(RolePolicy { name: policy.name.clone(), document })
    });
    let policies = policies.collect::<Result<_, FlowError>>()?;
    let trust = load_policy(beside, &role.trust)?;
    Ok(Role { name: role.name.clone(), trust, policies })
}

fn load_policy(beside: Beside<'_>, file: &str) -> Result<String, FlowError> {
    let (path, text) = beside.read(file, "a policy document", POLICY_LIMIT)?;
    let parsed: Result<serde::de::IgnoredAny, _> = serde_json::from_str(&text);
    parsed.map_err(|error| json_error(&path, &text, "the policy document", &error))?;
    Ok(Arc::unwrap_or_clone(text))
}

fn json_error(
    path: &Utf8Path,
    text: &Arc<String>,
    what: &'static str,
    error: &serde_json::Error,
) -> InFile {
    let before: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (before + error.column().saturating_sub(1)).min(text.len());
    let diagnostic = DocumentError::Json { what, message: error.to_string(), span: at.into() };
    InFile::new(path, Arc::clone(text), diagnostic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_answered_with_the_nearest_known_one() {
        let message = "unknown field `bos`, expected one of `name`, `bus`, `description`";
        assert_eq!(suggest(message).as_deref(), Some("did you mean `bus`?"));
        assert_eq!(suggest("missing field `name`"), None);
    }
}
