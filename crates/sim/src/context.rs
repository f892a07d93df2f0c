//! What a handler of a service gets: the instant, the cause, and the way to have effects.
//!
//! A service changes its own state and nothing else. Whatever reaches beyond it goes through the
//! context, and carries the hop that caused it, so that the chains of a record are true by
//! construction.

use std::time::Duration;

use firedrill_record::{ApiCaller, HopId, HopKind};
use jiff::Timestamp;
use serde_json::Value;

use crate::delay::Delay;
use crate::events::{Arrival, BusEvent, EventsEvent, Explained};
use crate::iam::Roles;
use crate::ids::Ids;
use crate::machine::Machine;
use crate::queue::{Queued, Recurrence, Ticket};
use crate::services::QueueEvent;

/// The account as one handler sees it while one call or one event is handled.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    machine: &'a mut Machine,
    because: Option<HopId>,
    caller: Option<&'a ApiCaller>,
}

impl<'a> Context<'a> {
    /// The context of something that `because` led to.
    pub(crate) fn new(machine: &'a mut Machine, because: Option<HopId>) -> Self {
        Self { machine, because, caller: None }
    }

    /// The context of a call that `caller` makes and that `hop` tells of.
    pub(crate) fn of_call(machine: &'a mut Machine, hop: HopId, caller: &'a ApiCaller) -> Self {
        Self { machine, because: Some(hop), caller: Some(caller) }
    }

    /// The current instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.machine.now
    }

    /// The account id, twelve digits.
    pub(crate) fn account_id(&self) -> &str {
        &self.machine.account_id
    }

    /// The region, such as `ap-northeast-1`.
    pub(crate) fn region(&self) -> &str {
        &self.machine.region
    }

    /// An ARN of this account and region, such as `arn:aws:ecs:REGION:ACCOUNT:cluster/prod` for
    /// `arn("ecs", "cluster/prod")`.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        let (partition, region, account) =
            (partition(self.region()), self.region(), self.account_id());
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    /// The generator of ids.
    pub(crate) fn ids(&mut self) -> &mut Ids {
        &mut self.machine.ids
    }

    /// Who makes the call that is handled; nobody does where an event is played.
    pub(crate) fn caller(&self) -> Option<&ApiCaller> {
        self.caller
    }

    /// The roles of the account, which any service may be told to assume.
    pub(crate) fn roles(&self) -> &Roles {
        &self.machine.roles
    }

    /// The roles of the account, to be changed; IAM alone does.
    pub(crate) fn roles_mut(&mut self) -> &mut Roles {
        &mut self.machine.roles
    }

    /// How long a delay lasts in this account.
    pub(crate) fn delay(&self, delay: Delay) -> Duration {
        self.machine.delays.of(delay)
    }

    /// The hop that led here: the hop of the API call, or the cause of the event that is played.
    pub(crate) fn because(&self) -> Option<HopId> {
        self.because
    }

    /// Writes what happened now, because of [`Self::because`]. What follows from it (events that
    /// are scheduled, hops that are written) has the new hop as its cause.
    pub(crate) fn hop(&mut self, kind: HopKind) -> HopId {
        let hop = self.machine.journal.push(self.machine.now, self.because, kind);
        self.because = Some(hop);
        hop
    }

    /// The same account for something with another cause, such as the next of several tasks that
    /// one call starts: hops written there do not become causes here.
    pub(crate) fn fork(&mut self) -> Context<'_> {
        Context { machine: self.machine, because: self.because, caller: self.caller }
    }

    /// The same account for something that another hop led to.
    pub(crate) fn because_of(&mut self, because: Option<HopId>) -> Context<'_> {
        Context { machine: self.machine, because, caller: self.caller }
    }

    /// Has `event` happen `after` from now.
    pub(crate) fn schedule(&mut self, after: Duration, event: impl Into<QueueEvent>) -> Ticket {
        let at = self.machine.now.checked_add(after).unwrap_or(Timestamp::MAX);
        self.schedule_at(at, event)
    }

    /// Has `event` happen at an instant; one that is past is now.
    pub(crate) fn schedule_at(&mut self, at: Timestamp, event: impl Into<QueueEvent>) -> Ticket {
        self.enqueue(at, event.into(), Recurrence::Once)
    }

    /// Has `event` happen `after` from now as part of something that never ends; no story waits
    /// for it.
    pub(crate) fn schedule_background(
        &mut self,
        after: Duration,
        event: impl Into<QueueEvent>,
    ) -> Ticket {
        let at = self.machine.now.checked_add(after).unwrap_or(Timestamp::MAX);
        self.enqueue(at, event.into(), Recurrence::Background)
    }

    /// Takes back what was scheduled; what has happened is left alone.
    pub(crate) fn cancel(&mut self, ticket: Ticket) {
        self.machine.queue.cancel(ticket);
    }

    /// Puts an event on the default bus as AWS services do, after [`Delay::ServiceEvent`].
    ///
    /// The envelope (id, account, region, time) is made here; `time` is now, in whole seconds.
    pub(crate) fn emit_event(
        &mut self,
        source: &str,
        detail_type: &str,
        resources: &[String],
        detail: &Value,
    ) {
        let event = BusEvent::of_service(self, source, detail_type, resources, detail);
        let after = self.delay(Delay::ServiceEvent);
        let explained = Explained::ByRulesOfTheSource;
        self.schedule(after, EventsEvent::Arrive(Arrival { event, invocations: 1, explained }));
    }

    /// Says that something was stored and has no effect; the record prints it once.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.machine.notes.insert(note.into());
    }

    fn enqueue(&mut self, at: Timestamp, event: QueueEvent, recurrence: Recurrence) -> Ticket {
        let queued = Queued { because: self.because, recurrence, event };
        self.machine.queue.push(at.max(self.machine.now), queued)
    }
}

/// The partition of a region, as it stands in its ARNs.
pub(crate) fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}
