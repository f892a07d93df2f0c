//! The services of an account, and which of them answers a call.

use firedrill_api::Value;
use firedrill_record::ApiCaller;

use crate::context::Context;
use crate::ecs::{self, Ecs};
use crate::error::{Handled, NotModelled};
use crate::events::{self, Events};
use crate::guardduty::GuardDuty;
use crate::iam::{self, Iam};
use crate::logs::{self, Logs};
use crate::members::MemberTable;
use crate::operation::{self, ServedOperation};
use crate::sns::{self, Sns};
use crate::sqs::{self, Sqs};
use crate::states::{self, States};
use crate::sts;

/// The state of each service.
#[derive(Debug, Clone)]
pub(crate) struct Services {
    pub(crate) ecs: Ecs,
    pub(crate) events: Events,
    pub(crate) guardduty: GuardDuty,
    pub(crate) iam: Iam,
    pub(crate) logs: Logs,
    pub(crate) sns: Sns,
    pub(crate) sqs: Sqs,
    pub(crate) states: States,
}

/// Every operation that the account serves, by service; anything else is not modelled.
pub const SERVED: &[&[ServedOperation]] = &[
    operation::ecs::OPERATIONS,
    operation::events::OPERATIONS,
    operation::iam::OPERATIONS,
    operation::logs::OPERATIONS,
    operation::sns::OPERATIONS,
    operation::sqs::OPERATIONS,
    operation::states::OPERATIONS,
    operation::sts::OPERATIONS,
];

/// Whether the account serves this operation.
pub(crate) fn is_served(service: &str, operation: &str) -> bool {
    SERVED
        .iter()
        .copied()
        .flatten()
        .any(|served| served.service == service && served.name == operation)
}

/// What becomes of the members of a service's requests.
pub(crate) fn member_table(service: &str) -> Option<MemberTable> {
    Some(match service {
        "ecs" => ecs::MEMBERS,
        "events" => events::MEMBERS,
        "iam" => iam::MEMBERS,
        "logs" => logs::MEMBERS,
        "sns" => sns::MEMBERS,
        "sqs" => sqs::MEMBERS,
        "states" => states::MEMBERS,
        "sts" => sts::MEMBERS,
        _ => return None,
    })
}

impl Services {
    /// Services in which nothing has been made yet; what GuardDuty makes up comes from `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            ecs: Ecs::default(),
            events: Events::default(),
            guardduty: GuardDuty::new(seed),
            iam: Iam::default(),
            logs: Logs::default(),
            sns: Sns::default(),
            sqs: Sqs::default(),
            states: States::default(),
        }
    }

    /// Has the service answer.
    pub(crate) fn call(
        &mut self,
        service: &str,
        operation: &str,
        input: Value,
        caller: &ApiCaller,
        context: &mut Context<'_>,
    ) -> Handled<Value> {
        match service {
            "ecs" => self.ecs.call(operation, input, context),
            "events" => self.events.call(operation, input, context),
            "iam" => self.iam.call(operation, input, context),
            "logs" => self.logs.call(operation, input, context),
            "sns" => self.sns.call(operation, input, context),
            "sqs" => self.sqs.call(operation, input, context),
            "states" => self.states.call(operation, input, &self.iam, context),
            "sts" => sts::call(operation, input, caller, context),
            _ => Err(NotModelled::new(format!("{service}:{operation}")).into()),
        }
    }
}
