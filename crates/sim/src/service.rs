//! What a service of the account is: which operations it serves, and what happens in it later.

use firedrill_api::Value;

use crate::account::Account;
use crate::authorization::Guarded;
use crate::context::Context;
use crate::error::Handled;
use crate::members::MemberTable;
use crate::operation::ServedOperation;
use crate::origin::Origin;

/// A service of the account: its state, its operations and its events.
///
/// A service changes its own state and nothing else; what reaches beyond it goes through the
/// [`Context`] of a call, or through the account when an event of the service is played.
pub(crate) trait Service {
    /// Our name of the service, such as `ecs`.
    const NAME: &'static str;

    /// The operations that it serves; [`answers!`] says what handles each.
    const OPERATIONS: &'static [ServedOperation];

    /// What becomes of the members of its requests.
    const MEMBERS: MemberTable;

    /// What happens in the service later, because somebody scheduled it.
    type Event;

    /// The service in an account in which nothing has been made yet; `seed` is that of the
    /// account.
    fn new(seed: u64) -> Self;

    /// Answers a call. The input has passed the checks of the service's model.
    ///
    /// # Errors
    /// What the service refuses, and what is not modelled.
    fn call(&mut self, operation: &str, input: Value, context: &mut Context<'_>) -> Handled<Value>;

    /// The resource whose own policy decides whether a call goes through that a service of AWS
    /// makes in its own name; none where there is no such policy or no such resource.
    fn guarded(&self, _operation: &str, _input: &Value) -> Option<Guarded<'_>> {
        None
    }

    /// Plays an event that is due.
    fn play(account: &mut Account, event: Self::Event, origin: Origin);
}

/// [`Service::call`]: which handler answers which operation.
///
/// Each request is read as the handler's own type of it, and its response is written back.
macro_rules! answers {
    (|$service:pat_param, $context:ident| {
        $($operation:ident($request:ident) => $handled:expr,)*
    }) => {
        fn call(
            &mut self,
            operation: &str,
            input: firedrill_api::Value,
            context: &mut crate::context::Context<'_>,
        ) -> crate::error::Handled<firedrill_api::Value> {
            let ($service, $context) = (self, context);
            match operation {
                $(stringify!($operation) => {
                    let $request = crate::operation::read(input)?;
                    $handled.map(crate::operation::write)
                })*
                other => {
                    let what = format!("{}:{other}", <Self as crate::service::Service>::NAME);
                    Err(crate::error::NotModelled::new(what).into())
                }
            }
        }
    };
}

pub(crate) use answers;
