//! The account: one value that answers calls, plays what is due and keeps the record.

use std::collections::BTreeSet;

use firedrill_api::Value;
use firedrill_record::{ApiCaller, ApiOutcome, HopId, HopKind, Hops};
use jiff::Timestamp;

use crate::call::{Answer, Call, RequestRefusal};
use crate::check::check;
use crate::context::Context;
use crate::delay::Delays;
use crate::error::{CallError, Handled, NotModelled};
use crate::fault::{Fault, FaultLeft, Faults};
use crate::iam::Roles;
use crate::ids::Ids;
use crate::journal::{Journal, Reserved};
use crate::machine::Machine;
use crate::members::screen;
use crate::placement::TaskPlacement;
use crate::queue::Queue;
use crate::services::{Services, is_served, member_table};
use crate::spelling;

/// How many events one instant may hold; more than that never ends.
const EVENTS_AT_ONE_INSTANT: u32 = 100_000;

/// What an account is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// The account id, twelve digits.
    pub account_id: String,
    /// The region, such as `ap-northeast-1`.
    pub region: String,
    /// The seed of every id and of every random choice.
    pub seed: u64,
    /// Where the clock starts.
    pub start: Timestamp,
    /// The delays.
    pub delays: Delays,
}

/// A simulated AWS account in one region.
///
/// A clone is an account of its own with the same past: deploy once and clone for each trial.
#[derive(Debug, Clone)]
pub struct Account {
    pub(crate) machine: Machine,
    pub(crate) services: Services,
    faults: Faults,
    not_modelled: Option<NotModelled>,
    /// How many events have been played at the current instant.
    played: u32,
}

impl Account {
    /// An empty account.
    #[must_use]
    pub fn new(settings: AccountSettings) -> Self {
        let AccountSettings { account_id, region, seed, start, delays } = settings;
        Self {
            machine: Machine {
                account_id,
                region,
                now: start,
                queue: Queue::default(),
                journal: Journal::default(),
                ids: Ids::new(seed),
                delays,
                roles: Roles::default(),
                notes: BTreeSet::new(),
            },
            services: Services::new(seed),
            faults: Faults::default(),
            not_modelled: None,
            played: 0,
        }
    }

