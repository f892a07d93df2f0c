//! What a service of the account is: which operations it serves, and what happens in it later.

use firedrill_api::Value;

use crate::account::Account;
use crate::authorization::Guarded;
use crate::context::Context;
use crate::error::{CallError, Handled, NotModelled};
use crate::operation::{self, ServedOperation, ShapeProblem, Shaped, Treatment};
use crate::origin::Origin;

/// A service of the account: its state, its operations and its events.
///
/// A service changes its own state and nothing else; what reaches beyond it goes through the
/// [`Context`] of a call, or through the account when an event of the service is played.
pub(crate) trait Service {
    /// Our name of the service, such as `ecs`.
    const NAME: &'static str;

    /// The operations that it serves; [`answers!`] lists them with what handles each.
    const OPERATIONS: &'static [ServedOperation];

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

/// [`Service::OPERATIONS`] and [`Service::call`]: which handler answers which operation.
///
/// Each request is read as the handler's own type of it, and its response is written back.
macro_rules! answers {
    (|$service:pat_param, $context:ident| {
        $($operation:ident($request:ident) => $handled:expr,)*
    }) => {
        const OPERATIONS: &'static [crate::operation::ServedOperation] = &[$(
            crate::operation::ServedOperation {
                service: <Self as crate::service::Service>::NAME,
                name: stringify!($operation),
            },
        )*];

        fn call(
            &mut self,
            operation: &str,
            input: firedrill_api::Value,
            context: &mut crate::context::Context<'_>,
        ) -> crate::error::Handled<firedrill_api::Value> {
            let name = <Self as crate::service::Service>::NAME;
            let ($service, $context) = (self, context);
            match operation {
                $(stringify!($operation) => {
                    let $request = crate::service::read(name, operation, input, $context)?;
                    $handled.map(crate::operation::write)
                })*
                other => {
                    Err(crate::error::NotModelled::new(format!("{name}:{other}")).into())
                }
            }
        }
    };
}

pub(crate) use answers;

/// Reads a request, and notes what it has that has no effect.
///
/// # Errors
/// [`NotModelled`] names a member that is refused.
pub(crate) fn read<T: Shaped>(
    service: &str,
    operation: &str,
    input: Value,
    context: &mut Context<'_>,
) -> Handled<T> {
    let (request, without_effect) =
        operation::read(input).map_err(|error| match error.problem {
            ShapeProblem::Unknown => {
                NotModelled::new(format!("{service}:{operation} {}", error.path)).into()
            }
            _ => CallError::from(error),
        })?;
    for (member, treatment) in without_effect {
        let taken = if treatment == Treatment::Stored { "stored" } else { "accepted" };
        context.note(format!("{service}:{operation} {member} is {taken} and has no effect"));
    }
    Ok(request)
}
