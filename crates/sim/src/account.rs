//! The account: one value that answers calls, plays what is due and keeps the record.

use std::collections::{BTreeMap, BTreeSet};

use firedrill_api::Value;
use firedrill_record::{ApiCaller, ApiOutcome, HopId, HopKind, Hops};
use firedrill_seed::Seed;
use firedrill_states::mock::MockedAnswers;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::authorization::authorize;
use crate::call::{Answer, Call};
use crate::check::check;
use crate::chronicle::Chronicle;
use crate::context::Context;
use crate::delay::Delays;
use crate::error::{CallError, Handled, NotModelled};
use crate::fault::{Fault, Faults};
use crate::iam::Roles;
use crate::machine::Machine;
use crate::origin::Origin;
use crate::placement::{TaskPlacement, TaskPlacementError};
use crate::queue::Queue;
use crate::region::Region;
use crate::regions::Regions;
use crate::services::is_served;
use crate::spelling;
use crate::states::Mocks;
use crate::tags::Tags;

/// How many events at one instant may come of one thing; more than that never ends.
const EVENTS_AT_ONE_INSTANT: u32 = 50_000;

/// What an account is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// The account id, twelve digits.
    pub account_id: String,
    /// The region in which its own stimuli happen, such as `ap-northeast-1`; clients may use any.
    pub region: String,
    /// The seed of every id and of every random choice.
    pub seed: u64,
    /// Where the clock starts.
    pub start: Timestamp,
    /// The delays.
    pub delays: Delays,
}

/// A simulated AWS account: the services of its regions, and what is global.
///
/// A clone is an account of its own with the same past: deploy once and clone for each trial.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    pub(crate) machine: Machine,
    pub(crate) regions: Regions,
    faults: Faults,
    /// How many events have been played at the current instant, by the hop that they come of.
    played: BTreeMap<Option<HopId>, u32>,
}

