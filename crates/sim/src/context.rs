//! What a handler of a service gets: the instant, the cause, and the way to have effects.
//!
//! A service changes its own state and nothing else. Whatever reaches beyond it goes through the
//! context, and carries the hop that caused it, so that the chains of a record are true by
//! construction.

use std::time::Duration;

use firedrill_arn::Arn;
use firedrill_record::{ApiCaller, HopId, HopKind};
use firedrill_seed::SeededRandom;
use jiff::Timestamp;
use serde_json::Value;

use crate::delay::Delay;
use crate::error::NotModelled;
use crate::events::{Arrival, BusEvent, DEFAULT_BUS, EventsEvent, Explained};
use crate::iam::Roles;
use crate::machine::Machine;
use crate::origin::Origin;
use crate::queue::{Queued, Recurrence, Ticket};
use crate::services::QueueEvent;
use crate::tags::Tags;

/// The account as one handler sees it while one call or one event is handled.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    machine: &'a mut Machine,
    origin: Origin,
    caller: Option<&'a ApiCaller>,
}

impl<'a> Context<'a> {
    /// The context of something that happens at `origin`.
    pub(crate) fn new(machine: &'a mut Machine, origin: Origin) -> Self {
        Self { machine, origin, caller: None }
    }

    /// The context of a call that `caller` makes; the hop of `origin` tells of it.
    pub(crate) fn of_call(machine: &'a mut Machine, origin: Origin, caller: &'a ApiCaller) -> Self {
        Self { machine, origin, caller: Some(caller) }
    }

    /// The current instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.machine.now
    }

    /// The account id, twelve digits.
    pub(crate) fn account_id(&self) -> &str {
        &self.machine.account_id
    }

    /// The region in which this happens, such as `ap-northeast-1`.
    pub(crate) fn region(&self) -> &str {
        self.origin.region.as_str()
    }

    /// An ARN of this account and region, such as `arn:aws:ecs:REGION:ACCOUNT:cluster/prod` for
    /// `arn("ecs", "cluster/prod")`.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        Arn::in_region(service, self.region(), self.account_id(), resource).to_string()
    }

    /// An ARN of this account for a service that has no regions, such as
    /// `arn:aws:iam::ACCOUNT:root` for `global_arn("iam", "root")`.
    pub(crate) fn global_arn(&self, service: &str, resource: &str) -> String {
        Arn::global(service, self.region(), self.account_id(), resource).to_string()
    }

    /// The generator of ids.
    pub(crate) fn ids(&mut self) -> &mut SeededRandom {
        &mut self.machine.ids
    }

    /// The seed of the next execution.
    pub(crate) fn execution_seed(&mut self) -> u64 {
        self.machine.execution_seeds.next_u64()
    }

    /// Who makes the call that is handled; nobody does where an event is played.
    pub(crate) fn caller(&self) -> Option<&ApiCaller> {
        self.caller
    }

    /// The roles of the account, which any service may be told to assume.
    pub(crate) fn roles(&self) -> &Roles {
        &self.machine.roles
    }

    /// Whether a service may assume a role for what `source_arn` names.
    ///
    /// # Errors
    /// [`NotModelled`] if the trust policy cannot be evaluated.
    pub(crate) fn may_assume(
        &self,
        role_arn: &str,
        principal: &str,
        source_arn: &str,
    ) -> Result<bool, NotModelled> {
        let Machine { roles, account_id, .. } = &*self.machine;
        roles.may_assume(role_arn, principal, source_arn, account_id)
    }

    /// The roles of the account, to be changed; IAM alone does.
    pub(crate) fn roles_mut(&mut self) -> &mut Roles {
        &mut self.machine.roles
    }

    /// The tags of the account's resources.
    pub(crate) fn tags(&self) -> &Tags {
        &self.machine.tags
    }

    /// The tags of the account's resources, to be changed.
    pub(crate) fn tags_mut(&mut self) -> &mut Tags {
        &mut self.machine.tags
    }

    /// How long a delay lasts in this account.
    pub(crate) fn delay(&self, delay: Delay) -> Duration {
        self.machine.delays.of(delay)
    }

    /// The hop that led here: the hop of the API call, or the cause of the event that is played.
    pub(crate) fn because(&self) -> Option<HopId> {
        self.origin.because
    }

    /// Writes what happened now, because of [`Self::because`]. What follows from it (events that
    /// are scheduled, hops that are written) has the new hop as its cause.
    pub(crate) fn hop(&mut self, kind: HopKind) -> HopId {
        let hop = self.machine.chronicle.push(self.machine.now, self.origin.because, kind);
        self.origin.because = Some(hop);
        hop
    }

    /// The same account for something with another cause, such as the next of several tasks that
    /// one call starts: hops written there do not become causes here.
    pub(crate) fn fork(&mut self) -> Context<'_> {
        Context { machine: self.machine, origin: self.origin.clone(), caller: self.caller }
    }

    /// The same account for something that another hop led to.
    pub(crate) fn because_of(&mut self, because: Option<HopId>) -> Context<'_> {
        let origin = self.origin.because_of(because);
        Context { machine: self.machine, origin, caller: self.caller }
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
        self.schedule(
            after,
            EventsEvent::Arrive(Arrival {
                bus: DEFAULT_BUS.to_owned(),
                event,
                invocations: 1,
                explained,
            }),
        );
    }

    /// Says that something was stored and has no effect; the record prints it once.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.machine.notes.insert(note.into());
    }

    fn enqueue(&mut self, at: Timestamp, event: QueueEvent, recurrence: Recurrence) -> Ticket {
        let queued = Queued { origin: self.origin.clone(), recurrence, event };
        self.machine.queue.push(at.max(self.machine.now), queued)
    }
}
