//! Delivery: from an event on the bus to the calls that each matching rule makes of its targets.

use std::sync::Arc;

use firedrill_eventbridge::LeafExplanation;
use firedrill_record::{HopId, HopKind, LeafVerdict, MatchedAlternative};

use super::bus_event::BusEvent;
use super::invocation::{Invocation, invoke};
use super::rule::{DEFAULT_BUS, Rule};
use crate::account::Account;
use crate::context::Context;
use crate::delay::Delay;

/// Something that happens on the bus.
#[derive(Debug, Clone)]
pub(crate) enum EventsEvent {
    /// An event arrives.
    Arrive(Arrival),
    /// A target is called.
    Invoke(Arc<Invocation>),
}

/// An event that arrives on the default bus.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) event: BusEvent,
    /// How often each target is called: once, and once more for each duplicate. EventBridge
    /// promises at least one call, not one.
    pub(crate) invocations: u32,
    pub(crate) explained: Explained,
}

/// Which rules say why they do not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Explained {
    /// All: somebody sent this event and wants to know.
    ByEveryRule,
    /// Those that can match events of this source: services emit many events that nobody sent.
    ByRulesOfTheSource,
}

/// Plays what is due on the bus.
pub(super) fn play(account: &mut Account, event: EventsEvent, because: Option<HopId>) {
    match event {
        EventsEvent::Arrive(arrival) => {
            let on_bus = land(account, &arrival, because);
            match_rules(account, &arrival, on_bus);
        }
        EventsEvent::Invoke(invocation) => invoke(account, &invocation, because),
    }
}

/// Writes that an event is on the bus.
pub(crate) fn land(account: &mut Account, arrival: &Arrival, because: Option<HopId>) -> HopId {
    let event = &arrival.event;
    Context::new(&mut account.machine, because).hop(HopKind::EventOnBus {
        bus: DEFAULT_BUS.to_owned(),
        event_id: event.id.to_string(),
        source: event.source.to_string(),
        detail_type: event.detail_type.to_string(),
    })
}

/// Has every rule look at an event that is on the bus.
pub(crate) fn match_rules(account: &mut Account, arrival: &Arrival, on_bus: HopId) {
    for rule in account.services.events.enabled_rules() {
        let near = rule.sources.may_match(&arrival.event.source);
        if near || arrival.explained == Explained::ByEveryRule {
            evaluate(&rule, arrival, &mut Context::new(&mut account.machine, Some(on_bus)));
        }
    }
}

fn evaluate(rule: &Rule, arrival: &Arrival, context: &mut Context<'_>) {
    let event = &arrival.event;
    let (matched, leaves) = match rule.pattern.explain(&event.text) {
        Ok(explanation) => (explanation.matched, explanation.leaves().map(leaf_verdict).collect()),
        // The bus has read the event; a pattern that cannot is no match, and says why.
        Err(error) => {
            let leaf = LeafVerdict {
                path: String::new(),
                matched: false,
                reason: error.to_string(),
                alternative: None,
            };
            (false, vec![leaf])
        }
    };
    context.hop(HopKind::RuleEvaluated {
        rule: rule.name.clone(),
        event_id: event.id.to_string(),
        matched,
        leaves,
    });
    if !matched {
        return;
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
}

/// What a leaf says, with the first of its alternatives that matched.
fn leaf_verdict(leaf: &LeafExplanation) -> LeafVerdict {
    let mut alternatives = leaf.alternatives.iter().enumerate();
    let matched = alternatives.find(|(_, alternative)| leaf.matched && alternative.matched);
    LeafVerdict {
        path: leaf.path.to_string(),
        matched: leaf.matched,
        reason: leaf.reason.clone(),
        alternative: matched.map(|(index, alternative)| MatchedAlternative {
            index,
            span: alternative.span.clone(),
        }),
    }
}