impl Account {
    /// An empty account.
    #[must_use]
    pub fn new(settings: AccountSettings) -> Self {
        let AccountSettings { account_id, region, seed, start, delays } = settings;
        let streams = Seed::new(seed);
        Self {
            machine: Machine {
                account_id,
                region: Region::new(&region),
                now: start,
                queue: Queue::default(),
                chronicle: Chronicle::default(),
                ids: streams.stream("ids"),
                execution_seeds: streams.stream("executions"),
                delays,
                roles: Roles::default(),
                tags: Tags::default(),
                notes: BTreeSet::new(),
            },
            regions: Regions::new(seed),
            faults: Faults::default(),
            played: BTreeMap::new(),
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

    /// The region in which its own stimuli happen, and calls that name none.
    #[must_use]
    pub fn region(&self) -> &str {
        self.machine.region.as_str()
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

    /// Has the tasks of the states that `answers` names answered without a call, in executions of
    /// every state machine of the account's own region.
    pub fn set_mocks(&mut self, answers: MockedAnswers) {
        let region = self.machine.region.clone();
        self.regions.services(&region).states.mocks = Mocks::new(answers);
    }

    /// Makes coming calls fail.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// The faults that are not used up: each with the number of calls that it still waits for. One
    /// without a number is among them as long as no call has met it.
    pub fn faults_left(&self) -> impl Iterator<Item = &Fault> {
        self.faults.left()
    }

    /// Whether permissions are looked at: a role that a service is to assume must exist and trust
    /// the service, and the policy of a queue or topic must let a service in that acts in its own
    /// name. They are unless this says otherwise.
    pub fn check_roles(&mut self, check: bool) {
        self.machine.roles.set_checked(check);
    }

    /// Puts a task into a cluster under the ARN that a finding names.
    ///
    /// The cluster is made where it is missing. The task runs from now on.
    ///
    /// # Errors
    /// [`TaskPlacementError`] for a launch type that tasks are not placed with.
    pub fn place_task(&mut self, placement: &TaskPlacement) -> Result<(), TaskPlacementError> {
        let origin = self.home(None);
        let ecs = &mut self.regions.services(&origin.region).ecs;
        ecs.place_task(placement, &mut Context::new(&mut self.machine, origin))
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

    /// As [`Self::answer`], for a call with which a story begins, such as an execution that is
    /// started by hand.
    pub fn answer_stimulus(&mut self, call: Call, now: Timestamp) -> Answer {
        self.advance_to(now);
        let hop = self.begin(None);
        self.machine.chronicle.mark_stimulus(hop);
        self.finish(call, hop)
    }

    /// Plays everything that is due by `instant` and leaves the clock there; a time that is past
    /// changes nothing.
    pub fn advance_to(&mut self, instant: Timestamp) {
        let instant = instant.max(self.machine.now);
        while let Some((at, queued)) = self.machine.queue.pop_until(instant) {
            self.move_clock(at);
            if self.is_endless(queued.origin.because) {
                continue;
            }
            queued.event.play(self, queued.origin);
        }
        self.move_clock(instant);
    }

    /// When the next event is due.
    #[must_use]
    pub fn next_instant(&self) -> Option<Timestamp> {
        self.machine.queue.next_instant()
    }

    /// Whether every story is over: nothing waits in the queue, and no execution runs, that a
    /// stimulus led to. What recurs for ever is not waited for, and a story that has met what is
    /// not modelled is over there.
    #[must_use]
    pub fn settled(&self) -> bool {
        let chronicle = &self.machine.chronicle;
        let mut waiting = self.machine.queue.waiting_for().flatten();
        let mut running = self.regions.iter().flat_map(|services| services.states.running());
        !waiting.any(|hop| chronicle.is_awaited(hop))
            && !running.any(|hop| chronicle.is_awaited(hop))
    }

    /// Everything that happened since the account was made or its record was cleared.
    #[must_use]
    pub fn hops(&self) -> &Hops {
        self.machine.chronicle.hops()
    }

    /// The hops with which each story begins.
    #[must_use]
    pub fn stimuli(&self) -> &[HopId] {
        self.machine.chronicle.stimuli()
    }

    /// The first thing that each story met and that is not modelled, with the stimulus of the story.
    ///
    /// It ends that story and no other; a client that asks for what is not modelled is told, and
    /// that is all.
    pub fn not_modelled(&self) -> impl Iterator<Item = (HopId, &NotModelled)> {
        self.machine.chronicle.not_modelled()
    }

    /// What a reader of the record must know: what was accepted and has no effect, in the order
    /// of the alphabet.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.machine.notes.iter().map(String::as_str)
    }

    /// Forgets what happened, so that the record tells of what follows and not of the set-up.
    ///
    /// What is under way goes on without a cause.
    pub fn clear_record(&mut self) {
        self.machine.chronicle = Chronicle::default();
        self.machine.queue.forget_causes();
        self.regions.iter_mut().for_each(|services| services.states.forget_causes());
    }

    /// The account's own region, for something that `because` led to.
    pub(crate) fn home(&self, because: Option<HopId>) -> Origin {
        Origin::new(self.machine.region.clone(), because)
    }

    /// Performs a call now. It is the one way in which a service of the account acts on another:
    /// faults hit it, policies refuse it, and the record shows it.
    pub(crate) fn perform(&mut self, call: Call, because: Option<HopId>) -> Answer {
        let begun = self.begin(because);
        self.finish(call, begun)
    }

    /// Takes the place of a call in the record: what it leads to is written before its answer is
    /// known, and [`Self::finish`] writes the call itself.
    fn begin(&mut self, because: Option<HopId>) -> HopId {
        let nothing_yet = HopKind::NotModelled { what: String::new() };
        self.machine.chronicle.push(self.machine.now, because, nothing_yet)
    }

    fn finish(&mut self, call: Call, hop: HopId) -> Answer {
        let request_id = self.machine.ids.uuid();
        let request = spelling::request(&call.service, &call.operation, &call.input);
        let Call { service, operation, input, caller, region } = call;
        let origin = Origin::new(region.unwrap_or_else(|| self.machine.region.clone()), hop);
        let caller = caller.identify(&self.machine.account_id, &origin.region);
        let injected = self.faults.take(&service, &operation);
        let result = match &injected {
            Some(error) => Err(error.clone().into()),
            None => self.handle(&service, &operation, input, &caller, origin),
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
        self.machine.chronicle.amend(hop, kind);
        Answer { request_id, hop, result }
    }

    fn handle(
        &mut self,
        service: &str,
        operation: &str,
        input: Value,
        caller: &ApiCaller,
        origin: Origin,
    ) -> Handled<Value> {
        if !is_served(service, operation) {
            return Err(NotModelled::new(format!("{service}:{operation}")).into());
        }
        check(service, operation, &input)?;
        let services = self.regions.services(&origin.region);
        authorize(&self.machine, services, caller, service, operation, &input)?;
        let mut context = Context::of_call(&mut self.machine, origin, caller);
        services.call(service, operation, input, &mut context)
    }

    /// Writes that the simulator was asked for what it does not model, and ends the story of
    /// `because` there.
    pub(crate) fn stop_at(&mut self, what: NotModelled, because: Option<HopId>) {
        let kind = HopKind::NotModelled { what: what.what.clone() };
        self.machine.chronicle.push(self.machine.now, because, kind);
        if let Some(story) = because.and_then(|hop| self.machine.chronicle.story_of(hop)) {
            self.machine.chronicle.end_story(story, what);
        }
    }

    fn move_clock(&mut self, to: Timestamp) {
        if to > self.machine.now {
            self.machine.now = to;
            self.played.clear();
        }
    }

    /// Whether an event that `because` led to is one of more at this instant than anything that
    /// ends could cause, such as those of a rule that starts what it is matched by.
    ///
    /// Such events are given up, and nobody else's; the first is written with the rule that it came
    /// of. EventBridge throttles a rule that feeds itself, at a rate that is documented nowhere.
    fn is_endless(&mut self, because: Option<HopId>) -> bool {
        let Machine { chronicle, now, .. } = &self.machine;
        let root = because.map(|hop| chronicle.root_at(hop, *now));
        let played = self.played.entry(root).or_default();
        *played = played.saturating_add(1);
        if *played == EVENTS_AT_ONE_INSTANT + 1 {
            let rule = because.and_then(|hop| chronicle.rule_behind(hop));
            let of = rule.map(|rule| format!(" of the rule `{rule}`")).unwrap_or_default();
            let what = format!("more than {EVENTS_AT_ONE_INSTANT} events{of} at one instant");
            self.stop_at(NotModelled::new(what), because);
        }
        self.played.get(&root).is_some_and(|played| *played > EVENTS_AT_ONE_INSTANT)
    }
}
