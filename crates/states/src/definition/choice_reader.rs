//! Reading Choice states.

use super::choice::{ChoiceRule, ChoiceState, Comparator, Condition, Domain, Glob, Operand, Test};
use super::fields::Fields;
use super::known_fields::QueryLanguage;
use super::reader::Reader;
use super::state::{StateKind, Transition};
use super::timestamp;
use crate::json::{Node, NodeKind};

const COMBINATORS: [&str; 3] = ["And", "Or", "Not"];

impl Reader {
    pub(super) fn choice(&mut self, state: Fields<'_>, location: &str) -> Option<StateKind> {
        self.findings.require(state, location, &["Choices"]);
        let paths = self.paths(state, location);
        let default =
            state.get("Default").map(|node| self.target(node, &format!("{location}/Default")));
        let location = format!("{location}/Choices");
        let node = state.get("Choices")?;
        let items = self.findings.array(node, &location)?;
        if items.is_empty() {
            self.findings.schema(node, &location, "Minimum number of items is 1");
        }
        let rules: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.rule(item, &format!("{location}[{index}]")))
            .collect();
        let rules = rules.into_iter().collect::<Option<_>>()?;
        let default = match default {
            None => None,
            Some(target) => Some(target?),
        };
        Some(StateKind::Choice(ChoiceState { paths: paths?, rules, default }))
    }

    fn rule(&mut self, node: &Node, location: &str) -> Option<ChoiceRule> {
        let fields = self.findings.object(node, location)?;
        let next = match self.next(fields, location) {
            Some(Transition::Next(next)) => Some(next),
            _ => None,
        };
        let assign = self.assign(fields, location);
        if self.language == QueryLanguage::Jsonata {
            self.findings.refuse_unknown(
                fields,
                location,
                &[&["Comment", "Condition", "Next", "Assign", "Output"]],
            );
            let condition = self.jsonata_condition(fields, location);
            let output = self.output(fields, location);
            return Some(ChoiceRule { condition: condition?, assign, output, next: next? });
        }
        let condition = self.condition(fields, location, &["Comment", "Next", "Assign"]);
        Some(ChoiceRule { condition: condition?, assign, output: None, next: next? })
    }

    fn jsonata_condition(&mut self, fields: Fields<'_>, location: &str) -> Option<Condition> {
        self.findings.require(fields, location, &["Condition"]);
        let node = fields.get("Condition")?;
        if !self.is_expression(node) {
            self.findings.boolean(node, &format!("{location}/Condition"))?;
        }
        self.query(fields, location, "Condition").map(Condition::Query)
    }

    fn condition(
        &mut self,
        fields: Fields<'_>,
        location: &str,
        beside: &[&str],
    ) -> Option<Condition> {
        let tests: Vec<_> = fields
            .members()
            .iter()
            .filter(|member| member.key != "Variable" && !beside.contains(&member.key.as_str()))
            .collect();
        let [test] = tests.as_slice() else {
            let message = "A Choice must have exactly one comparison operator";
            self.findings.schema_at(fields.span(), location, message);
            return None;
        };
        let place = format!("{location}/{}", test.key);
        if COMBINATORS.contains(&test.key.as_str()) {
            return self.combination(&test.key, &test.value, &place);
        }
        self.findings.require(fields, location, &["Variable"]);
        let variable = fields
            .get("Variable")
            .and_then(|node| self.path(node, &format!("{location}/Variable")));
        let Some(comparator) = Test::comparator(&test.key) else {
            let message = format!("Field '{}' is not supported", test.key);
            self.findings.schema_at(test.key_span.clone(), location, message);
            return None;
        };
        let test = self.test(comparator, &test.value, &place);
        Some(Condition::Test { variable: variable?, test: test? })
    }

    fn combination(&mut self, name: &str, node: &Node, location: &str) -> Option<Condition> {
        if name == "Not" {
            let fields = self.findings.object(node, location)?;
            let condition = self.condition(fields, location, &["Comment"])?;
            return Some(Condition::Not(Box::new(condition)));
        }
        let items = self.findings.array(node, location)?;
        if items.is_empty() {
            self.findings.schema(node, location, "Minimum number of items is 1");
        }
        let conditions: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                let location = format!("{location}[{index}]");
                let fields = self.findings.object(item, &location)?;
                self.condition(fields, &location, &["Comment"])
            })
            .collect();
        let conditions = conditions.into_iter().collect::<Option<_>>()?;
        Some(if name == "And" { Condition::And(conditions) } else { Condition::Or(conditions) })
    }

    fn test(&mut self, comparator: Comparator, node: &Node, location: &str) -> Option<Test> {
        match comparator {
            Comparator::Is(kind) => {
                self.findings.boolean(node, location).map(|expected| Test::Is(kind, expected))
            }
            Comparator::Matches => {
                let pattern = self.findings.string(node, location)?;
                let glob = Glob::parse(pattern);
                if glob.is_none() {
                    let message = format!("Invalid StringMatches pattern: {pattern}");
                    self.findings.schema(node, location, message);
                }
                glob.map(Test::Matches)
            }
            Comparator::Compare { domain, relation, path: true } => {
                let operand = Operand::Path(self.path(node, location)?);
                Some(Test::Compare { domain, relation, operand })
            }
            Comparator::Compare { domain, relation, path: false } => match domain {
                Domain::String => self.findings.string(node, location).is_some(),
                Domain::Boolean => self.findings.boolean(node, location).is_some(),
                Domain::Numeric => {
                    let numeric = matches!(node.kind, NodeKind::Number(_));
                    if !numeric {
                        self.findings.schema(node, location, "Expected value of type [NUMBER]");
                    }
                    numeric
                }
                Domain::Timestamp => {
                    let text = self.findings.string(node, location)?;
                    let read = timestamp::parse(text).is_some();
                    if !read {
                        let message = "String does not match RFC3339 timestamp";
                        self.findings.schema(node, location, message);
                    }
                    read
                }
            }
            .then(|| Test::Compare {
                domain,
                relation,
                operand: Operand::Literal(node.to_value()),
            }),
        }
    }
}
