//! The state of SQS, and which handler answers which operation.

use std::collections::BTreeMap;

use firedrill_api::Value;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::access_denied;
use super::queue::Queue;
use crate::account::Account;
use crate::authorization::Guarded;
use crate::origin::Origin;
use crate::service::{Service, answers};

/// The state of SQS in one account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Sqs {
    /// The queues by name.
    pub(super) queues: BTreeMap<String, Queue>,
    /// When each deleted queue was deleted: its name is taken for a minute.
    pub(super) deleted: BTreeMap<String, Timestamp>,
}

/// What happens in SQS later: nothing. Messages arrive by calls, and age when they are looked at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum SqsEvent {}

impl Service for Sqs {
    const NAME: &'static str = "sqs";
    type Event = SqsEvent;

    fn new(_seed: u64) -> Self {
        Self::default()
    }

    answers! { |sqs, context| {
        CreateQueue(request) => sqs.create_queue(request, context),
        DeleteQueue(request) => sqs.delete_queue(&request, context),
        GetQueueUrl(request) => sqs.get_queue_url(&request, context),
        GetQueueAttributes(request) => sqs.get_queue_attributes(&request, context),
        SetQueueAttributes(request) => sqs.set_queue_attributes(&request, context),
        ListQueues(request) => sqs.list_queues(&request),
        SendMessage(request) => sqs.send_message(request, context),
        ReceiveMessage(request) => sqs.receive_message(&request, context),
        DeleteMessage(request) => sqs.delete_message(&request, context),
        PurgeQueue(request) => sqs.purge_queue(&request, context),
        ListQueueTags(request) => sqs.list_queue_tags(&request, context),
        TagQueue(request) => sqs.tag_queue(request, context),
        UntagQueue(request) => sqs.untag_queue(&request, context),
    } }

    fn guarded(&self, operation: &str, input: &Value) -> Option<Guarded<'_>> {
        let url = input.get("QueueUrl").and_then(Value::as_str);
        let name = url.filter(|_| operation == "SendMessage")?.rsplit('/').next()?;
        let queue = self.queues.get(name)?;
        Some(Guarded {
            arn: queue.arn.as_str(),
            policy: queue.attributes.policy(),
            denial: |queue, _| access_denied(queue.arn),
        })
    }

    fn play(_: &mut Account, event: SqsEvent, _: Origin) {
        match event {}
    }
}
