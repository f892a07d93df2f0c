//! `within`: how long one stage took to follow another, for each stimulus.

use firedrill_record::{
    Comparison, Hop, HopId, NotEvaluated, SeenStages, StageName, StimulusStages,
};
use jiff::SignedDuration;

use super::{Judged, Judgement, Story};
use crate::file::WithinAssertion;

/// What one stimulus shows.
struct Shown {
    holds: bool,
    stages: SeenStages,
    hop: Option<HopId>,
}

/// Every stimulus that reached the first stage must reach the other in time; at least one must
/// reach it.
pub(super) fn judge(story: Story<'_>, wanted: &WithinAssertion) -> Judged {
    let stimuli: Vec<&StimulusStages> = match wanted.stimulus {
        Some(number) => story.record.stimuli.get(number.get() - 1).into_iter().collect(),
        None => story.record.stimuli.iter().collect(),
    };
    let began = |stimulus: &&&StimulusStages| stimulus.stage(wanted.from).is_some();
    let mut judged: Vec<&StimulusStages> = stimuli.iter().filter(began).copied().collect();
    if judged.is_empty() {
        judged = stimuli;
    }
    let mut shown: Option<Shown> = None;
    for stimulus in judged {
        let next = judge_one(story, wanted, stimulus)?;
        let is_worse = |known: &Shown| match (known.holds, next.holds) {
            (true, true) => took(&next.stages) > took(&known.stages),
            (holds, _) => holds,
        };
        if shown.as_ref().is_none_or(is_worse) {
            shown = Some(next);
        }
    }
    let holds = shown.as_ref().is_some_and(|shown| shown.holds);
    let decided_by = shown.as_ref().and_then(|shown| shown.hop);
    let comparison = Comparison::Within {
        from: wanted.from,
        to: wanted.to,
        limit: wanted.limit.0,
        got: shown.map(|shown| shown.stages),
    };
    Ok(Judgement::of(holds, comparison, decided_by))
}

fn took(stages: &SeenStages) -> SignedDuration {
    match stages {
        SeenStages::Reached { took } => *took,
        SeenStages::NotReached { .. } => SignedDuration::MAX,
    }
}

fn judge_one(
    story: Story<'_>,
    wanted: &WithinAssertion,
    stimulus: &StimulusStages,
) -> Result<Shown, NotEvaluated> {
    let (from, to) = match (stimulus.stage(wanted.from), stimulus.stage(wanted.to)) {
        (Some(from), Some(to)) => (from, to),
        (from, to) => {
            let stage = if from.is_none() { wanted.from } else { wanted.to };
            not_reached(story, stage)?;
            let hop = from.or(to).map(|stage| stage.hop);
            return Ok(Shown { holds: false, stages: SeenStages::NotReached { stage }, hop });
        }
    };
    let took = to.at.duration_since(from.at);
    let limit = wanted.limit.0;
    let holds = !took.is_negative() && took <= limit;
    // Each stage may have been reached earlier than it was seen.
    let late = |stage: StageName| story.observability(stage.hop_type()).lateness();
    let (late_from, late_to) = (late(wanted.from), late(wanted.to));
    let (least, most) = (took.saturating_sub(late_to), took.saturating_add(late_from));
    let is_certain = if holds {
        !least.is_negative() && most <= limit
    } else {
        most.is_negative() || least > limit
    };
    if !is_certain {
        return Err(NotEvaluated::TooCoarse { lateness: late_from.max(late_to) });
    }
    Ok(Shown { holds, stages: SeenStages::Reached { took }, hop: Some(to.hop) })
}

/// Checks that a stage that was not seen was not reached.
fn not_reached(story: Story<'_>, stage: StageName) -> Result<(), NotEvaluated> {
    story.require_seen(stage.hop_type())?;
    let record = story.record;
    let reaches =
        |hop: &Hop| StageName::reached_by(&record.hops, hop, record.action.as_ref()) == Some(stage);
    story.require_no_doubt(reaches)
}

#[cfg(test)]
mod tests {
    use firedrill_record::{
        AssertionOutcome, AssertionVerdict, Cause, Evidence, ExecutionStatus, HopKind, HopType,
        Hops, Observability, RunRecord, stages,
    };
    use jiff::Timestamp;

