//! How the name of an operation leads to its typed handler.

/// Reads the request of the operation, has it handled, and writes the response; an operation that
/// is not listed is not modelled.
macro_rules! dispatch {
    ($service:literal, $operation:expr, $input:expr, {
        $($name:literal, $request:ty => |$typed:ident| $handled:expr,)*
    }) => {
        match $operation {
            $($name => {
                let $typed = <$request>::from_value($input)?;
                Ok($handled?.into_value())
            })*
            other => {
                Err(crate::error::NotModelled::new(format!("{}:{other}", $service)).into())
            }
        }
    };
}

pub(crate) use dispatch;
