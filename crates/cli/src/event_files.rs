//! Which files hold the events of a replay: those that are named, and those in folders that are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Severity};

use crate::event_source::{EventInput, EventSourceError, begins_as_json, unreadable};

/// How many names of files that were passed over are told.
const MOST_NAMES: usize = 20;

/// What paths lead to.
#[derive(Debug, Default)]
pub(crate) struct EventFiles {
    /// What is replayed, in the order of the paths and of the names in folders.
    pub(crate) inputs: Vec<EventInput>,
    /// What lies in folders and is not replayed.
    pub(crate) passed_over: Vec<PassedOver>,
    /// What could not be looked at.
    pub(crate) errors: Vec<EventSourceError>,
}

/// Files in a folder that are not replayed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PassedOver {
    folder: String,
    reason: &'static str,
    names: Vec<String>,
}

impl EventFiles {
    /// Follows `paths`: files as they are, whatever is in them; folders with all folders in them,
    /// where files count that are called JSON or begin as JSON does; `-` for standard input.
    pub(crate) fn find(paths: &[PathBuf]) -> Self {
        let mut found = Self::default();
        for path in paths {
            if path.is_dir() {
                found.add_folder(path);
            } else {
                found.inputs.push(EventInput::named(path));
            }
        }
        found
    }

    fn add_folder(&mut self, root: &Path) {
        let mut files = Vec::new();
        let mut passed_over: BTreeMap<&'static str, Vec<PathBuf>> = BTreeMap::new();
        let mut folders = vec![root.to_owned()];
        let told = self.errors.len();
        while let Some(folder) = folders.pop() {
            let cannot_read =
                |error: std::io::Error| unreadable(&folder.display().to_string(), &error);
            let entries = match folder.read_dir() {
                Ok(entries) => entries,
                Err(error) => {
                    self.errors.push(cannot_read(error));
                    continue;
                }
            };
            for entry in entries {
                match entry {
                    Ok(entry) => match kind_of(&entry) {
                        Kind::Events => files.push(entry.path()),
                        Kind::Folder => folders.push(entry.path()),
                        Kind::PassedOver(reason) => {
                            passed_over.entry(reason).or_default().push(entry.path());
                        }
                    },
                    Err(error) => self.errors.push(cannot_read(error)),
                }
            }
        }
        if files.is_empty() && self.errors.len() == told {
            self.errors.push(EventSourceError::Empty { origin: root.display().to_string() });
        }
        files.sort();
        self.inputs.extend(files.into_iter().map(EventInput::File));
        for (reason, mut paths) in passed_over {
            paths.sort();
            let name =
                |path: &PathBuf| path.strip_prefix(root).unwrap_or(path).display().to_string();
            let names = paths.iter().map(name).collect();
            let folder = root.display().to_string();
            self.passed_over.push(PassedOver { folder, reason, names });
        }
    }
}

/// What an entry of a folder is to a replay.
enum Kind {
    Events,
    Folder,
    PassedOver(&'static str),
}

fn kind_of(entry: &std::fs::DirEntry) -> Kind {
    let path = entry.path();
    let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
    match std::fs::metadata(&path) {
        // Links to folders are not followed, so a circle of them ends.
        Ok(about) if about.is_dir() && is_link => Kind::PassedOver("links to folders"),
        Ok(about) if about.is_dir() => Kind::Folder,
        // Opening a pipe would wait for whoever writes into it.
        Ok(about) if !about.is_file() => Kind::PassedOver("neither files nor folders"),
        // One that cannot be opened is told when it is replayed.
        Ok(_) if is_called_json(&path) || begins_as_json(&path).unwrap_or(true) => Kind::Events,
        Ok(_) => Kind::PassedOver("no JSON"),
        Err(_) => Kind::PassedOver("links that lead nowhere"),
    }
}

fn is_called_json(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".json", ".jsonl", ".ndjson"].iter().any(|ending| name.ends_with(ending))
}

impl std::fmt::Display for PassedOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.names.len();
        let noun = if count == 1 { "entry" } else { "entries" };
        write!(f, "{count} {noun} of `{}` not replayed: {}", self.folder, self.reason)
    }
}

impl std::error::Error for PassedOver {}

impl Diagnostic for PassedOver {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new("firedrill::replay::passed_over"))
    }

    fn severity(&self) -> Option<Severity> {
        Some(Severity::Advice)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let mut names = self.names.iter().take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ");
        if self.names.len() > MOST_NAMES {
            names.push_str(&format!(" and {} more", self.names.len() - MOST_NAMES));
        }
        Some(Box::new(names))
    }
}
