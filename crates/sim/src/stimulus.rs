//! What sets a story off: a threat that becomes a finding, or an event.

use std::time::Duration;

use firedrill_record::{HopId, HopKind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::account::Account;
use crate::context::Context;
use crate::delay::Delay;
use crate::events::{self, Arrival, BusEvent, EnvelopeError, EventsEvent, Explained};
use crate::guardduty::{FindingSource, FindingSourceError, GuardDutyEvent, PendingFinding};
use crate::names::ExecutionArn;

/// How many duplicates a stimulus may ask for.
const MOST_DUPLICATES: u32 = 1000;

/// How an event is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// How often each target is called again for the same event: EventBridge delivers at least
    /// once, not exactly once.
    pub duplicates: u32,
    /// How much later than usual the event is on the bus.
    #[serde(with = "jiff::fmt::serde::unsigned_duration::required")]
    pub delay: Duration,
}

/// What sets a story off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Stimulus {
    /// A threat is acted out; GuardDuty finds it after [`Delay::Detection`], and its event is on
    /// the bus after [`Delay::Delivery`] more.
    Finding {
        /// What was done, in words.
        trigger: String,
        /// The ARN of the task it was done in, where there is one.
        #[serde(default)]
        task: Option<String>,
        /// The finding.
        finding: FindingSource,
        /// How its event is delivered.
        #[serde(default)]
        delivery: Delivery,
    },
    /// An event is on the bus at once; its text is delivered word for word.
    Event {
        /// The whole event, as JSON.
        event: String,
        /// How it is delivered.
        #[serde(default)]
        delivery: Delivery,
    },
}

/// Why a stimulus is none.
#[derive(Debug, Error)]
pub enum StimulusError {
    /// Its event is no event.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// It asks for more duplicates than anybody needs.
    #[error("`{duplicates}` duplicates are more than {MOST_DUPLICATES}")]
    Duplicates {
        /// How many it asks for.
        duplicates: u32,
    },
    /// Its finding cannot be published.
    #[error(transparent)]
    Finding(#[from] FindingSourceError),
}

impl Delivery {
    fn check(self) -> Result<Self, StimulusError> {
        let Self { duplicates, .. } = self;
        if duplicates > MOST_DUPLICATES {
            return Err(StimulusError::Duplicates { duplicates });
        }
        Ok(self)
    }
}

impl Account {
    /// Sets a story off at `at`, after everything that is due by then; a time that is past counts
    /// as the current instant.
    ///
    /// Answers the hop with which the story begins.
    ///
    /// # Errors
    /// [`StimulusError`] if the text of an event has no envelope, a finding cannot be made, or a
    /// thousand duplicates are not enough; nothing happens then.
    pub fn inject(&mut self, stimulus: Stimulus, at: Timestamp) -> Result<HopId, StimulusError> {
        match stimulus {
            Stimulus::Finding { trigger, task, finding, delivery } => {
                let delivery = delivery.check()?;
                self.services.guardduty.check(&finding, self.now())?;
                self.advance_to(at);
                let begun = self.begin_story(HopKind::Trigger { description: trigger, task });
                let mut context = Context::new(&mut self.machine, Some(begun));
                let after = context.delay(Delay::Detection);
                let seen = context.now();
                let pending = Box::new(PendingFinding { finding, delivery, seen });
                context.schedule(after, GuardDutyEvent::Publish(pending));
                Ok(begun)
            }
            Stimulus::Event { event, delivery } => {
                let delivery = delivery.check()?;
                let event = BusEvent::parse(&event)?;
                self.advance_to(at);
                Ok(self.send(event, delivery))
            }
        }
    }

    /// Takes an execution that a client started for the beginning of a story, and answers the hop
    /// that tells of its start; none where no such execution started.
    pub fn begin_story_with(&mut self, execution: &ExecutionArn) -> Option<HopId> {
        let is_start = |kind: &HopKind| match kind {
            HopKind::ExecutionStarted { execution: started, .. } => started == execution.as_str(),
            _ => false,
        };
        let begun = self.hops().iter().rev().find(|hop| is_start(&hop.kind))?.id;
        self.machine.journal.mark_stimulus(begun);
        Some(begun)
    }

    fn send(&mut self, event: BusEvent, delivery: Delivery) -> HopId {
        let description = format!("the event `{}` was sent", event.id);
        let arrival = Arrival {
            event,
            invocations: delivery.duplicates.saturating_add(1),
            explained: Explained::ByEveryRule,
        };
        if delivery.delay.is_zero() {
            let on_bus = events::land(self, &arrival, None);
            self.machine.journal.mark_stimulus(on_bus);
            events::match_rules(self, &arrival, on_bus);
            return on_bus;
        }
        let begun = self.begin_story(HopKind::Trigger { description, task: None });
        Context::new(&mut self.machine, Some(begun))
            .schedule(delivery.delay, EventsEvent::Arrive(arrival));
        begun
    }

    fn begin_story(&mut self, kind: HopKind) -> HopId {
        let begun = Context::new(&mut self.machine, None).hop(kind);
        self.machine.journal.mark_stimulus(begun);
        begun
    }
}
