//! AWS APIs as data: operations, members, constraints, protocols and errors.
//!
//! One table of shapes serves every reader: the codecs of the protocols, the check of a request
//! against the service's own limits, the interpreter that calls `aws-sdk:` actions. It is taken
//! from botocore's models by a script that is kept (`scripts/extract.py`), and it refuses to know
//! what bytes look like on the wire and what any operation does.
//!
//! ```
//! let ecs = firedrill_api::service("ecs").ok_or("unknown service")?;
//! let stop_task = ecs.operation("StopTask").ok_or("unknown operation")?;
//! let input = stop_task.input().and_then(|shape| shape.structure()).ok_or("asks nothing")?;
//! assert!(input.member("task").is_some_and(|member| member.is_required()));
//! # Ok::<(), &str>(())
//! ```

mod action;
mod catalogue;
mod check;
mod document;
mod error;
mod http;
mod letter_case;
mod member_name;
mod model;
mod number;
mod pattern;
mod service;
mod shape;
mod spelling;
mod value;

pub use action::{SdkAction, SdkActionError};
pub use catalogue::{service, services};
pub use check::{Constraint, Violation, check, validation_message};
pub use document::{from_document, iso_8601, to_document};
pub use error::ErrorShape;
pub use http::{HttpTarget, Place, TimestampFormat};
pub use letter_case::{lower_first, upper_first};
pub use member_name::{customised_member_name, is_member_spelt, sdk_member_name};
pub use number::whole_number;
pub use pattern::Pattern;
pub use service::{Operation, Protocol, Service};
pub use shape::{Limits, List, Map, Member, Shape, ShapeKind, Structure, Text};
pub use spelling::{
    JsonForText, ParameterError, ParameterProblem, ParametersError, from_sdk_integration_json,
    to_customised_integration_json, to_sdk_integration_json, to_wire_json,
};
pub use value::Value;
