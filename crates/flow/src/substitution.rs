//! `${NAME}` in a flow's files: which names there are and what each becomes at deployment.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What a name in `[substitutions]` can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Substitutable {
    /// The ARN of the topic.
    Topic,
    /// The ARN of the state machine.
    StateMachine,
    /// The ARN of the log group, without the `:*` that stands for its streams.
    LogGroup,
    /// The region.
    Region,
}

/// The values that are known at one moment of a deployment.
#[derive(Debug, Clone, Default)]
pub struct Substitutions {
    values: BTreeMap<Substitutable, String>,
}

impl Substitutions {
    /// Makes a value known.
    pub fn set(&mut self, what: Substitutable, value: impl Into<String>) {
        self.values.insert(what, value.into());
    }

    /// Replaces every `${NAME}` whose name is listed and whose value is known.
    ///
    /// A name that is not listed stays as it stands: policies have variables of the same form,
    /// such as `${aws:username}`, which are not ours. A value is put in as it is and never looked
    /// at again, so a value that itself holds `${...}` cannot start another replacement.
    #[must_use]
    pub fn apply(&self, text: &str, names: &BTreeMap<String, Substitutable>) -> String {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            result.push_str(before);
            let replaced = after.split_once('}').and_then(|(name, tail)| {
                let value = self.values.get(names.get(name)?)?;
                Some((value, tail))
            });
            match replaced {
                Some((value, tail)) => {
                    result.push_str(value);
                    rest = tail;
                }
                None => {
                    result.push_str("${");
                    rest = after;
                }
            }
        }
        result.push_str(rest);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> BTreeMap<String, Substitutable> {
        BTreeMap::from([
            ("TopicArn".to_owned(), Substitutable::Topic),
            ("Machine".to_owned(), Substitutable::StateMachine),
        ])
    }

    #[test]
    fn listed_names_with_a_value_are_replaced_and_nothing_else() {
        let mut known = Substitutions::default();
        known.set(Substitutable::Topic, "arn:topic");
        let text =
            "${TopicArn} ${Machine} ${aws:username} ${TopicArn ${ $ {} ${TopicArn}${TopicArn}";
        assert_eq!(
            known.apply(text, &names()),
            "arn:topic ${Machine} ${aws:username} ${TopicArn ${ $ {} arn:topicarn:topic"
        );
    }

    #[test]
    fn a_value_is_not_replaced_again() {
        let mut known = Substitutions::default();
        known.set(Substitutable::Topic, "${Machine}");
        known.set(Substitutable::StateMachine, "never");
        assert_eq!(known.apply("${TopicArn}", &names()), "${Machine}");
    }
}
