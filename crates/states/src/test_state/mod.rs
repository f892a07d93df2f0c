//! TestState: one state, run by itself with mocks, and shown step by step.
//!
//! Owns what the API of that name asks and answers ("TestState" of the AWS Step Functions API
//! reference). Refuses to know services: a task that is not mocked is not modelled.

mod context;
mod error;
mod handled;
mod inspection;
mod mock_rules;
mod mock_shape;
mod nested;
mod request;
mod response;
mod run;
mod subject;

pub use error::TestStateError;
pub use request::{
    FieldValidationMode, InspectionLevel, Mock, MockedAnswer, StateConfiguration, TestStateRequest,
};
pub use response::{TestStateResponse, TestStatus};
pub use run::{TestSurroundings, test_state};
