//! The admin API: what a test may do to the account that no client of AWS can.
//!
//! [`handle`] takes a [`Command`] as a value; over HTTP the same command is a `POST` to
//! [`PREFIX`] and its name, with its members as a JSON body.

use std::time::Duration;

use firedrill_record::{HopId, HopKind, Hops};
use firedrill_sim::{
    Account, ClusterArn, Delivery, Fault, FindingSource, Stimulus, TaskArn, TaskDefinitionArn,
    TaskPlacement,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Port;

/// Where the admin API stands over HTTP.
pub const PREFIX: &str = "/_firedrill/";

/// What the account is asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "command", content = "with", deny_unknown_fields)]
pub enum Command {
    /// Say that it is there.
    Health,
    /// Tell the time, after moving the clock.
    Clock {
        /// How far the clock may move; not at all when absent.
        #[serde(default)]
        advance_to: Option<Timestamp>,
        /// When the clock stops earlier.
        #[serde(default)]
        until: Option<Condition>,
    },
    /// Have something happen with which a story begins.
    Inject(Injection),
    /// Take the next call of an operation for the beginning of a story.
    ExpectStimulus {
        /// The service.
        service: String,
        /// The operation.
        operation: String,
    },
    /// Make coming calls fail.
    AddFault(FaultWanted),
    /// Put a running task with an ARN of its own into the account.
    PlaceTask(Placement),
    /// Give the record.
    Record,
}

/// When the clock stops before its limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// Never before.
    Never,
    /// As soon as every story is over.
    Settled,
    /// As soon as so many tasks of a group run in a cluster.
    TasksRunning {
        /// The cluster's name.
        cluster: String,
        /// The group, such as `service:web`.
        group: String,
        /// How many.
        count: usize,
    },
}

impl Condition {
    fn holds(&self, account: &Account) -> bool {
        match self {
            Self::Never => false,
            Self::Settled => account.settled(),
            Self::TasksRunning { cluster, group, count } => {
                running(account.hops(), cluster, group) >= *count
            }
        }
    }
}

fn running(hops: &Hops, wanted_cluster: &str, wanted_group: &str) -> usize {
    let mut tasks: Vec<(&str, bool)> = Vec::new();
    for hop in hops {
        let HopKind::TaskStatus { task, cluster, group, last_status, .. } = &hop.kind else {
            continue;
        };
        let of_cluster = cluster.rsplit('/').next() == Some(wanted_cluster);
        if !of_cluster || group != wanted_group {
            continue;
        }
        let runs = last_status == "RUNNING";
        match tasks.iter_mut().find(|(known, _)| known == task) {
            Some((_, known)) => *known = runs,
            None => tasks.push((task, runs)),
        }
    }
    tasks.iter().filter(|(_, runs)| *runs).count()
}

/// How an event is delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDelivery {
    /// How many times it is delivered once more.
    pub duplicates: u32,
    /// How much later than usual it arrives.
    pub delay: SignedDuration,
}

impl From<EventDelivery> for Delivery {
    fn from(delivery: EventDelivery) -> Self {
        Self {
            duplicates: delivery.duplicates,
            delay: Duration::try_from(delivery.delay).unwrap_or_default(),
        }
    }
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Injection {
    /// A threat is acted out, and GuardDuty finds it.
    Finding {
        /// The event that brings the finding to the bus, as JSON text.
        event: String,
        /// What was done, in words.
        description: String,
        /// The ARN of the task it was done in.
        task: Option<String>,
        /// How the event is delivered.
        delivery: EventDelivery,
    },
    /// An event arrives on the bus.
    Event {
        /// The event, as JSON text.
        event: String,
        /// How it is delivered.
        delivery: EventDelivery,
    },
}

/// Which calls are made to fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultWanted {
    /// The service.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The error code.
    pub error: String,
    /// The message.
    #[serde(default)]
    pub message: Option<String>,
    /// How many calls fail; all of them when absent.
    #[serde(default)]
    pub times: Option<u32>,
}

impl From<Fault> for FaultWanted {
    fn from(fault: Fault) -> Self {
        let Fault { service, operation, error, message, times } = fault;
        Self { service, operation, error, message, times }
    }
}

impl From<FaultWanted> for Fault {
    fn from(wanted: FaultWanted) -> Self {
        let FaultWanted { service, operation, error, message, times } = wanted;
        Self { service, operation, error, message, times }
    }
}

/// A running task with an ARN of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The task's ARN.
    pub task: String,
    /// The cluster's ARN.
    pub cluster: String,
    /// The task definition's ARN.
    pub definition: String,
    /// The group, such as `service:web`.
    pub group: String,
    /// `FARGATE` or `EC2`.
    pub launch_type: String,
}

