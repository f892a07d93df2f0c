//! The state of SQS, and which handler answers which operation.

use std::collections::BTreeMap;

use firedrill_api::Value;
use jiff::Timestamp;

use super::queue::Queue;
use crate::context::Context;
use crate::dispatch::dispatch;
use crate::error::Handled;
use crate::operation::sqs::{
    CreateQueueRequest, DeleteMessageRequest, DeleteQueueRequest, GetQueueAttributesRequest,
    GetQueueUrlRequest, ListQueuesRequest, PurgeQueueRequest, ReceiveMessageRequest,
    SendMessageRequest, SetQueueAttributesRequest,
};

/// The state of SQS in one account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sqs {
    /// The queues by name.
    pub(super) queues: BTreeMap<String, Queue>,
    /// When each deleted queue was deleted: its name is taken for a minute.
    pub(super) deleted: BTreeMap<String, Timestamp>,
}

impl Sqs {
    /// Answers a call. The input has passed the checks of the service's model.
    pub(crate) fn call(
        &mut self,
        operation: &str,
        input: Value,
        context: &mut Context<'_>,
    ) -> Handled<Value> {
        dispatch!("sqs", operation, input, {
            "CreateQueue", CreateQueueRequest => |request| self.create_queue(request, context),
            "DeleteQueue", DeleteQueueRequest => |request| self.delete_queue(&request, context),
            "GetQueueUrl", GetQueueUrlRequest => |request| self.get_queue_url(&request, context),
            "GetQueueAttributes", GetQueueAttributesRequest =>
                |request| self.get_queue_attributes(&request, context),
            "SetQueueAttributes", SetQueueAttributesRequest =>
                |request| self.set_queue_attributes(&request, context),
            "ListQueues", ListQueuesRequest => |request| self.list_queues(&request),
            "SendMessage", SendMessageRequest => |request| self.send_message(request, context),
            "ReceiveMessage", ReceiveMessageRequest =>
                |request| self.receive_message(&request, context),
            "DeleteMessage", DeleteMessageRequest =>
                |request| self.delete_message(&request, context),
            "PurgeQueue", PurgeQueueRequest => |request| self.purge_queue(&request, context),
        })
    }
}
