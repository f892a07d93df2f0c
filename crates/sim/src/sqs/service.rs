//! The state of SQS, and which handler answers which operation.

use std::collections::BTreeMap;

use firedrill_record::HopId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::arrival::SqsEvent;
use super::queue::Queue;
use crate::account::Account;
use crate::context::Context;
use crate::service::{Service, answers};

/// The state of SQS in one account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Sqs {
    /// The queues by name.
    pub(super) queues: BTreeMap<String, Queue>,
    /// When each deleted queue was deleted: its name is taken for a minute.
    pub(super) deleted: BTreeMap<String, Timestamp>,
}

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

    fn play(account: &mut Account, event: SqsEvent, because: Option<HopId>) {
        account.services.sqs.play(event, &mut Context::new(&mut account.machine, because));
    }
}