/// What the account answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer", content = "with")]
pub enum Answer {
    /// Done.
    Done,
    /// The time.
    Clock {
        /// The current instant.
        now: Timestamp,
        /// Whether the condition that was asked for holds.
        met: bool,
    },
    /// A story began.
    Injected {
        /// With this hop.
        hop: HopId,
    },
    /// The record.
    Record(Box<RecordAnswer>),
}

impl Answer {
    /// What it is, for a message.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Clock { .. } => "the time",
            Self::Injected { .. } => "a hop",
            Self::Record(_) => "the record",
        }
    }

    /// Reads the answer that came over HTTP.
    ///
    /// # Errors
    /// The [`AdminError`] that the account answered, or one that says why the answer cannot be
    /// read.
    pub fn from_json(status: u16, body: &[u8]) -> Result<Self, AdminError> {
        let unreadable = |error: serde_json::Error| AdminError::Malformed(error.to_string());
        if status == 200 {
            return serde_json::from_slice(body).map_err(unreadable);
        }
        let refusal: Refusal = serde_json::from_slice(body).map_err(unreadable)?;
        Err(match refusal.code.as_str() {
            INVALID_STIMULUS => AdminError::InvalidStimulus(refusal.message),
            UNKNOWN_COMMAND => AdminError::UnknownCommand(refusal.message),
            _ => AdminError::Malformed(refusal.message),
        })
    }
}

/// The record as the account keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordAnswer {
    /// What happened.
    pub hops: Hops,
    /// The hops with which stories began.
    pub stimuli: Vec<HopId>,
    /// What was accepted and has no effect, and the faults that no call came for.
    pub notes: Vec<String>,
    /// The first thing that a story met and that is not modelled.
    pub not_modelled: Option<String>,
}

const INVALID_STIMULUS: &str = "InvalidStimulus";
const UNKNOWN_COMMAND: &str = "UnknownCommand";
const MALFORMED: &str = "Malformed";

/// Why the admin API refuses a command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdminError {
    /// There is no such command.
    #[error("there is no admin command `{0}`")]
    UnknownCommand(String),
    /// A command or an answer cannot be read.
    #[error("{0}")]
    Malformed(String),
    /// What was to happen cannot happen.
    #[error("{0}")]
    InvalidStimulus(String),
}

#[derive(Serialize, Deserialize)]
struct Refusal {
    code: String,
    message: String,
}

impl AdminError {
    /// The error's code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownCommand(_) => UNKNOWN_COMMAND,
            Self::Malformed(_) => MALFORMED,
            Self::InvalidStimulus(_) => INVALID_STIMULUS,
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::UnknownCommand(_) => 404,
            Self::Malformed(_) | Self::InvalidStimulus(_) => 400,
        }
    }

    /// The body of the HTTP answer.
    #[must_use]
    pub fn to_json(&self) -> String {
        let message = match self {
            Self::UnknownCommand(text) | Self::Malformed(text) | Self::InvalidStimulus(text) => {
                text
            }
        };
        serde_json::json!({ "code": self.code(), "message": message }).to_string()
    }
}

impl Command {
    /// The command's name and its members, as they stand in an HTTP request.
    ///
    /// # Errors
    /// [`AdminError::Malformed`] when a member cannot be written.
    pub fn to_json(&self) -> Result<(String, String), AdminError> {
        let malformed = |error: serde_json::Error| AdminError::Malformed(error.to_string());
        let whole = serde_json::to_value(self).map_err(malformed)?;
        let name = whole.get("command").and_then(serde_json::Value::as_str).unwrap_or_default();
        let members = whole.get("with").map(ToString::to_string).unwrap_or_default();
        Ok((name.to_owned(), members))
    }

    fn from_json(name: &str, body: &[u8]) -> Result<Self, AdminError> {
        let malformed = |error: serde_json::Error| AdminError::Malformed(error.to_string());
        let mut whole = serde_json::Map::new();
        whole.insert("command".to_owned(), name.into());
        if !body.iter().all(u8::is_ascii_whitespace) {
            whole.insert("with".to_owned(), serde_json::from_slice(body).map_err(malformed)?);
        } else if name == "clock" {
            whole.insert("with".to_owned(), serde_json::Value::Object(serde_json::Map::new()));
        }
        serde_json::from_value(whole.into()).map_err(|error| {
            let text = error.to_string();
            if text.starts_with("unknown variant") && text.contains(name) {
                AdminError::UnknownCommand(name.to_owned())
            } else {
                AdminError::Malformed(text)
            }
        })
    }
}

