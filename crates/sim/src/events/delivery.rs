//! Delivery: from an event on the bus to the calls that each matching rule makes of its targets.

use std::sync::Arc;

use firedrill_eventbridge::LeafExplanation;
use firedrill_record::{HopId, HopKind, LeafVerdict};
use serde::{Deserialize, Serialize};

use super::bus_event::BusEvent;
use super::invocation::{Invocation, invoke};
use super::rule::Rule;
use crate::account::Account;
use crate::context::Context;
use crate::delay::Delay;
use crate::error::NotModelled;
use crate::origin::Origin;

/// Something that happens on the bus.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum EventsEvent {
    /// An event arrives.
    Arrive(Arrival),
    /// A target is called.
    Invoke(Arc<Invocation>),
}

/// An event that arrives on a bus.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Arrival {
    /// The name of the bus.
    pub(crate) bus: String,
    pub(crate) event: BusEvent,
    /// How often each target is called: once, and once more for each duplicate. EventBridge
    /// promises at least one call, not one.
    pub(crate) invocations: u32,
    pub(crate) explained: Explained,
}

/// Which rules say why they do not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Explained {
    /// All: somebody sent this event and wants to know.
    ByEveryRule,
    /// Those that can match events of this source: services emit many events that nobody sent.
    ByRulesOfTheSource,
}

/// Plays what is due on the bus.
pub(super) fn play(account: &mut Account, event: EventsEvent, origin: &Origin) {
    match event {
        EventsEvent::Arrive(arrival) => {
            let on_bus = land(account, &arrival, origin);
            match_rules(account, &arrival, &origin.because_of(on_bus));
        }
        EventsEvent::Invoke(invocation) => invoke(account, &invocation, origin),
    }
}

/// Writes that an event is on the bus.
pub(crate) fn land(account: &mut Account, arrival: &Arrival, origin: &Origin) -> HopId {
    let event = &arrival.event;
    Context::new(&mut account.machine, origin.clone()).hop(HopKind::EventOnBus {
        bus: arrival.bus.clone(),
        event_id: event.id.to_string(),
        source: event.source.to_string(),
        detail_type: event.detail_type.to_string(),
    })
}

/// Has every rule look at an event that is on a bus of the region, as the hop of `on_bus` tells.
pub(crate) fn match_rules(account: &mut Account, arrival: &Arrival, on_bus: &Origin) {
    for rule in account.regions.services(&on_bus.region).events.enabled_rules(&arrival.bus) {
        let near = rule.sources.may_match(&arrival.event.source);
        if near || arrival.explained == Explained::ByEveryRule {
            let mut context = Context::new(&mut account.machine, on_bus.clone());
            if let Err(not_modelled) = evaluate(&rule, arrival, &mut context) {
                account.stop_at(not_modelled, on_bus.because);
            }
        }
    }
}

/// Has a rule look at an event.
///
/// # Errors
/// There is no verdict: the bus took an event that EventBridge would refuse, or one that leaves too
/// much to choose from. That is not the same as an event that the rule lets pass by.
fn evaluate(rule: &Rule, arrival: &Arrival, context: &mut Context<'_>) -> Result<(), NotModelled> {
    let event = &arrival.event;
    let explanation = rule.pattern.explain(&event.text).map_err(|error| {
        NotModelled::new(format!("rule `{}` on event `{}`: {error}", rule.name, event.id))
    })?;
    let matched = explanation.matched;
    let verdict = |leaf: &LeafExplanation| LeafVerdict {
        path: leaf.path.to_string(),
        matched: leaf.matched,
        reason: leaf.reason.clone(),
    };
    let leaves = explanation.leaves().map(verdict).collect();
    context.hop(HopKind::RuleEvaluated {
        rule: rule.name.clone(),
        event_id: event.id.to_string(),
        matched,
        leaves,
    });
    if !matched {
        return Ok(());
    }
    for target in &rule.targets {
        let invocation = Arc::new(Invocation {
            rule_name: rule.name.clone(),
            rule_arn: rule.arn.clone(),
            target: Arc::clone(target),
            event: event.clone(),
            ingested: context.now(),
            input: None,
            failures: 0,
        });
        for duplicate in 0..arrival.invocations {
            let later = context.delay(Delay::Redelivery).saturating_mul(duplicate);
            let after = context.delay(Delay::Target).saturating_add(later);
            context.schedule(after, EventsEvent::Invoke(Arc::clone(&invocation)));
        }
    }
    Ok(())
}
