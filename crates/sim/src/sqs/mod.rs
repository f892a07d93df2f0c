//! Amazon SQS: standard queues, their messages, and what other services send to them.
//!
//! It owns queues and messages, visibility time-outs, dead-letter queues and the digests that
//! clients check. It refuses to know who sends: other services of the account send with
//! [`SqsEvent::Arrive`]. FIFO queues are not modelled. Queue policies and encryption are stored
//! and have no effect, and the record says so.
//!
//! A long poll is answered at once: the virtual clock stands still during a call, so nothing can
//! arrive while it waits. Whoever waits for a message advances the account and asks again.

mod attributes;
mod digest;
mod error;
mod message;
mod queue;
mod queues;
mod receive;
mod redrive;
mod send;
mod sending;
mod service;
mod tags;

pub(crate) use sending::send_message;
pub(crate) use service::Sqs;
