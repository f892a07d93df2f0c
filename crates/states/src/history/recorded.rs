//! A history that was written down, by the service or by anything that writes as it does.

use std::collections::{BTreeSet, HashSet};

use jiff::{SignedDuration, Timestamp};
use miette::Diagnostic;
use serde_json::{Map, Value};
use thiserror::Error;

use super::event::EventId;

/// The members of an event that say where it stands in its history, and not what happened.
const PLACE_MEMBERS: [&str; 4] = ["timestamp", "type", "id", "previousEventId"];

/// Why JSON is no history.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("not a history: {problem}")]
#[diagnostic(code(firedrill::states::history))]
pub struct RecordedHistoryError {
    /// What is wrong with it.
    pub problem: RecordedHistoryProblem,
    /// What would be one.
    #[help]
    pub help: &'static str,
}

/// What keeps JSON from being a history.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordedHistoryProblem {
    /// It has no list of events.
    #[error("there is no list of events")]
    NoList,
    /// Its list of events is empty.
    #[error("it holds no events")]
    NoEvents,
    /// It is a page of an answer, and others follow.
    #[error("it is one page of several, as its `nextToken` says")]
    Page,
    /// An event lacks what every event has.
    #[error("event {place} of the list has no `{member}`")]
    NoMember {
        /// Which one, from 1.
        place: usize,
        /// What it lacks, or has in another form.
        member: &'static str,
    },
    /// The time of an event is none.
    #[error("the `timestamp` of event {id} is neither ISO 8601 nor a number of seconds")]
    NoTime {
        /// The `id` of the event.
        id: u64,
    },
    /// Two events have one number.
    #[error("two events have the `id` {id}")]
    Twice {
        /// The number.
        id: u64,
    },
    /// An event follows from one that is not there.
    #[error("event {id} follows from event {previous}, which is not there")]
    NoPrevious {
        /// The `id` of the event.
        id: u64,
        /// Its `previousEventId`.
        previous: u64,
    },
    /// An event follows from itself or from what came after it.
    #[error("event {id} follows from event {previous}, which did not come before it")]
    Later {
        /// The `id` of the event.
        id: u64,
        /// Its `previousEventId`.
        previous: u64,
    },
}

impl From<RecordedHistoryProblem> for RecordedHistoryError {
    fn from(problem: RecordedHistoryProblem) -> Self {
        let help = match problem {
            RecordedHistoryProblem::Page | RecordedHistoryProblem::NoPrevious { .. } => {
                "a history is needed with the events of all its pages"
            }
            _ => {
                "a history is what GetExecutionHistory answers: `{\"events\": [...]}`, or the list \
                 alone"
            }
        };
        Self { problem, help }
    }
}

/// The events of an execution, each after the one that it follows from.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedHistory {
    events: Vec<RecordedEvent>,
}

/// One event as it was written down.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEvent {
    /// Its number, from 1.
    pub id: EventId,
    /// The event that it follows from, or [`EventId::NONE`].
    pub previous_event_id: EventId,
    /// The type as the API spells it, whether this crate knows it or not.
    pub event_type: String,
    /// When it happened, if that was written down.
    pub timestamp: Option<Timestamp>,
    /// What else is told of it: for most types one structure, such as `taskFailedEventDetails`.
    members: Map<String, Value>,
}

