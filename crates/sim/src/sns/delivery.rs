//! Delivery: the way of a message from a topic to a queue that is subscribed, as a call that SNS
//! makes in its own name, and what becomes of one that fails.

use std::sync::Arc;
use std::time::Duration;

use firedrill_record::HopKind;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::caller::Caller;
use crate::context::Context;
use crate::error::{CallError, ServiceError};
use crate::names::{QueueArn, TopicArn};
use crate::operation::sqs::SendMessageRequest;
use crate::origin::Origin;
use crate::sqs::send_message;

/// The service that delivers.
pub(crate) const PRINCIPAL: &str = "sns.amazonaws.com";

/// Something that happens in SNS later.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum SnsEvent {
    /// A queue is called.
    Deliver(Arc<Delivery>),
}

/// A message on its way to one subscribed queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Delivery {
    pub(super) topic: TopicArn,
    /// The queue, which may be gone when the message arrives.
    pub(super) queue: QueueArn,
    /// The id under which SNS knows the message; hops carry it.
    pub(super) message_id: String,
    /// What the queue is sent, but for its address.
    pub(super) message: SendMessageRequest,
    pub(super) dead_letter_queue: Option<QueueArn>,
    /// How many calls have failed.
    pub(super) failures: u32,
}

impl Delivery {
    fn caller(&self) -> Caller {
        Caller::Service { principal: PRINCIPAL, role: None, source: self.topic.to_string() }
    }
}

/// Plays what is due in SNS.
pub(super) fn play(account: &mut Account, event: SnsEvent, origin: &Origin) {
    let SnsEvent::Deliver(delivery) = event;
    deliver(account, &delivery, origin);
}

/// Calls the queue, and calls it again or gives up where that fails.
fn deliver(account: &mut Account, delivery: &Delivery, origin: &Origin) {
    let call = send_message(delivery.queue.as_str(), delivery.message.clone(), delivery.caller());
    let answer = account.perform(call, origin.because);
    let (protocol, endpoint) = ("sqs".to_owned(), delivery.queue.to_string());
    let message_id = delivery.message_id.clone();
    let mut context = Context::new(&mut account.machine, origin.because_of(answer.hop));
    let error = match answer.result {
        Ok(_) => {
            context.hop(HopKind::MessageDelivered { protocol, endpoint, message_id });
            return;
        }
        Err(CallError::Service(error)) => error,
        // The story has ended there already.
        Err(CallError::NotModelled(_)) => return,
    };
    if let Some(pause) = pause(&error, delivery.failures) {
        let again = Delivery { failures: delivery.failures + 1, ..delivery.clone() };
        context.schedule(pause, SnsEvent::Deliver(Arc::new(again)));
        return;
    }
    let reason = error.to_string();
    context.hop(HopKind::MessageDead { protocol, endpoint, message_id, reason });
    let because = context.because();
    if let Some(queue) = &delivery.dead_letter_queue {
        let call = send_message(queue.as_str(), delivery.message.clone(), delivery.caller());
        account.perform(call, because);
    }
}

/// How long SNS waits before it calls a queue again that failed so often before; not at all for an
/// error that is the client's ("Amazon SNS dead-letter queues" of the developer guide).
///
/// The pauses are those of "Amazon SNS message delivery retries" for endpoints that AWS manages: 3
/// times at once, 2 times after a second, 10 times with growing pauses from 1 to 20 seconds, and
/// 100,000 times after 20 seconds. Assumed are doubling for "exponential", and no jitter.
fn pause(error: &ServiceError, failures: u32) -> Option<Duration> {
    let of_the_server =
        error.status >= 500 || error.status == 429 || error.code.contains("Throttl");
    if !of_the_server {
        return None;
    }
    let seconds = match failures {
        0..3 => 0,
        3..5 => 1,
        5..15 => 2_u64.pow(failures - 5).min(20),
        15..100_015 => 20,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_that_fails_is_called_again_with_growing_pauses() {
        let error = ServiceError::new("InternalError", "x").with_status(500);
        let pauses: Vec<_> =
            (0..16).map(|failures| pause(&error, failures).unwrap().as_secs()).collect();
        assert_eq!(pauses, [0, 0, 0, 1, 1, 1, 2, 4, 8, 16, 20, 20, 20, 20, 20, 20]);
        assert_eq!(pause(&error, 100_015), None);
        let throttled = ServiceError::new("RequestThrottled", "x").with_status(403);
        assert!(pause(&throttled, 0).is_some());
    }

    #[test]
    fn an_error_of_the_client_is_final() {
        for error in [
            ServiceError::new("AccessDenied", "x").with_status(403),
            ServiceError::new("QueueDoesNotExist", "x"),
        ] {
            assert_eq!(pause(&error, 0), None);
        }
    }
}
