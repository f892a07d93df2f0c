//! Amazon EventBridge: buses, rules, their targets, and delivery.
//!
//! Owns which event reaches which target, when, and how often. What a pattern matches and what a
//! transformer makes is `firedrill_eventbridge`'s; what a target does is the target's service's.

mod bus;
mod bus_event;
mod dead_letter;
mod delivery;
mod destination;
mod invocation;
mod put_events;
mod retry;
mod rule;
mod service;
mod tags;
mod target;

pub(crate) use bus::DEFAULT_BUS;
pub(crate) use bus_event::BusEvent;
pub use bus_event::{EnvelopeError, check_event};
pub(crate) use delivery::{Arrival, EventsEvent, Explained, land, match_rules};
pub use put_events::EVENT_BYTES;
pub(crate) use service::Events;