    /// The current instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.machine.now
    }

    /// The account id.
    #[must_use]
    pub fn account_id(&self) -> &str {
        &self.machine.account_id
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.machine.region
    }

    /// The delays that the outcome rests on.
    #[must_use]
    pub fn delays(&self) -> &Delays {
        &self.machine.delays
    }

    /// Takes other delays; what is under way keeps the times that it has.
    pub fn set_delays(&mut self, delays: Delays) {
        self.machine.delays = delays;
    }

    /// Makes coming calls fail.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// The faults that calls are still to come for.
    pub fn faults_left(&self) -> impl Iterator<Item = &FaultLeft> {
        self.faults.left()
    }

    /// Whether CreateStateMachine looks at the role that it is given, as AWS does: the role must
    /// exist and trust Step Functions. It does unless this says otherwise.
    pub fn check_roles(&mut self, check: bool) {
        self.machine.roles.set_checked(check);
    }

    /// Puts a task into a cluster under the ARN that a finding names.
    ///
    /// The cluster is made where it is missing. The task runs from now on.
    pub fn place_task(&mut self, placement: &TaskPlacement) {
        let mut context = Context::new(&mut self.machine, None);
        self.services.ecs.place_task(placement, &mut context);
    }

    /// Answers a call at `now`, after everything that is due by then; a time that is past counts
    /// as the current instant.
    ///
    /// # Errors
    /// [`CallError::Service`] where the service refuses the call, [`CallError::NotModelled`] where
    /// the simulator does not know what the service would do.
    pub fn call(&mut self, call: Call, now: Timestamp) -> Result<Value, CallError> {
        self.answer(call, now).result
    }

    /// As [`Self::call`], with the request id and the hop of the call.
    pub fn answer(&mut self, call: Call, now: Timestamp) -> Answer {
        self.advance_to(now);
        self.perform(call, None)
    }

    /// Writes that a client's request could not be read.
    pub fn refuse_request(&mut self, refusal: RequestRefusal) {
        let RequestRefusal { method, path, service, code, message, status } = refusal;
        let kind = HopKind::RequestRefused { method, path, service, code, message, status };
        self.machine.journal.push(self.machine.now, None, kind);
    }

    /// How many tasks of a group run in a cluster, which is named by its name.
    #[must_use]
    pub fn running_tasks(&self, cluster: &str, group: &str) -> usize {
        self.services.ecs.running_tasks(cluster, group)
    }

    /// Plays everything that is due by `instant` and leaves the clock there; a time that is past
    /// changes nothing.
    pub fn advance_to(&mut self, instant: Timestamp) {
        let instant = instant.max(self.machine.now);
        while let Some((at, queued)) = self.machine.queue.pop_until(instant) {
            self.move_clock(at);
            self.played += 1;
            if self.played > EVENTS_AT_ONE_INSTANT {
                self.stop_the_machine();
                break;
            }
            queued.event.play(self, queued.because);
        }
        self.move_clock(instant);
    }

    /// When the next event is due.
    #[must_use]
    pub fn next_instant(&self) -> Option<Timestamp> {
        self.machine.queue.next_instant()
    }

    /// Whether every story is over: nothing waits in the queue, and no execution runs, that a
    /// stimulus led to. What recurs for ever is not waited for.
    #[must_use]
    pub fn settled(&self) -> bool {
        let journal = &self.machine.journal;
        let is_story =
            |because: Option<HopId>| because.is_some_and(|hop| journal.is_stimulated(hop));
        !self.machine.queue.waiting_for().any(is_story)
            && !self.services.states.running().map(Some).any(is_story)
    }

    /// Everything that happened since the account was made or its record was cleared.
    #[must_use]
    pub fn hops(&self) -> &Hops {
        self.machine.journal.hops()
    }

    /// The hops with which each story begins.
    #[must_use]
    pub fn stimuli(&self) -> &[HopId] {
        self.machine.journal.stimuli()
    }

    /// The first thing that was asked for and is not modelled; it ends a run.
    #[must_use]
    pub fn not_modelled(&self) -> Option<&NotModelled> {
        self.not_modelled.as_ref()
    }

    /// What a reader of the record must know: what was accepted and has no effect, in the order
    /// of the alphabet.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.machine.notes.iter().map(String::as_str)
    }

    /// Forgets what happened, so that the record tells of what follows and not of the set-up.
    ///
    /// Numbers of hops go on. What is under way keeps its cause, which is no longer in the record.
    pub fn clear_record(&mut self) {
        self.machine.journal.forget();
        self.not_modelled = None;
    }

    /// Performs a call now.
    pub(crate) fn perform(&mut self, call: Call, because: Option<HopId>) -> Answer {
        let reserved = self.machine.journal.reserve(because);
        self.finish(call, reserved)
    }

    /// Performs a call whose place in the record is taken: what it leads to is written before its
    /// answer is known, and the call itself when it is.
    fn finish(&mut self, call: Call, reserved: Reserved) -> Answer {
        let hop = reserved.id;
        let request_id = self.machine.ids.uuid();
        let request = spelling::request(&call.service, &call.operation, &call.input);
        let Call { service, operation, input, caller } = call;
        let injected = self.faults.take(&service, &operation);
        let result = match &injected {
            Some(error) => Err(error.clone().into()),
            None => self.handle(&service, &operation, input, &caller, hop),
        };
        let outcome = match &result {
            Ok(response) => ApiOutcome::Succeeded {
                response: spelling::response(&service, &operation, response),
            },
            Err(CallError::Service(error)) => ApiOutcome::Failed {
                code: error.code.clone(),
                message: error.message.clone(),
                status: error.status,
                injected: injected.is_some(),
            },
            Err(CallError::NotModelled(what)) => {
                self.stop_at(what.clone(), Some(hop));
                ApiOutcome::Failed {
                    code: "NotModelled".to_owned(),
                    message: what.to_string(),
                    status: 501,
                    injected: false,
                }
            }
        };
        let kind = HopKind::ApiCall {
            service,
            operation,
            caller,
            request_id: request_id.clone(),
            request,
            outcome,
        };
        self.machine.journal.write(reserved, self.machine.now, kind);
        Answer { request_id, hop, result }
    }

    fn handle(
        &mut self,
        service: &str,
        operation: &str,
        input: Value,
        caller: &ApiCaller,
        hop: HopId,
    ) -> Handled<Value> {
        let table = member_table(service).filter(|_| is_served(service, operation));
        let table = table.ok_or_else(|| NotModelled::new(format!("{service}:{operation}")))?;
        check(service, operation, &input)?;
        for stored in screen(service, operation, table, &input)? {
            self.machine.notes.insert(format!("{stored} is stored and has no effect"));
        }
        let mut context = Context::of_call(&mut self.machine, hop, caller);
        self.services.call(service, operation, input, &mut context)
    }

    /// Writes that the simulator was asked for what it does not model.
    pub(crate) fn stop_at(&mut self, what: NotModelled, because: Option<HopId>) {
        let kind = HopKind::NotModelled { what: what.what.clone() };
        self.machine.journal.push(self.machine.now, because, kind);
        self.not_modelled.get_or_insert(what);
    }

    fn move_clock(&mut self, to: Timestamp) {
        if to > self.machine.now {
            self.machine.now = to;
            self.played = 0;
        }
    }

    /// Takes everything back that is to come: an instant that holds more events than anything
    /// that ends could cause, such as a rule that starts what it is matched by, never ends.
    fn stop_the_machine(&mut self) {
        self.machine.queue.clear();
        let what = format!("more than {EVENTS_AT_ONE_INSTANT} events at one instant");
        self.stop_at(NotModelled::new(what), None);
    }
}
