//! The services of an account: one list, and what is looked up in it.

use firedrill_api::Value;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::authorization::Guarded;
use crate::context::Context;
use crate::ecs::Ecs;
use crate::error::{Handled, NotModelled};
use crate::events::Events;
use crate::guardduty::GuardDuty;
use crate::iam::Iam;
use crate::logs::Logs;
use crate::operation::ServedOperation;
use crate::origin::Origin;
use crate::service::Service;
use crate::sns::Sns;
use crate::sqs::Sqs;
use crate::states::States;
use crate::sts::Sts;

/// Makes the list of services: their states, their events, and who answers to which name.
macro_rules! services {
    ($($field:ident: $service:ident,)*) => {
        /// The state of each service in one region.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub(crate) struct Services {
            $(pub(crate) $field: $service,)*
        }

        /// What is going to happen in each service. Events carry ids, not resources: what became
        /// of the resource in the meantime is looked up when the event is due.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub(crate) enum QueueEvent {
            $($service(<$service as Service>::Event),)*
        }

        $(impl From<<$service as Service>::Event> for QueueEvent {
            fn from(event: <$service as Service>::Event) -> Self {
                Self::$service(event)
            }
        })*

        impl QueueEvent {
            /// Has the service play it.
            pub(crate) fn play(self, account: &mut Account, origin: Origin) {
                match self {
                    $(Self::$service(event) => <$service as Service>::play(account, event, origin),)*
                }
            }
        }

        /// Every operation that the account serves, by service; anything else is not modelled.
        pub const SERVED: &[&[ServedOperation]] = &[$(<$service as Service>::OPERATIONS,)*];

        impl Services {
            /// Services in which nothing has been made yet; `seed` is that of the account.
            pub(crate) fn new(seed: u64) -> Self {
                Self { $($field: <$service as Service>::new(seed),)* }
            }

            /// The resource of a call whose own policy guards it.
            pub(crate) fn guarded(
                &self,
                service: &str,
                operation: &str,
                input: &Value,
            ) -> Option<Guarded<'_>> {
                match service {
                    $(<$service as Service>::NAME => self.$field.guarded(operation, input),)*
                    _ => None,
                }
            }

            /// Has the service answer.
            pub(crate) fn call(
                &mut self,
                service: &str,
                operation: &str,
                input: Value,
                context: &mut Context<'_>,
            ) -> Handled<Value> {
                match service {
                    $(<$service as Service>::NAME => self.$field.call(operation, input, context),)*
                    _ => Err(NotModelled::new(format!("{service}:{operation}")).into()),
                }
            }
        }
    };
}

services! {
    ecs: Ecs,
    events: Events,
    guardduty: GuardDuty,
    iam: Iam,
    logs: Logs,
    sns: Sns,
    sqs: Sqs,
    states: States,
    sts: Sts,
}

/// Whether the account serves this operation.
pub(crate) fn is_served(service: &str, operation: &str) -> bool {
    SERVED
        .iter()
        .copied()
        .flatten()
        .any(|served| served.service == service && served.name == operation)
}
