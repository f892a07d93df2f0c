//! What becomes of a tested state that failed.

use super::response::{TestStateResponse, TestStatus};
use super::run::Test;
use crate::definition::Catcher;
use crate::execution::{Exit, Failure, delay_seconds};
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
        if self.result.is_some() && !failure.is_handled_after_work() {
            return response;
        }
        let uses = self.request.state_configuration.retrier_retry_count.unwrap_or_default();
        let retrier = handling.retrier_for(failure);
        if let Some((place, retrier)) = retrier.filter(|(_, retrier)| uses < retrier.max_attempts) {
            self.inspection.show_retrier(place, delay_seconds(retrier, uses));
            response.status = TestStatus::Retriable;
            return response;
        }
        let Some((place, catcher)) = handling.catcher_for(failure) else { return response };
        match self.caught(catcher, failure) {
            Ok(exit) => {
                self.inspection.show_catcher(place);
                response.status = TestStatus::CaughtError;
                response.output = Some(exit.output.text().to_string());
                response.next_state = self.name_of(exit.transition);
            }
            Err(failure) => {
                response.error = failure.error.as_deref().map(str::to_owned);
                response.cause = failure.cause.as_deref().map(str::to_owned);
            }
        }
        response
    }

    fn caught(&mut self, catcher: &Catcher, failure: &Failure) -> Result<Exit, Failure> {
        let error = Payload::of(failure.output());
        let input = self.input.clone();
        self.error_output = Some(error.clone());
        let exit = self.evaluate(|e| e.caught(catcher, error, &input))?;
        self.inspection.show_step("afterResultPath", &exit.output);
        exit.within_limit(self.state)?.assigned_within_limit(self.state)
    }
}
