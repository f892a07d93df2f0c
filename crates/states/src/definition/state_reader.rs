//! Reading the states of each type.

use std::sync::Arc;

use super::fields::Fields;
use super::reader::Reader;
use super::state::{
    DataFlow, FailState, ParallelState, PassState, Seconds, State, StateKind, TaskState,
    TextSource, WaitState, WaitUntil,
};
use super::state_type::StateType;
use super::task_resource;
use super::timestamp;
use crate::intrinsic::IntrinsicCall;
use crate::not_modelled::NotModelled;
use crate::payload::Payload;
use crate::template::Template;

impl Reader {
    /// Reads a state in its query language.
    pub(super) fn state(
        &mut self,
        name: &str,
        state_type: StateType,
        state: Fields<'_>,
        location: &str,
    ) -> Option<State> {
        self.refuse_unknown(state_type, state, location, self.language);
        let kind = match state_type {
            StateType::Task => self.task(state, location),
            StateType::Pass => self.pass(state, location),
            StateType::Wait => self.wait(state, location),
            StateType::Choice => self.choice(state, location),
            StateType::Fail => self.fail(state, location),
            StateType::Succeed => self.paths(state, location).map(StateKind::Succeed),
            StateType::Parallel => self.parallel(state, location),
            StateType::Map => self.map(name, state, location),
        };
        let assign = self.assign(state, location);
        let language = self.language;
        Some(State { name: Arc::from(name), state_type, language, assign, kind: kind? })
    }

    /// A state that definitions may have and executions cannot enter yet.
    pub(super) fn not_modelled_kind(&mut self, state: &str, feature: String) -> Option<StateKind> {
        let not_modelled = NotModelled { feature, state: Some(Arc::from(state)) };
        self.not_modelled.push(not_modelled.clone());
        Some(StateKind::NotModelled(not_modelled))
    }

    fn data_flow(&mut self, state: Fields<'_>, location: &str) -> Option<DataFlow> {
        let paths = self.paths(state, location);
        let parameters = self.parameters(state, location);
        let result_selector = self.template(state, location, "ResultSelector");
        let result_path = self.result_path(state, location);
        Some(DataFlow { paths: paths?, parameters, result_selector, result_path: result_path? })
    }

    fn task(&mut self, state: Fields<'_>, location: &str) -> Option<StateKind> {
        self.findings.require(state, location, &["Resource"]);
        let resource = state.get("Resource").and_then(|node| {
            task_resource::read(&mut self.findings, self.workflow_type, node, location)
        });
        let data_flow = self.data_flow(state, location);
        if let Some(resource) = &resource {
            self.refuse_parameters(state, resource, location);
        }
        let timeout = self.seconds(state, location, "TimeoutSeconds", "TimeoutSecondsPath");
        let heartbeat = self.seconds(state, location, "HeartbeatSeconds", "HeartbeatSecondsPath");
        let handling = self.error_handling(state, location);
        let transition = self.transition(state, location);
        let credentials = self.credentials(state, location);
        if let (Some(Seconds::Literal(timeout)), Some(Seconds::Literal(heartbeat))) =
            (&timeout, &heartbeat)
            && heartbeat >= timeout
            && let Some(node) = state.get("HeartbeatSeconds")
        {
            let message = "HeartbeatSeconds should be smaller than TimeoutSeconds";
            self.findings.schema(node, &format!("{location}/HeartbeatSeconds"), message);
        }
        Some(StateKind::Task(Box::new(TaskState {
            resource: Arc::new(resource?),
            data_flow: data_flow?,
            timeout,
            heartbeat,
            credentials,
            handling,
            transition: transition?,
        })))
    }

    fn credentials(&mut self, state: Fields<'_>, location: &str) -> Option<Template> {
        let place = format!("{location}/Credentials");
        let node = state.get("Credentials")?;
        if self.is_expression(node) {
            return self.template(state, location, "Credentials");
        }
        let fields = self.findings.object(node, &place)?;
        if !fields.has("RoleArn") && !fields.has("RoleArn.$") {
            let message = "The field 'RoleArn' is required but was missing";
            self.findings.schema(node, &place, message);
        }
        self.template(state, location, "Credentials")
    }

