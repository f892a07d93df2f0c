//! The call with which another service of the account sends a message to a queue.

use firedrill_arn::Arn;

use crate::call::Call;
use crate::caller::Caller;
use crate::operation::sqs::SendMessageRequest;
use crate::operation::write;
use crate::region::Region;

/// A call of `SendMessage` in the region of the queue with this ARN, whose URL it fills in.
pub(crate) fn send_message(queue_arn: &str, message: SendMessageRequest, caller: Caller) -> Call {
    let request = SendMessageRequest { queue_url: queue_url(queue_arn), ..message };
    Call {
        service: "sqs".to_owned(),
        operation: "SendMessage".to_owned(),
        input: write(request),
        caller,
        region: Region::of_arn(queue_arn),
    }
}

/// The URL of the queue with this ARN, at AWS's own endpoint.
pub(super) fn queue_url(queue_arn: &str) -> String {
    let Ok(Arn { region, account, resource: name, .. }) = Arn::parse(queue_arn) else {
        // The account gives its queues their ARNs, and checks those that it is given.
        return queue_arn.to_owned();
    };
    format!("https://sqs.{region}.{}/{account}/{name}", Region::new(region).dns_suffix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_has_its_url_at_the_endpoint_of_its_region() {
        for (arn, url) in [
            (
                "arn:aws:sqs:eu-west-1:111122223333:mail",
                "https://sqs.eu-west-1.amazonaws.com/111122223333/mail",
            ),
            (
                "arn:aws-cn:sqs:cn-north-1:111122223333:mail",
                "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/mail",
            ),
        ] {
            assert_eq!(queue_url(arn), url);
        }
    }
}
