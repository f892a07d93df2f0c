//! `$task.web.arn` and the like: names in a scenario that stand for what a run gave them.

use std::collections::{BTreeMap, BTreeSet};

use firedrill_diagnostic::nearest;

/// What is known of one task of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTask {
    /// Its ARN.
    pub arn: String,
    /// The ARN of its cluster.
    pub cluster: String,
    /// The ARN of its task definition.
    pub definition: String,
}

impl NamedTask {
    /// Its id: what follows the last slash of its ARN.
    #[must_use]
    pub fn id(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }
}

/// What the names of a scenario stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The tasks by name.
    pub tasks: BTreeMap<String, NamedTask>,
    /// The ARN of the flow's topic.
    pub topic: String,
    /// The ARN of the flow's state machine.
    pub state_machine: String,
    /// The name of the flow's rule.
    pub rule: String,
    /// The region.
    pub region: String,
    /// The account id.
    pub account: String,
}

/// The words that names begin with.
const ROOTS: [&str; 5] = ["task", "topic", "state-machine", "region", "account"];

/// The parts of a task that a text may name.
const TASK_PARTS: [&str; 4] = ["arn", "id", "cluster", "definition"];

/// A stretch of a text: as it stands, or a name behind a `$`.
enum Stretch<'a> {
    Plain(&'a str),
    Name(Vec<&'a str>),
}

impl Names {
    /// Puts what the names in `text` stand for in their place. What is no name stays.
    #[must_use]
    pub fn expand(&self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        for stretch in stretches(text) {
            match stretch {
                Stretch::Plain(plain) => result.push_str(plain),
                Stretch::Name(path) => match self.value(&path) {
                    Some(value) => result.push_str(value),
                    None => {
                        result.push('$');
                        result.push_str(&path.join("."));
                    }
                },
            }
        }
        result
    }

    /// The name of the task with this ARN, if the scenario has one for it.
    #[must_use]
    pub fn task_named(&self, arn: &str) -> Option<&str> {
        self.tasks.iter().find(|(_, task)| task.arn == arn).map(|(name, _)| name.as_str())
    }

    fn value(&self, path: &[&str]) -> Option<&str> {
        match path {
            ["task", name, part] => {
                let task = self.tasks.get(*name)?;
                match *part {
                    "arn" => Some(&task.arn),
                    "id" => Some(task.id()),
                    "cluster" => Some(&task.cluster),
                    "definition" => Some(&task.definition),
                    _ => None,
                }
            }
            ["topic", "arn"] => Some(&self.topic),
            ["state-machine", "arn"] => Some(&self.state_machine),
            ["region"] => Some(&self.region),
            ["account"] => Some(&self.account),
            _ => None,
        }
    }
}

/// Checks that every name in `text` can stand for something, given the names of the tasks.
///
/// # Errors
/// The name that cannot, and advice.
pub(crate) fn check_names(text: &str, tasks: &BTreeSet<&str>) -> Result<(), (String, String)> {
    for stretch in stretches(text) {
        let Stretch::Name(path) = stretch else { continue };
        let written = format!("${}", path.join("."));
        match path.as_slice() {
            ["topic", "arn"] | ["state-machine", "arn"] | ["region"] | ["account"] => {}
            ["task", name, part] => {
                let known = tasks.contains(*name);
                if !known {
                    let advice = nearest(name, tasks.iter().copied()).map_or_else(
                        || "name the task under `given: tasks:`".to_owned(),
                        |near| format!("did you mean `$task.{near}.{part}`?"),
                    );
                    return Err((written, advice));
                }
                if !TASK_PARTS.contains(part) {
                    return Err((written, format!("a task has {}", TASK_PARTS.join(", "))));
                }
            }
            ["task", ..] => return Err((written, "write `$task.NAME.arn`".to_owned())),
            [root @ ("topic" | "state-machine"), ..] => {
                return Err((written, format!("write `${root}.arn`")));
            }
            [root, ..] => return Err((written, near_root(root))),
            [] => {}
        }
    }
    Ok(())
}

fn near_root(root: &str) -> String {
    nearest(root, ROOTS).map_or_else(
        || format!("names begin with ${}", ROOTS.join(", $")),
        |near| format!("did you mean `${near}`?"),
    )
}

/// Splits a text at its names: a `$` before one of the words that names begin with, or before a
/// word and a dot, which is a name misspelt rather than an amount of money or a JSONPath.
fn stretches(text: &str) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        let (path, tail) = take_path(after);
        let is_name = path.first().is_some_and(|root| {
            ROOTS.contains(root) || path.len() > 1 && root.starts_with(char::is_alphabetic)
        });
        if is_name {
            found.push(Stretch::Plain(before));
            found.push(Stretch::Name(path));
            rest = tail;
        } else {
            let upto = before.len() + 1;
            let (plain, tail) = rest.split_at_checked(upto).unwrap_or((rest, ""));
            found.push(Stretch::Plain(plain));
            rest = tail;
        }
    }
    found.push(Stretch::Plain(rest));
    found
}

