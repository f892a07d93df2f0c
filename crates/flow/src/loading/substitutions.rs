//! Finding `${NAME}` in the files of a flow, and what each stands for.

use firedrill_diagnostic::nearest;

use std::collections::BTreeMap;
use std::ops::Range;

use super::builder::Builder;
use super::error::FlowProblem;
use crate::document::{Named, SourceText};
use crate::graph::{
    Attribute, Place, ResourceId, ResourceKind, SourceFile, SubstitutedText, Substitution,
};

/// What a text may have in the form of a substitution that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Nothing.
    Plain,
    /// An IAM policy: variables such as `${aws:username}`, and `${*}`, `${?}` and `${$}`.
    Policy,
}

impl Dialect {
    fn has_variable(self, name: &str) -> bool {
        self == Self::Policy && (name.contains(':') || ["*", "?", "$"].contains(&name))
    }
}

/// The names in `[substitutions]`.
pub(super) type Aliases = BTreeMap<String, Substitution>;

/// Every `${NAME}` of a text: its place, and the name.
fn written(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut end = 0;
    std::iter::from_fn(move || {
        loop {
            let start = end + text.get(end..)?.find("${")?;
            let after = start + 2;
            let rest = text.get(after..)?;
            if rest.starts_with('!') {
                end = after + 1;
                return Some((start..end, "!"));
            }
            let length = rest.find(['}', '{', '"', '\n']).unwrap_or(rest.len());
            let name = rest.get(..length)?;
            end = after;
            if rest.get(length..).is_some_and(|rest| rest.starts_with('}')) && !name.is_empty() {
                end = after + length + 1;
                return Some((start..end, name));
            }
        }
    })
}

impl Builder {
    /// The names in `[substitutions]` that stand for something.
    pub(super) fn aliases(&mut self, written: &Named<SourceText>) -> Aliases {
        let mut aliases = Aliases::new();
        for (name, value) in written {
            match self.substitution(&value.text) {
                Some(substitution) => {
                    aliases.insert(name.text.clone(), substitution);
                }
                None => {
                    let problem = FlowProblem::Manifest {
                        message: format!("`{}` stands for nothing that there is", name.text),
                        help: Some(self.nearest_substitution(&value.text).unwrap_or_else(|| {
                            "write `KIND.NAME.arn`, `KIND.NAME.name`, `queue.NAME.url`, `region` \
                             or `account`"
                                .to_owned()
                        })),
                        span: Some(value.span.clone().into()),
                    };
                    self.refuse(problem);
                }
            }
        }
        aliases
    }

    /// What a name stands for that is none of `[substitutions]`.
    fn substitution(&self, name: &str) -> Option<Substitution> {
        match name {
            "region" => return Some(Substitution::Region),
            "account" => return Some(Substitution::Account),
            _ => {}
        }
        let (resource, attribute) = name.rsplit_once('.')?;
        let id = ResourceId::parse(resource).filter(|id| self.is_described(id))?;
        let attribute = Attribute::from_word(attribute, id.kind)?;
        Some(Substitution::Resource(id, attribute))
    }

    /// The whole text of a file.
    pub(super) fn text_of(&mut self, file: SourceFile, dialect: Dialect) -> SubstitutedText {
        let found = self.substitutions(file.text(), dialect, |span| (file.clone(), span));
        SubstitutedText::of_file(file, found)
    }

    /// A text of `flow.toml` itself.
    pub(super) fn text_at(&mut self, text: &SourceText) -> SubstitutedText {
        let file = self.manifest().clone();
        let place = Place { file: file.clone(), span: text.span.clone() };
        let found =
            self.substitutions(&text.text, Dialect::Plain, |_| (file.clone(), text.span.clone()));
        SubstitutedText::at(place, &text.text, found)
    }

    fn substitutions(
        &mut self,
        text: &str,
        dialect: Dialect,
        place: impl Fn(Range<usize>) -> (SourceFile, Range<usize>),
    ) -> Vec<(Range<usize>, Substitution)> {
        let mut found = Vec::new();
        for (span, name) in written(text) {
            if dialect.has_variable(name) {
                continue;
            }
            let known = match name {
                "!" => Some(Substitution::Brace),
                name => self.alias(name).or_else(|| self.substitution(name)),
            };
            match known {
                Some(substitution) => found.push((span, substitution)),
                None => {
                    let help = self.nearest_substitution(name).unwrap_or_else(|| {
                        format!(
                            "say in [substitutions] what it stands for, or write `${{!{name}}}` \
                             for the text `${{{name}}}` itself"
                        )
                    });
                    let (file, span) = place(span);
                    let problem = FlowProblem::Substitution {
                        name: name.to_owned(),
                        help,
                        span: span.into(),
                    };
                    self.refuse_in(&file, problem);
                }
            }
        }
        found
    }

    fn nearest_substitution(&self, name: &str) -> Option<String> {
        let mut known: Vec<String> = self.alias_names();
        known.extend(["region".to_owned(), "account".to_owned()]);
        for id in self.described() {
            known.extend([format!("{id}.arn"), format!("{id}.name")]);
            if id.kind == ResourceKind::Queue {
                known.push(format!("{id}.url"));
            }
        }
        nearest(name, known.iter().map(String::as_str))
            .map(|name| format!("did you mean `{name}`?"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_form_of_a_substitution_is_found() {
        let names = |text| written(text).map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(names("${a} ${ b}${c.d/e.arn}"), ["a", " b", "c.d/e.arn"]);
        assert_eq!(names("${TopicArn ${ $ {} \"${x\" ${\n} ${} ${last}"), ["last"]);
        assert_eq!(names("${!a} ${aws:username}"), ["!", "aws:username"]);
    }

    #[test]
    fn variables_of_policies_are_no_substitutions_of_ours() {
        for name in ["aws:username", "*", "?", "$", "aws:PrincipalTag/team, 'none'"] {
            assert!(Dialect::Policy.has_variable(name), "{name}");
            assert!(!Dialect::Plain.has_variable(name), "{name}");
        }
        assert!(!Dialect::Policy.has_variable("TopicArn"));
    }
}
