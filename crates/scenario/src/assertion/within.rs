//! `within`: how long one stage took to follow another.

use firedrill_record::HopKind;
use jiff::SignedDuration;

use super::{Judgement, Story};
use crate::file::WithinAssertion;

pub(super) fn judge(story: Story<'_>, wanted: &WithinAssertion) -> Judgement {
    let unseen = |name| {
        let stages = &story.record.stages;
        stages.iter().all(|stage| stage.name != name)
            && story.is_unobservable(|kind| !matches!(kind, HopKind::NotModelled { .. }))
    };
    if unseen(wanted.from) || unseen(wanted.to) {
        return Judgement::not_evaluated("the backend does not show this stage");
    }
    let stage = |name| story.record.stages.iter().find(|stage| stage.name == name);
    let expected = format!(
        "`{}` at most {} after `{}`",
        wanted.to.as_str(),
        wanted.limit,
        wanted.from.as_str()
    );
    let (from, to) = match (stage(wanted.from), stage(wanted.to)) {
        (Some(from), Some(to)) => (from, to),
        (from, to) => {
            let missing = if from.is_none() { wanted.from } else { wanted.to };
            let last = from.or(to).map(|stage| stage.hop);
            let message = format!("the stage `{}` was not reached", missing.as_str());
            return Judgement::failed(message, "not reached", expected, last);
        }
    };
    let took = to.at.duration_since(from.at);
    if took.is_negative() {
        let message = format!("it came {} before", spelled(-took));
        return Judgement::failed(message, "the other order", expected, Some(to.hop));
    }
    if took <= wanted.limit.0 {
        let message = format!("it took {}", spelled(took));
        return Judgement::passed(message, Some(to.hop));
    }
    let message = format!("it took {} longer than the limit", spelled(took - wanted.limit.0));
    Judgement::failed(message, spelled(took), expected, Some(to.hop))
}

fn spelled(length: SignedDuration) -> String {
    format!("{length:#}")
}
