//! From the document to the graph: what every resource shares.

use firedrill_diagnostic::nearest;

use std::collections::BTreeSet;
use std::ops::Range;

use super::error::FlowProblem;
use super::folder::{FileKind, Folder, within_quotes};
use super::substitutions::{Aliases, Dialect};
use crate::InFile;
use crate::document::{FlowDocument, Named, SourceText};
use crate::graph::{
    Place, Reference, ResourceId, ResourceKind, SourceFile, SubstitutedText, Substitution,
};

/// Builds the graph of a document, and gathers what is wrong with it.
pub(super) struct Builder {
    pub(super) folder: Folder,
    /// The version in which `flow.toml` is written.
    version: u32,
    described: BTreeSet<ResourceId>,
    aliases: Aliases,
    problems: Vec<InFile>,
}

impl Builder {
    /// Starts on `document`, which was read from the folder's `flow.toml`.
    pub(super) fn new(folder: Folder, document: &FlowDocument) -> Self {
        let described = described(document);
        let mut builder = Self {
            folder,
            version: document.version,
            described,
            aliases: Aliases::new(),
            problems: Vec::new(),
        };
        builder.aliases = builder.aliases(&document.substitutions);
        builder
    }

    pub(super) fn into_problems(self) -> Vec<InFile> {
        self.problems
    }

    pub(super) fn manifest(&self) -> &SourceFile {
        self.folder.manifest()
    }

    /// Notes what is wrong in `flow.toml`.
    pub(super) fn refuse(&mut self, problem: FlowProblem) {
        let manifest = self.manifest().clone();
        self.refuse_in(&manifest, problem);
    }

    /// Notes what is wrong at a place of `flow.toml`.
    pub(super) fn refuse_at(
        &mut self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = Some(span.clone().into());
        self.refuse(FlowProblem::Manifest {
            message: message.into(),
            help: Some(help.into()),
            span,
        });
    }

    /// Notes what is wrong in a file.
    pub(super) fn refuse_in(&mut self, file: &SourceFile, problem: FlowProblem) {
        self.problems.push(file.diagnostic(problem));
    }

    /// Keeps what was read, and notes what was wrong otherwise.
    pub(super) fn keep<T>(&mut self, read: Result<T, InFile>) -> Option<T> {
        read.map_err(|problem| self.problems.push(problem)).ok()
    }

    /// The file that is named.
    pub(super) fn file(&mut self, name: &SourceText, kind: FileKind) -> Option<SourceFile> {
        let read = self.folder.read(name, kind);
        self.keep(read)
    }

    /// The policy document in the file that is named.
    pub(super) fn policy(&mut self, name: &SourceText) -> Option<SubstitutedText> {
        let file = self.file(name, FileKind::POLICY)?;
        let parsed: Result<serde::de::IgnoredAny, _> = serde_json::from_str(file.text());
        if let Err(error) = parsed {
            let problem = FlowProblem::json("the policy document", file.text(), &error);
            self.refuse_in(&file, problem);
            return None;
        }
        Some(self.text_of(file, Dialect::Policy))
    }

    /// A reference by name alone to a resource of one kind.
    pub(super) fn reference(&mut self, kind: ResourceKind, name: &SourceText) -> Option<Reference> {
        self.refer(ResourceId::new(kind, &name.text), name)
    }

    /// A reference of the form `KIND.NAME` to a resource of one of some kinds.
    pub(super) fn reference_to_any(
        &mut self,
        kinds: &[ResourceKind],
        written: &SourceText,
    ) -> Option<Reference> {
        match ResourceId::parse(&written.text).filter(|id| kinds.contains(&id.kind)) {
            Some(id) => self.refer(id, written),
            None => {
                let forms: Vec<String> =
                    kinds.iter().map(|kind| format!("`{}.NAME`", kind.word())).collect();
                let known = self.described.iter().filter(|id| kinds.contains(&id.kind));
                let known: Vec<String> = known.map(ResourceId::to_string).collect();
                let near = nearest(&written.text, known.iter().map(String::as_str));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("write {}", forms.join(", ")),
                };
                let message = format!("`{}` is no reference to a resource", written.text);
                self.refuse_at(&written.span, message, help);
                None
            }
        }
    }

    fn refer(&mut self, id: ResourceId, written: &SourceText) -> Option<Reference> {
        if !self.described.contains(&id) {
            let names = self.described.iter().filter(|known| known.kind == id.kind);
            let near = nearest(&id.name, names.map(|known| known.name.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => self.how_to_describe(&id),
            };
            let span = within_quotes(self.manifest().text(), written);
            let noun = id.kind.noun();
            self.refuse(FlowProblem::Reference { noun, name: id.name, help, span });
            return None;
        }
        let place = Place { file: self.manifest().clone(), span: written.span.clone() };
        Some(Reference { to: id, place })
    }

    fn how_to_describe(&self, id: &ResourceId) -> String {
        let ResourceId { kind, name } = id;
        match (self.version, kind) {
            (1, ResourceKind::Role) => format!("add a [[role]] with `name = \"{name}\"`"),
            (1, ResourceKind::LogGroup) => format!("add a [log-group] with `name = \"{name}\"`"),
            (1, _) => "version 2 of `flow.toml` can describe it".to_owned(),
            _ => format!("add a table [{}.{name}]", kind.word()),
        }
    }

    pub(super) fn is_described(&self, id: &ResourceId) -> bool {
        self.described.contains(id)
    }

    pub(super) fn described(&self) -> impl Iterator<Item = &ResourceId> {
        self.described.iter()
    }

    pub(super) fn alias(&self, name: &str) -> Option<Substitution> {
        self.aliases.get(name).cloned()
    }

    pub(super) fn alias_names(&self) -> Vec<String> {
        self.aliases.keys().cloned().collect()
    }
}

/// The resources of a table in the order of the file.
pub(super) fn in_file_order<T>(named: Named<T>) -> Vec<(SourceText, T)> {
    let mut ordered: Vec<_> = named.into_iter().collect();
    ordered.sort_by_key(|(name, _)| name.span.start);
    ordered
}

fn described(document: &FlowDocument) -> BTreeSet<ResourceId> {
    fn ids<T>(
        kind: ResourceKind,
        named: &Named<T>,
    ) -> impl Iterator<Item = ResourceId> + use<'_, T> {
        named.keys().map(move |name| ResourceId::new(kind, &name.text))
    }
    ids(ResourceKind::Bus, &document.bus)
        .chain(ids(ResourceKind::Rule, &document.rule))
        .chain(ids(ResourceKind::StateMachine, &document.state_machine))
        .chain(ids(ResourceKind::Topic, &document.topic))
        .chain(ids(ResourceKind::Queue, &document.queue))
        .chain(ids(ResourceKind::LogGroup, &document.log_group))
        .chain(ids(ResourceKind::Role, &document.role))
        .chain(ids(ResourceKind::External, &document.external))
        .collect()
}
