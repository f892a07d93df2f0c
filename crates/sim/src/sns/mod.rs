//! Amazon SNS: standard topics, their subscriptions, and what is published to them.
//!
//! It owns topics and subscriptions, the checks of a published message, and the envelope in which
//! a subscriber gets it. It refuses to know how a message arrives: queues take it from SQS's own
//! event. Modelled are deliveries to queues. Subscriptions by e-mail and HTTP wait for a
//! confirmation that nobody can give (ConfirmSubscription is not served) and receive nothing,
//! which the record says; a message to a confirmed subscription of another protocol is not
//! modelled. FIFO topics, filter policies and redrive policies are refused by name.

mod delivery;
mod error;
mod message_attribute;
mod notification;
mod publish;
mod service;
mod subscription;
mod subscriptions;
mod tags;
mod topic;
mod topics;

pub(crate) use delivery::PRINCIPAL;
pub(crate) use service::Sns;
