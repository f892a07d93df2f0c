//! Mocked tasks: answers that were written down, and executions that are driven with them.
//!
//! Owns the form in which AWS Step Functions Local's mock configuration writes the answers of one
//! test case, who gets which, and a driver that gives them in virtual time. Refuses to know where the answers come
//! from.

mod answers;
mod driver;
mod recorded;
mod tasks;

pub use answers::{MockedAnswer, MockedAnswers, MockedAnswersError};
pub use driver::{MockDriver, MockDriverError};
pub use recorded::RecordedAnswersError;
pub use tasks::{MockedTasks, NoMockError};
