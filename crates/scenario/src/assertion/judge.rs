//! One question for each kind of assertion.

use super::{Judgement, Story, call, execution, message, nothing_else, rule, task, within};
use crate::file::{Assertion, NeverAssertion};

/// Judges one assertion by the record; `all` are the assertions of the same scenario.
#[must_use]
pub fn judge<'a>(story: Story<'a>, assertion: &Assertion, all: &[&'a Assertion]) -> Judgement {
    let judged = match assertion {
        Assertion::Rule(wanted) => rule::judge_rule(story, wanted),
        Assertion::Input(wanted) => rule::judge_input(story, wanted),
        Assertion::Execution(wanted) => execution::judge(story, wanted),
        Assertion::Task(wanted) => task::judge_task(story, wanted),
        Assertion::Service(wanted) => task::judge_service(story, wanted),
        Assertion::Message(wanted) => message::judge(story, wanted),
        Assertion::Call(wanted) => call::judge(story, wanted),
        Assertion::Within(wanted) => within::judge(story, wanted),
        Assertion::Never(NeverAssertion::Task(unwanted)) => task::judge_never(story, unwanted),
        Assertion::Never(NeverAssertion::Message(unwanted)) => {
            message::judge_never(story, unwanted)
        }
        Assertion::Never(NeverAssertion::Call(unwanted)) => call::judge_never(story, unwanted),
        Assertion::NothingElse(_) => nothing_else::judge(story, all),
    };
    judged.unwrap_or_else(Judgement::not_evaluated)
}