    fn parallel(&mut self, state: Fields<'_>, location: &str) -> Option<StateKind> {
        let data_flow = self.data_flow(state, location);
        let handling = self.error_handling(state, location);
        let transition = self.transition(state, location);
        let branches = self.branches(state, location);
        Some(StateKind::Parallel(Box::new(ParallelState {
            branches: branches?,
            data_flow: data_flow?,
            handling,
            transition: transition?,
        })))
    }

    fn seconds(
        &mut self,
        state: Fields<'_>,
        location: &str,
        literal: &str,
        path: &str,
    ) -> Option<Seconds> {
        self.findings.at_most_one(state, location, &[literal, path]);
        match (state.get(literal), state.get(path)) {
            (Some(node), _) if self.is_expression(node) => {
                self.query(state, location, literal).map(Seconds::Query)
            }
            (Some(node), _) => self
                .findings
                .integer(node, &format!("{location}/{literal}"), 1)
                .map(Seconds::Literal),
            (None, Some(node)) => self.path(node, &format!("{location}/{path}")).map(Seconds::Path),
            (None, None) => None,
        }
    }

    fn pass(&mut self, state: Fields<'_>, location: &str) -> Option<StateKind> {
        let data_flow = self.data_flow(state, location);
        let result = state.get("Result").map(|result| Payload::of(result.to_value()));
        let transition = self.transition(state, location);
        Some(StateKind::Pass(Box::new(PassState {
            data_flow: data_flow?,
            result,
            transition: transition?,
        })))
    }

    fn wait(&mut self, state: Fields<'_>, location: &str) -> Option<StateKind> {
        const FORMS: [&str; 4] = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
        self.findings.at_most_one(state, location, &FORMS);
        let paths = self.paths(state, location);
        let transition = self.transition(state, location);
        let form = FORMS.into_iter().find_map(|form| Some((form, state.get(form)?)));
        let Some((form, node)) = form else {
            let message =
                format!("One of the following fields is required: [{}]", FORMS.join(", "));
            self.findings.schema_at(state.span(), location, message);
            return None;
        };
        let place = format!("{location}/{form}");
        let until = match form {
            "Seconds" if self.is_expression(node) => {
                self.query(state, location, form).map(WaitUntil::SecondsQuery)
            }
            "Timestamp" if self.is_expression(node) => {
                self.query(state, location, form).map(WaitUntil::TimestampQuery)
            }
            "Seconds" => self.findings.integer(node, &place, 0).map(WaitUntil::Seconds),
            "SecondsPath" => self.path(node, &place).map(WaitUntil::SecondsPath),
            "TimestampPath" => self.path(node, &place).map(WaitUntil::TimestampPath),
            _ => {
                let text = self.findings.string(node, &place)?;
                let until = timestamp::parse(text);
                if until.is_none() {
                    let message = "String does not match RFC3339 timestamp";
                    self.findings.schema(node, &place, message);
                }
                until.map(WaitUntil::Timestamp)
            }
        };
        Some(StateKind::Wait(WaitState { paths: paths?, until: until?, transition: transition? }))
    }

    fn fail(&mut self, state: Fields<'_>, location: &str) -> Option<StateKind> {
        let error = self.text_source(state, location, "Error", "ErrorPath");
        let cause = self.text_source(state, location, "Cause", "CausePath");
        Some(StateKind::Fail(FailState { error, cause }))
    }

    fn text_source(
        &mut self,
        state: Fields<'_>,
        location: &str,
        literal: &str,
        path: &str,
    ) -> Option<TextSource> {
        self.findings.at_most_one(state, location, &[literal, path]);
        if let Some(node) = state.get(literal) {
            if self.is_expression(node) {
                return self.query(state, location, literal).map(TextSource::Query);
            }
            let text = self.findings.string(node, &format!("{location}/{literal}"))?;
            return Some(TextSource::Literal(Arc::from(text)));
        }
        let node = state.get(path)?;
        let location = format!("{location}/{path}");
        let text = self.findings.string(node, &location)?;
        if text.trim_start().starts_with("States.")
            && let Ok(call) = IntrinsicCall::parse(text)
        {
            return Some(TextSource::Intrinsic(call));
        }
        self.path(node, &location).map(TextSource::Path)
    }
}