impl RecordedHistory {
    /// Reads the answer of GetExecutionHistory in either order, the list of events in it, or an
    /// answer of `states run`, which holds the list as `history`.
    ///
    /// # Errors
    /// [`RecordedHistoryError`] if an event lacks its `id`, `previousEventId` or `type`, if an
    /// `id` is there twice, or if an event does not follow from an earlier one of the list.
    pub fn read(history: &Value) -> Result<Self, RecordedHistoryError> {
        let list = history
            .as_array()
            .or_else(|| history.get("events")?.as_array())
            .or_else(|| history.get("history")?.as_array())
            .ok_or(RecordedHistoryProblem::NoList)?;
        let is_page = |member: &str| history.get(member).is_some_and(|token| !token.is_null());
        if is_page("nextToken") || is_page("NextToken") {
            return Err(RecordedHistoryProblem::Page.into());
        }
        let mut events = (1..)
            .zip(list)
            .map(|(place, event)| RecordedEvent::read(place, event))
            .collect::<Result<Vec<_>, _>>()?;
        events.sort_by_key(|event| event.id);
        if events.is_empty() {
            return Err(RecordedHistoryProblem::NoEvents.into());
        }
        let mut known = HashSet::with_capacity(events.len());
        for event in &events {
            if !known.insert(event.id) {
                return Err(RecordedHistoryProblem::Twice { id: event.id.0 }.into());
            }
            let (id, previous) = (event.id.0, event.previous_event_id);
            if previous >= event.id {
                return Err(RecordedHistoryProblem::Later { id, previous: previous.0 }.into());
            }
            if previous != EventId::NONE && !known.contains(&previous) {
                return Err(RecordedHistoryProblem::NoPrevious { id, previous: previous.0 }.into());
            }
        }
        Ok(Self { events })
    }

    /// The events in the order of their numbers; there is at least one.
    #[must_use]
    pub fn events(&self) -> &[RecordedEvent] {
        &self.events
    }

    /// The names of all that its events tell, as [`RecordedEvent::told`] gives them.
    #[must_use]
    pub fn told(&self) -> BTreeSet<&str> {
        self.events.iter().flat_map(RecordedEvent::told).map(|(name, _)| name).collect()
    }

    /// The event of a number.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<&RecordedEvent> {
        self.events.get(self.place(id)?)
    }

    /// Where the event of a number stands among the events.
    pub(super) fn place(&self, id: EventId) -> Option<usize> {
        self.events.binary_search_by_key(&id, |event| event.id).ok()
    }

    /// How long after the first event one happened; none where either does not say.
    pub(super) fn elapsed(&self, event: &RecordedEvent) -> Option<SignedDuration> {
        Some(event.timestamp?.duration_since(self.events.first()?.timestamp?))
    }
}

impl RecordedEvent {
    fn read(place: usize, event: &Value) -> Result<Self, RecordedHistoryProblem> {
        let lacks = |member| RecordedHistoryProblem::NoMember { place, member };
        let number =
            |member| event.get(member).and_then(Value::as_u64).ok_or_else(|| lacks(member));
        let id = number("id")?;
        if id == 0 {
            return Err(lacks("id"));
        }
        let previous = number("previousEventId")?;
        let event_type = event.get("type").and_then(Value::as_str).ok_or_else(|| lacks("type"))?;
        let timestamp = match event.get("timestamp") {
            None | Some(Value::Null) => None,
            Some(written) => Some(timestamp(written).ok_or(RecordedHistoryProblem::NoTime { id })?),
        };
        let members = event.as_object().into_iter().flatten();
        let members = members
            .filter(|(member, _)| !PLACE_MEMBERS.contains(&member.as_str()))
            .map(|(member, value)| (member.clone(), value.clone()));
        Ok(Self {
            id: EventId(id),
            previous_event_id: EventId(previous),
            event_type: event_type.to_owned(),
            timestamp,
            members: members.collect(),
        })
    }

    /// What else is told of the event, by the names of the API: for most types one structure.
    #[must_use]
    pub fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// What the event tells: the members of its details, and what else has no structure of details
    /// around it.
    pub fn told(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.members.iter().flat_map(|(member, value)| {
            let details =
                value.as_object().filter(|_| member.ends_with("EventDetails")).map(Map::iter);
            let bare = details.is_none().then_some((member, value));
            details.into_iter().flatten().chain(bare).map(|(name, value)| (name.as_str(), value))
        })
    }