    use super::super::story::tests::record;
    use super::super::{StoryIndex, judge};
    use super::*;
    use crate::file::Assertion;
    use crate::names::Names;

    /// A record of a finding for each entry, its execution ended so many seconds after it.
    fn ended_after(seconds: &[Option<i64>]) -> RunRecord {
        let mut hops = Hops::default();
        let mut stimuli = Vec::new();
        let at = Timestamp::UNIX_EPOCH;
        for seconds in seconds {
            let trigger = HopKind::Trigger { description: "x".into(), task: None };
            let stimulus = hops.push(at, Cause::Nobody, Evidence::Observed, trigger);
            stimuli.push(stimulus);
            if let Some(seconds) = seconds {
                let at = at + SignedDuration::from_secs(*seconds);
                hops.push(at, Cause::Hop(stimulus), Evidence::Observed, ended());
            }
        }
        let mut record = record(Vec::new(), &[]);
        record.stimuli = stages(&hops, &stimuli, None);
        record.hops = hops;
        record
    }

    fn ended() -> HopKind {
        HopKind::ExecutionEnded {
            execution: "e".into(),
            status: ExecutionStatus::Succeeded,
            output: None,
            error: None,
            cause: None,
        }
    }

    fn verdict(record: &RunRecord, more: &str) -> AssertionVerdict {
        let yaml = format!("within: {{ from: trigger, to: execution-ended, limit: 10s{more} }}");
        let assertion: Assertion = serde_saphyr::from_str(&yaml).unwrap();
        let (names, index) = (Names::default(), StoryIndex::of(record));
        match judge(Story { record, names: &names, index: &index }, &assertion, &[]).outcome {
            AssertionOutcome::Passed { .. } => AssertionVerdict::Passed,
            AssertionOutcome::Failed { .. } => AssertionVerdict::Failed,
            AssertionOutcome::NotEvaluated { .. } => AssertionVerdict::NotEvaluated,
        }
    }

    fn seen(mut record: RunRecord, observability: Observability) -> RunRecord {
        let observes = record.backend.capabilities.observes;
        record.backend.capabilities.observes =
            observes.with(HopType::ExecutionEnded, observability);
        record
    }

    #[test]
    fn every_stimulus_keeps_the_limit_or_the_one_that_is_meant() {
        use AssertionVerdict::{Failed, Passed};
        assert_eq!(verdict(&ended_after(&[Some(9), Some(10)]), ""), Passed);
        let second_is_late = ended_after(&[Some(9), Some(11)]);
        assert_eq!(verdict(&second_is_late, ""), Failed);
        assert_eq!(verdict(&second_is_late, ", stimulus: 1"), Passed);
        assert_eq!(verdict(&second_is_late, ", stimulus: 2"), Failed);
        assert_eq!(verdict(&ended_after(&[Some(9), None]), ""), Failed);
        assert_eq!(verdict(&ended_after(&[]), ""), Failed);
    }

    #[test]
    fn a_stage_that_was_not_reached_fails_only_where_it_would_be_seen() {
        use AssertionVerdict::{Failed, NotEvaluated};
        let record = ended_after(&[None]);
        assert_eq!(verdict(&record, ""), Failed);
        assert_eq!(verdict(&seen(record, Observability::Unobservable), ""), NotEvaluated);
        let mut doubtful = ended_after(&[None]);
        doubtful.hops.push(Timestamp::UNIX_EPOCH, Cause::Unknown, Evidence::Observed, ended());
        assert_eq!(verdict(&doubtful, ""), NotEvaluated);
    }

    #[test]
    fn a_time_that_is_seen_too_late_decides_only_where_that_does_not_matter() {
        use AssertionVerdict::{Failed, NotEvaluated, Passed};
        let sampled = |took| {
            let every = SignedDuration::from_secs(5);
            verdict(&seen(ended_after(&[Some(took)]), Observability::Sampled { every }), "")
        };
        assert_eq!([sampled(8), sampled(12), sampled(16)], [Passed, NotEvaluated, Failed]);
    }
}