/// Has the account behind `port` do something.
///
/// # Errors
/// [`AdminError`] when it cannot be done.
pub fn handle(port: &Port, command: Command) -> Result<Answer, AdminError> {
    let mut state = port.lock();
    let account = &mut state.account;
    Ok(match command {
        Command::Health => Answer::Done,
        Command::Clock { advance_to, until } => {
            let met = advance(account, advance_to, until.as_ref());
            Answer::Clock { now: account.now(), met }
        }
        Command::Inject(injection) => {
            let now = account.now();
            let hop = account
                .inject(injection.into(), now)
                .map_err(|error| AdminError::InvalidStimulus(error.to_string()))?;
            Answer::Injected { hop }
        }
        Command::ExpectStimulus { service, operation } => {
            state.expected = Some((service, operation));
            Answer::Done
        }
        Command::AddFault(fault) => {
            account.add_fault(fault.into());
            Answer::Done
        }
        Command::PlaceTask(placement) => {
            account
                .place_task(&placement.into())
                .map_err(|error| AdminError::InvalidStimulus(error.to_string()))?;
            Answer::Done
        }
        Command::Record => Answer::Record(Box::new(RecordAnswer {
            hops: account.hops().clone(),
            stimuli: account.stimuli().to_vec(),
            notes: account
                .notes()
                .map(ToOwned::to_owned)
                .chain(account.faults_left().map(never_made))
                .collect(),
            not_modelled: account.not_modelled().next().map(|(_, what)| what.what.clone()),
        })),
    })
}

/// What a reader of the record must know of a fault that did not come about.
fn never_made(fault: &Fault) -> String {
    let Fault { service, operation, error, .. } = fault;
    match fault.times {
        Some(1) => {
            format!("the call of {service}:{operation} that was to fail with {error} was not made")
        }
        Some(times) => format!(
            "{times} calls of {service}:{operation} that were to fail with {error} were not made"
        ),
        None => format!(
            "every call of {service}:{operation} was to fail with {error}, and none was made"
        ),
    }
}

/// Handles a command that came over HTTP.
pub(crate) fn handle_json(port: &Port, name: &str, body: &[u8]) -> Result<String, AdminError> {
    let answer = handle(port, Command::from_json(name, body)?)?;
    serde_json::to_string(&answer).map_err(|error| AdminError::Malformed(error.to_string()))
}

/// Moves the clock event by event to its limit, or to the instant at which the condition holds.
fn advance(account: &mut Account, limit: Option<Timestamp>, until: Option<&Condition>) -> bool {
    let holds = |account: &Account| until.is_some_and(|condition| condition.holds(account));
    let Some(limit) = limit else { return holds(account) };
    loop {
        if holds(account) {
            return true;
        }
        match account.next_instant().filter(|next| *next <= limit) {
            Some(next) => account.advance_to(next),
            None => {
                account.advance_to(limit);
                return holds(account);
            }
        }
    }
}

impl From<Injection> for Stimulus {
    fn from(injection: Injection) -> Self {
        match injection {
            Injection::Finding { event, description, task, delivery } => Self::Finding {
                trigger: description,
                task,
                finding: FindingSource::Event(event),
                delivery: delivery.into(),
            },
            Injection::Event { event, delivery } => {
                Self::Event { event, delivery: delivery.into() }
            }
        }
    }
}

impl From<Placement> for TaskPlacement {
    fn from(placement: Placement) -> Self {
        Self {
            task: TaskArn::new(placement.task),
            cluster: ClusterArn::new(placement.cluster),
            definition: TaskDefinitionArn::new(placement.definition),
            group: placement.group,
            launch_type: placement.launch_type,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_travel_over_http_unchanged() {
        let now = Timestamp::UNIX_EPOCH;
        let commands = [
            Command::Health,
            Command::Record,
            Command::Clock { advance_to: Some(now), until: Some(Condition::Settled) },
            Command::Clock { advance_to: None, until: None },
            Command::ExpectStimulus {
                service: "states".into(),
                operation: "StartExecution".into(),
            },
            Command::Inject(Injection::Event {
                event: "{}".into(),
                delivery: EventDelivery { duplicates: 2, delay: SignedDuration::from_secs(3) },
            }),
        ];
        for command in commands {
            let (name, body) = command.to_json().unwrap();
            assert_eq!(Command::from_json(&name, body.as_bytes()).unwrap(), command);
        }
    }

    #[test]
    fn what_is_no_command_is_refused_by_name() {
        let refused = |name, body: &str| Command::from_json(name, body.as_bytes()).unwrap_err();
        assert_eq!(refused("helth", ""), AdminError::UnknownCommand("helth".into()));
        assert_eq!(refused("inject", "{").code(), "Malformed");
        assert_eq!(
            refused("clock", r#"{"advanceTo": "1970-01-01T00:00:09Z"}"#).code(),
            "Malformed"
        );
        assert_eq!(refused("inject", &"[".repeat(100_000)).code(), "Malformed");
    }

    #[test]
    fn refusals_travel_over_http_unchanged() {
        for error in [
            AdminError::InvalidStimulus("no envelope".into()),
            AdminError::UnknownCommand("x".into()),
        ] {
            let read = Answer::from_json(error.status(), error.to_json().as_bytes());
            assert_eq!(read.unwrap_err(), error);
        }
    }
}