    /// A member of the details, whatever structure holds it.
    #[must_use]
    pub fn detail(&self, name: &str) -> Option<&Value> {
        self.members
            .iter()
            .filter(|(member, _)| member.ends_with("EventDetails"))
            .find_map(|(_, details)| details.get(name))
    }

    /// The state that the event enters, leaves or iterates over.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.detail("name")?.as_str()
    }

    /// Whether a state is entered here.
    #[must_use]
    pub fn enters(&self) -> bool {
        self.event_type.ends_with("StateEntered")
    }

    /// Whether a state is left here.
    #[must_use]
    pub fn leaves(&self) -> bool {
        self.event_type.ends_with("StateExited")
    }
}

/// A time as an SDK, the AWS CLI or the API itself writes it.
fn timestamp(written: &Value) -> Option<Timestamp> {
    match written {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => {
            let elapsed = SignedDuration::try_from_secs_f64(number.as_f64()?).ok()?;
            Timestamp::UNIX_EPOCH.checked_add(elapsed).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(id: u64, previous: u64) -> Value {
        json!({ "id": id, "previousEventId": previous, "type": "ExecutionStarted" })
    }

    #[test]
    fn every_form_of_a_history_reads_alike_in_either_order() {
        let list = json!([event(1, 0), event(2, 0), event(3, 2)]);
        let reversed = json!([event(3, 2), event(2, 0), event(1, 0)]);
        let read = RecordedHistory::read(&list).unwrap();
        for form in [json!({ "events": list }), json!({ "history": list }), reversed] {
            assert_eq!(RecordedHistory::read(&form).unwrap(), read);
        }
        assert_eq!(read.event(EventId(3)).unwrap().previous_event_id, EventId(2));
        assert_eq!(read.event(EventId(4)), None);
    }

    #[test]
    fn times_are_read_as_the_api_its_sdks_and_its_command_line_write_them() {
        for written in [
            json!("2026-01-02T03:04:05.006Z"),
            json!("2026-01-02T04:04:05.006000+01:00"),
            json!("2026-01-02 03:04:05.006000+00:00"),
            json!(1_767_323_045.006),
        ] {
            let read = timestamp(&written).unwrap();
            assert_eq!(read.as_millisecond(), 1_767_323_045_006, "{written}");
        }
    }

    #[test]
    fn what_is_no_history_says_why() {
        use RecordedHistoryProblem as Problem;
        let cases = [
            (json!({}), Problem::NoList),
            (json!({ "events": {} }), Problem::NoList),
            (json!([]), Problem::NoEvents),
            (json!({ "events": [event(1, 0)], "nextToken": "AAAA" }), Problem::Page),
            (json!([{}]), Problem::NoMember { place: 1, member: "id" }),
            (json!([event(0, 0)]), Problem::NoMember { place: 1, member: "id" }),
            (
                json!([event(1, 0), { "id": 2 }]),
                Problem::NoMember { place: 2, member: "previousEventId" },
            ),
            (
                json!([{ "id": 1, "previousEventId": 0 }]),
                Problem::NoMember { place: 1, member: "type" },
            ),
            (json!([event(1, 0), event(1, 0)]), Problem::Twice { id: 1 }),
            (json!([event(1, 0), event(3, 2)]), Problem::NoPrevious { id: 3, previous: 2 }),
            (json!([event(1, 2), event(2, 0)]), Problem::Later { id: 1, previous: 2 }),
            (json!([event(1, 1)]), Problem::Later { id: 1, previous: 1 }),
        ];
        for (history, problem) in cases {
            assert_eq!(RecordedHistory::read(&history).unwrap_err().problem, problem, "{history}");
        }
        for time in [json!("noon"), json!(1e300), json!({})] {
            let mut timed = event(1, 0);
            timed["timestamp"] = time;
            let error = RecordedHistory::read(&json!([timed])).unwrap_err();
            assert_eq!(error.problem, Problem::NoTime { id: 1 });
        }
    }
}
