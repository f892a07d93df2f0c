//! Rules and targets, from the document to the graph.

use std::sync::Arc;

use firedrill_eventbridge::{EventPattern, InputPath};

use super::builder::{Builder, in_file_order};
use super::error::FlowProblem;
use super::folder::FileKind;
use super::input_paths::{parse_input_paths, transformer};
use super::substitutions::Dialect;
use crate::document::{Named, RetryPolicyDocument, RuleDocument, SourceText, TargetDocument};
use crate::graph::{
    ResourceKind, RetryPolicy, Rule, RulePattern, Target, TargetInput, TargetTransformer,
};

/// The bus that every account has.
const DEFAULT_BUS: &str = "default";

/// What a rule may invoke here.
const TARGETS: [ResourceKind; 6] = [
    ResourceKind::StateMachine,
    ResourceKind::Topic,
    ResourceKind::Queue,
    ResourceKind::LogGroup,
    ResourceKind::Bus,
    ResourceKind::External,
];

impl Builder {
    pub(super) fn rules(&mut self, rules: Named<RuleDocument>) -> Vec<Rule> {
        let rules = in_file_order(rules).into_iter();
        rules.filter_map(|(name, rule)| self.rule(name, rule)).collect()
    }

    fn rule(&mut self, name: SourceText, rule: RuleDocument) -> Option<Rule> {
        let bus = rule.bus.filter(|bus| bus.text != DEFAULT_BUS);
        let bus = bus.map(|bus| self.reference(ResourceKind::Bus, &bus));
        let pattern = self.pattern(&rule.pattern);
        let written = in_file_order(rule.target);
        let mut targets = Vec::with_capacity(written.len());
        for (id, target) in written {
            targets.push(self.target(id, &target));
        }
        Some(Rule {
            name: name.text,
            bus: bus.map_or(Some(None), |bus| bus.map(Some))?,
            description: rule.description,
            enabled: rule.enabled,
            event_pattern: pattern?,
            targets: targets.into_iter().collect::<Option<_>>()?,
        })
    }

    fn pattern(&mut self, name: &SourceText) -> Option<RulePattern> {
        let file = self.file(name, FileKind::PATTERN)?;
        let parsed = EventPattern::parse(file.text()).map_err(|error| file.diagnostic(error));
        let parsed = self.keep(parsed);
        let text = self.text_of(file, Dialect::Plain);
        Some(RulePattern { text, parsed: Arc::new(parsed?) })
    }

    fn target(&mut self, id: SourceText, target: &TargetDocument) -> Option<Target> {
        let to = self.reference_to_any(&TARGETS, &target.to);
        let role = target.role.as_ref().map(|role| self.reference(ResourceKind::Role, role));
        let needs_role = to
            .as_ref()
            .filter(|to| matches!(to.to.kind, ResourceKind::StateMachine | ResourceKind::Bus));
        if let Some(needs_role) = needs_role.filter(|_| target.role.is_none()) {
            let message = format!("EventBridge needs a role to invoke `{}`", needs_role.to);
            self.refuse_at(&target.to.span, message, "add `role`, the name of a [role.NAME]");
        }
        let dead_letter_queue = target.dead_letter_queue.as_ref();
        let dead_letter_queue =
            dead_letter_queue.map(|queue| self.reference(ResourceKind::Queue, queue));
        let retry_policy =
            target.retry_policy.as_ref().map(|policy| self.retry_policy(&id, policy));
        let input = self.input(target);
        Some(Target {
            id: id.text,
            to: to?,
            role: role.map_or(Some(None), |role| role.map(Some))?,
            input: input?,
            retry_policy,
            dead_letter_queue: dead_letter_queue.map_or(Some(None), |queue| queue.map(Some))?,
        })
    }

    fn retry_policy(&mut self, id: &SourceText, policy: &RetryPolicyDocument) -> RetryPolicy {
        let bounds = [
            ("maximum-retry-attempts", policy.maximum_retry_attempts, 0..=185),
            ("maximum-event-age-in-seconds", policy.maximum_event_age_in_seconds, 60..=86_400),
        ];
        for (key, value, range) in bounds {
            if value.is_some_and(|value| !range.contains(&value)) {
                let message = format!("`{key}` of the target `{}` is out of its range", id.text);
                let help = format!("EventBridge takes {} to {}", range.start(), range.end());
                self.refuse_at(&id.span, message, help);
            }
        }
        RetryPolicy {
            maximum_retry_attempts: policy.maximum_retry_attempts,
            maximum_event_age_in_seconds: policy.maximum_event_age_in_seconds,
        }
    }

    fn input(&mut self, target: &TargetDocument) -> Option<TargetInput> {
        let given: Vec<&SourceText> = [&target.input, &target.input_path, &target.input_template]
            .into_iter()
            .flatten()
            .collect();
        if let [_, second, ..] = given[..] {
            let message = "only one of `input`, `input-path` and `input-template` may be given";
            self.refuse_at(&second.span, message, "EventBridge refuses a target with several");
            return None;
        }
        if let (Some(paths), None) = (&target.input_paths, &target.input_template) {
            let message = "`input-paths` without `input-template` has no effect";
            self.refuse_at(&paths.span, message, "add the template, or leave the paths out");
            return None;
        }
        if let Some(constant) = &target.input {
            return self.constant(constant);
        }
        if let Some(path) = &target.input_path {
            return self.path(path);
        }
        match &target.input_template {
            Some(template) => self.transformer(target.input_paths.as_ref(), template),
            None => Some(TargetInput::Event),
        }
    }

    fn constant(&mut self, constant: &SourceText) -> Option<TargetInput> {
        let parsed: Result<serde::de::IgnoredAny, _> = serde_json::from_str(&constant.text);
        if let Err(error) = parsed {
            let message = format!("`input` is not valid JSON: {error}");
            self.refuse_at(&constant.span, message, "a text is written with quotes of its own");
            return None;
        }
        Some(TargetInput::Constant(self.text_at(constant)))
    }

    fn path(&mut self, path: &SourceText) -> Option<TargetInput> {
        match InputPath::parse(&path.text) {
            Ok(parsed) => Some(TargetInput::Path(parsed)),
            Err(error) => {
                let (reason, span) = (error.to_string(), path.span.clone().into());
                self.refuse(FlowProblem::InputPath { path: path.text.clone(), reason, span });
                None
            }
        }
    }

    fn transformer(
        &mut self,
        paths: Option<&SourceText>,
        template: &SourceText,
    ) -> Option<TargetInput> {
        let paths_file = match paths {
            Some(name) => Some(self.file(name, FileKind::INPUT_PATHS)?),
            None => None,
        };
        let input_paths = match &paths_file {
            Some(file) => {
                let parsed = parse_input_paths(file);
                self.keep(parsed)?
            }
            None => Vec::new(),
        };
        let file = self.file(template, FileKind::INPUT_TEMPLATE)?;
        let parsed = transformer(paths_file.as_ref(), &input_paths, &file);
        let parsed = self.keep(parsed);
        let input_template = self.text_of(file, Dialect::Plain);
        let parsed = Arc::new(parsed?);
        Some(TargetInput::Transformer(TargetTransformer {
            paths_file,
            input_paths,
            input_template,
            parsed,
        }))
    }
}