/// Reads `task.web.arn` from the beginning of a text; a dot that ends a sentence is not part.
fn take_path(text: &str) -> (Vec<&str>, &str) {
    let mut path = Vec::new();
    let mut rest = text;
    loop {
        let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let end = rest.find(|c| !plain(c)).unwrap_or(rest.len());
        let Some((word, tail)) = rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())
        else {
            return (path, rest);
        };
        path.push(word);
        match tail.strip_prefix('.') {
            Some(next) if next.starts_with(plain) && takes_more(&path) => rest = next,
            _ => return (path, tail),
        }
    }
}

fn takes_more(path: &[&str]) -> bool {
    match path {
        ["task", ..] => path.len() < 3,
        ["region" | "account"] => false,
        _ => path.len() < 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let web = NamedTask {
            arn: "arn:aws:ecs:r:1:task/prod/abc".into(),
            cluster: "arn:cluster".into(),
            definition: "arn:definition".into(),
        };
        Names {
            tasks: BTreeMap::from([("web-1".to_owned(), web)]),
            topic: "arn:topic".into(),
            region: "eu-west-1".into(),
            ..Names::default()
        }
    }

    #[test]
    fn names_are_replaced_and_other_dollars_stay() {
        let text = "$task.web-1.arn in $region. Cost: $5, $x.y, $task.web-1.id.";
        assert_eq!(
            names().expand(text),
            "arn:aws:ecs:r:1:task/prod/abc in eu-west-1. Cost: $5, $x.y, abc."
        );
        assert_eq!(names().expand("$topic.arn$"), "arn:topic$");
        assert_eq!(names().expand("né$task.none.arn"), "né$task.none.arn");
    }

    #[test]
    fn a_name_that_cannot_stand_for_anything_is_found_with_advice() {
        let check = |text| check_names(text, &BTreeSet::from(["web-1"]));
        assert_eq!(check("$task.web-1.definition and $region"), Ok(()));
        assert_eq!(check("$5.20, $.detail.id, $$.Execution.Id, $five and $x."), Ok(()));
        let (written, advice) = check("to $task.web1.arn").unwrap_err();
        assert_eq!(
            (written.as_str(), advice.as_str()),
            ("$task.web1.arn", "did you mean `$task.web-1.arn`?")
        );
        let (written, advice) = check("to $tasks.web-1.arn").unwrap_err();
        assert_eq!((written.as_str(), advice.as_str()), ("$tasks.web-1", "did you mean `$task`?"));
        let (_, advice) = check("$unknown.thing").unwrap_err();
        assert_eq!(advice, "names begin with $task, $topic, $state-machine, $region, $account");
        assert!(check("$task.web-1.name").is_err());
        assert!(check("$task.web-1").is_err());
        assert!(check("$topic").is_err());
    }
}
