//! What a command is, and how it travels over HTTP.

use firedrill_sim::Account;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{AddFault, AdminError, Advance, BeginStory, Health, Inject, PlaceTask, ReadRecord};
use crate::Port;

/// Where the admin API stands over HTTP.
pub const PREFIX: &str = "/_firedrill/";

/// Something that the account is asked to do.
pub trait AdminCommand: Serialize + DeserializeOwned {
    /// Its name, which ends its path over HTTP.
    const NAME: &'static str;
    /// What is answered.
    type Answer: Serialize + DeserializeOwned;

    /// Has the account do it.
    ///
    /// # Errors
    /// [`AdminError`] when it cannot be done.
    fn apply(self, account: &mut Account) -> Result<Self::Answer, AdminError>;
}

/// The answer of a command that has nothing to tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {}

impl Port {
    /// Has the account do something, at its current instant.
    ///
    /// # Errors
    /// [`AdminError`] when it cannot be done.
    pub fn admin<C: AdminCommand>(&self, command: C) -> Result<C::Answer, AdminError> {
        command.apply(&mut self.lock())
    }
}

/// The path and the body of a command over HTTP.
///
/// # Errors
/// [`AdminError::Malformed`] when a member cannot be written.
pub fn request<C: AdminCommand>(command: &C) -> Result<(String, String), AdminError> {
    let body = serde_json::to_string(command).map_err(|error| malformed(&error))?;
    Ok((format!("{PREFIX}{}", C::NAME), body))
}

/// Reads the answer to a command that came over HTTP.
///
/// # Errors
/// The [`AdminError`] that was answered, or one that says why the answer cannot be read.
pub fn answer<C: AdminCommand>(status: u16, body: &[u8]) -> Result<C::Answer, AdminError> {
    if status == 200 {
        return serde_json::from_slice(body).map_err(|error| malformed(&error));
    }
    Err(AdminError::from_json(body))
}

/// Handles a command that came over HTTP.
pub(crate) fn handle_json(port: &Port, name: &str, body: &[u8]) -> Result<String, AdminError> {
    match name {
        Health::NAME => run::<Health>(port, body),
        Advance::NAME => run::<Advance>(port, body),
        Inject::NAME => run::<Inject>(port, body),
        BeginStory::NAME => run::<BeginStory>(port, body),
        AddFault::NAME => run::<AddFault>(port, body),
        PlaceTask::NAME => run::<PlaceTask>(port, body),
        ReadRecord::NAME => run::<ReadRecord>(port, body),
        _ => Err(AdminError::UnknownCommand(name.to_owned())),
    }
}

fn run<C: AdminCommand>(port: &Port, body: &[u8]) -> Result<String, AdminError> {
    // A command whose members all have defaults can do without a body.
    let body = if body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { body };
    let command: C = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    serde_json::to_string(&port.admin(command)?).map_err(|error| malformed(&error))
}

fn malformed(error: &serde_json::Error) -> AdminError {
    AdminError::Malformed(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use firedrill_record::HopId;
    use firedrill_sim::{
        AccountSettings, ClusterArn, Delays, Delivery, Fault, Stimulus, TaskArn, TaskDefinitionArn,
        TaskPlacement,
    };
    use jiff::Timestamp;

    use super::super::Condition;
    use super::*;

    fn port() -> Port {
        Port::new(Account::new(AccountSettings {
            account_id: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            seed: 1,
            start: Timestamp::UNIX_EPOCH,
            delays: Delays::default(),
        }))
    }

    /// What a command answers over HTTP, which must be what it answers in this process.
    fn over_http<C: AdminCommand + Clone>(command: C) -> String {
        let (here, there) = (port(), port());
        let (path, body) = request(&command).unwrap();
        let name = path.strip_prefix(PREFIX).unwrap();
        let told = handle_json(&there, name, body.as_bytes()).unwrap();
        let answered = serde_json::to_string(&here.admin(command).unwrap()).unwrap();
        assert_eq!(told, answered, "{name}");
        let read = answer::<C>(200, told.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), answered);
        assert_eq!(
            serde_json::to_string(here.account().hops()).unwrap(),
            serde_json::to_string(there.account().hops()).unwrap()
        );
        told
    }

    #[test]
    fn every_command_does_the_same_over_http() {
        let later = Timestamp::UNIX_EPOCH + Duration::from_secs(9);
        assert_eq!(over_http(Health {}), "{}");
        let settled = Condition::Settled;
        let advanced = over_http(Advance { to: Some(later), until: Some(settled) });
        assert_eq!(advanced, r#"{"now":"1970-01-01T00:00:00Z","met":true}"#);
        let event = r#"{"version":"0","id":"e","detail-type":"x","source":"a","account":"111122223333",
            "time":"2026-01-01T00:00:00Z","region":"eu-west-1","resources":[],"detail":{}}"#;
        let delivery = Delivery { duplicates: 2, delay: Duration::from_secs(3) };
        let stimulus = Stimulus::Event { event: event.to_owned(), delivery };
        assert_eq!(over_http(Inject { stimulus }), r#"{"hop":1}"#);
        let fault = Fault {
            service: "ecs".into(),
            operation: "StopTask".into(),
            error: "ServerException".into(),
            message: None,
            times: Some(1),
        };
        assert_eq!(over_http(AddFault { fault }), "{}");
        let arn = |kind: &str| format!("arn:aws:ecs:eu-west-1:111122223333:{kind}");
        let task = TaskPlacement {
            task: TaskArn::new(arn("task/prod/0123456789abcdef0123456789abcdef")),
            cluster: ClusterArn::new(arn("cluster/prod")),
            definition: TaskDefinitionArn::new(arn("task-definition/web:1")),
            group: "service:web".into(),
            launch_type: firedrill_sim::LaunchType::Fargate,
        };
        assert_eq!(over_http(PlaceTask { task }), "{}");
        let nothing = r#"{"hops":[],"stimuli":[],"notes":[],"faults_left":[],"not_modelled":null}"#;
        assert_eq!(over_http(ReadRecord { after: HopId(0) }), nothing);
    }

    #[test]
    fn what_is_no_command_is_refused_by_name() {
        let refused = |name, body: &str| handle_json(&port(), name, body.as_bytes()).unwrap_err();
        assert_eq!(refused("helth", ""), AdminError::UnknownCommand("helth".into()));
        assert_eq!(refused("inject", "{").code(), "Malformed");
        assert_eq!(refused("clock", r#"{"too": "1970-01-01T00:00:09Z"}"#).code(), "Malformed");
        assert_eq!(refused("inject", &"[".repeat(100_000)).code(), "Malformed");
        let unknown = r#"{"execution": "arn:aws:states:eu-west-1:1:execution:m:e"}"#;
        assert_eq!(refused("story", unknown).code(), "UnknownExecution");
    }

    #[test]
    fn a_command_without_members_needs_no_body() {
        assert_eq!(
            handle_json(&port(), "clock", b"").unwrap(),
            handle_json(&port(), "clock", b"{}").unwrap()
        );
    }
}
