//! Publishing: a pending finding becomes a hop and an event that is on its way to the bus.

use firedrill_api::Value;
use firedrill_finding::{FindingFacts, FindingGenerator};
use firedrill_record::HopKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::source::{FindingSource, FindingSourceError, Times};
use crate::account::Account;
use crate::context::Context;
use crate::delay::Delay;
use crate::error::{Handled, NotModelled};
use crate::events::{Arrival, DEFAULT_BUS, EventsEvent, Explained};
use crate::operation::ServedOperation;
use crate::origin::Origin;
use crate::service::Service;
use crate::stimulus::Delivery;

/// Something that GuardDuty does later.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum GuardDutyEvent {
    /// It makes a finding.
    Publish(Box<PendingFinding>),
}

/// A threat that is acted out and not yet found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PendingFinding {
    pub(crate) finding: FindingSource,
    pub(crate) delivery: Delivery,
    /// When the threat was acted out.
    pub(crate) seen: Timestamp,
}

/// The detector of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GuardDuty {
    generator: FindingGenerator,
}

impl Service for GuardDuty {
    const NAME: &'static str = "guardduty";
    const OPERATIONS: &'static [ServedOperation] = &[];
    type Event = GuardDutyEvent;

    fn new(seed: u64) -> Self {
        Self { generator: FindingGenerator::new(seed) }
    }

    fn call(
        &mut self,
        operation: &str,
        _input: Value,
        _context: &mut Context<'_>,
    ) -> Handled<Value> {
        Err(NotModelled::new(format!("guardduty:{operation}")).into())
    }

    fn play(account: &mut Account, event: GuardDutyEvent, origin: Origin) {
        let GuardDutyEvent::Publish(pending) = event;
        publish(account, &pending, &origin);
    }
}

impl GuardDuty {
    /// Refuses what could not be published later; draws nothing from the seed.
    ///
    /// # Errors
    /// [`FindingSourceError`].
    pub(crate) fn check(
        &self,
        finding: &FindingSource,
        now: Timestamp,
    ) -> Result<(), FindingSourceError> {
        let times = Times { seen: now, created: now, on_bus: now };
        finding.event(&mut self.generator.clone(), times).map(|_| ())
    }
}

/// Makes the finding and sends its event on its way to the bus.
fn publish(account: &mut Account, pending: &PendingFinding, origin: &Origin) {
    let guardduty = &mut account.regions.services(&origin.region).guardduty;
    let mut context = Context::new(&mut account.machine, origin.clone());
    let after = context.delay(Delay::Delivery).saturating_add(pending.delivery.delay);
    let created = context.now();
    let on_bus = created.checked_add(after).unwrap_or(Timestamp::MAX);
    let times = Times { seen: pending.seen, created, on_bus };
    let event = match pending.finding.event(&mut guardduty.generator, times) {
        Ok(event) => event,
        // It was tried when the story began.
        Err(error) => {
            account.stop_at(NotModelled::new(format!("guardduty: {error}")), origin.because);
            return;
        }
    };
    let facts = FindingFacts::read(&event.text).ok();
    let fact = |fact: fn(&FindingFacts) -> &Option<String>| {
        facts.as_ref().and_then(|facts| fact(facts).clone())
    };
    context.hop(HopKind::FindingPublished {
        finding_id: fact(|facts| &facts.id).unwrap_or_default(),
        finding_type: fact(|facts| &facts.finding_type).unwrap_or_default(),
        task: fact(|facts| &facts.task_arn),
    });
    let arrival = Arrival {
        bus: DEFAULT_BUS.to_owned(),
        event,
        invocations: pending.delivery.duplicates.saturating_add(1),
        explained: Explained::ByEveryRule,
    };
    context.schedule(after, EventsEvent::Arrive(arrival));
}
