//! What becomes of a tested state that failed.

use super::response::{TestStateResponse, TestStatus};
use super::run::Test;
use crate::definition::{Catcher, Transition};
use crate::execution::{Evaluation, Failure, delay_seconds, within_limit};
use crate::payload::Payload;

impl Test<'_> {
    /// A failure, tried again, caught, or neither.
    pub(super) fn failed(&mut self, failure: &Failure) -> TestStateResponse {
        let mut response = TestStateResponse {
            status: TestStatus::Failed,
            output: None,
            error: failure.error.as_deref().map(str::to_owned),
            cause: failure.cause.as_deref().map(str::to_owned),
            next_state: None,
            inspection_data: None,
        };
        let Some(handling) = self.state.kind.error_handling() else { return response };
        let uses = self.request.state_configuration.retrier_retry_count.unwrap_or_default();
        let mut retriers = handling.retriers.iter().enumerate();
        let retrier = retriers.find(|(_, retrier)| failure.is_for(&retrier.error_equals));
        if let Some((place, retrier)) = retrier.filter(|(_, retrier)| uses < retrier.max_attempts) {
            self.inspection.show_retrier(place, delay_seconds(retrier, uses));
            response.status = TestStatus::Retriable;
            return response;
        }
        let mut catchers = handling.catchers.iter().enumerate();
        let catcher = catchers.find(|(_, catcher)| failure.is_for(&catcher.error_equals));
        let Some((place, catcher)) = catcher else { return response };
        match self.caught(catcher, failure) {
            Ok(output) => {
                self.inspection.show_catcher(place);
                response.status = TestStatus::CaughtError;
                response.output = Some(output.text().to_string());
                response.next_state = self.name_of(Transition::Next(catcher.next));
            }
            Err(failure) => {
                response.error = failure.error.as_deref().map(str::to_owned);
                response.cause = failure.cause.as_deref().map(str::to_owned);
            }
        }
        response
    }

    fn caught(&mut self, catcher: &Catcher, failure: &Failure) -> Result<Payload, Failure> {
        let error = Payload::of(failure.output());
        let input = self.input.clone();
        self.error_output = Some(error.clone());
        let merged = self.evaluate(|e| {
            e.assigned(catcher.assign.as_ref(), &error)?;
            match &catcher.output {
                Some(template) => Ok(Payload::of(e.query(template)?)),
                None => Ok(Evaluation::merged(catcher.result_path.as_ref(), &input, error)?),
            }
        })?;
        within_limit(merged, &self.state.name)
    }
}
