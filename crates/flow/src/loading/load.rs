//! Loading a flow's folder: every file is read, parsed and checked before anything is deployed.

use firedrill_diagnostic::nearest;

use camino::Utf8Path;

use super::FlowError;
use super::builder::Builder;
use super::error::FlowProblem;
use super::folder::Folder;
use crate::action::ApiAction;
use crate::document::{FlowDocument, FlowDocument1, Misfit, TomlText};
use crate::graph::{Resources, SourceFile, in_order};

use crate::{Flow, InFile};

impl Flow {
    /// Loads the flow in the folder `dir`.
    ///
    /// # Errors
    /// [`FlowError`]: everything that cannot be read or is not valid, each with its place.
    pub fn load(dir: &Utf8Path) -> Result<Self, FlowError> {
        let folder = Folder::open(dir)?;
        let document = match read_document(folder.manifest()) {
            Ok(document) => document,
            Err(problems) => return Err(several(problems)),
        };
        let mut builder = Builder::new(folder, &document);
        let actions = actions(&mut builder, &document);
        let resources = Resources {
            buses: document
                .bus
                .into_iter()
                .map(|(name, bus)| crate::graph::EventBus {
                    name: name.text,
                    description: bus.description,
                })
                .collect(),
            rules: builder.rules(document.rule),
            state_machines: builder.state_machines(document.state_machine),
            topics: builder.topics(document.topic),
            queues: builder.queues(document.queue),
            log_groups: builder.log_groups(document.log_group),
            roles: builder.roles(document.role),
            externals: builder.externals(document.external),
        };
        if let Err(circle) = in_order(&resources) {
            let way: Vec<String> = circle.way.iter().map(|id| format!("`{id}`")).collect();
            let span = circle.place.as_ref().map(|place| place.span.clone().into());
            let problem = FlowProblem::Circle { way: way.join(" needs "), span };
            match circle.place {
                Some(place) => builder.refuse_in(&place.file, problem),
                None => builder.refuse(problem),
            }
        }
        match FlowError::of(builder.into_problems()) {
            Some(error) => Err(error),
            None => Ok(Self {
                dir: dir.to_owned(),
                name: document.name,
                region: document.region,
                actions,
                tags: document.tags,
                resources,
            }),
        }
    }
}

/// There is at least one problem.
fn several(problems: Vec<InFile>) -> FlowError {
    FlowError::of(problems).unwrap_or(FlowError::Several { problems: Vec::new() })
}

fn actions(builder: &mut Builder, document: &FlowDocument) -> Vec<ApiAction> {
    let mut actions = Vec::new();
    for written in document.action.iter() {
        match ApiAction::parse(&written.text) {
            Ok(action) => actions.push(action),
            Err(error) => {
                builder.refuse_at(&written.span, error.to_string(), error.help());
            }
        }
    }
    actions
}

/// Reads `flow.toml`, in whatever version it is written.
fn read_document(file: &SourceFile) -> Result<FlowDocument, Vec<InFile>> {
    let place = |misfit: Misfit| {
        file.diagnostic(FlowProblem::Manifest {
            help: suggest(&misfit.message),
            span: misfit.span.map(Into::into),
            message: misfit.message,
        })
    };
    let all = |misfits: Vec<Misfit>| misfits.into_iter().map(place).collect();
    let text = TomlText::parse(file.text()).map_err(|misfit| vec![place(misfit)])?;
    match text.version() {
        Some(("1", _)) => {
            let document = text.read::<FlowDocument1>().map_err(all)?;
            document.lowered().map_err(|misfit| vec![place(misfit)])
        }
        Some((found, span)) if found != "2" => {
            let (found, span) = (found.to_owned(), span.into());
            Err(vec![file.diagnostic(FlowProblem::Version { found, span })])
        }
        _ => text.read().map_err(all),
    }
}

/// Reads the names out of serde's "unknown field `x`, expected one of `a`, `b`".
fn suggest(message: &str) -> Option<String> {
    let mut names = message.split('`').skip(1).step_by(2);
    let wanted = names.next().filter(|_| message.starts_with("unknown "))?;
    let candidates: Vec<&str> = names.collect();
    nearest(wanted, candidates.iter().copied()).map(|name| format!("did you mean `{name}`?"))
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
