//! The jobs that tasks wait for, between two looks at each.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use firedrill_states::TaskId;
use firedrill_states::integration::Job;
use jiff::Timestamp;

/// How long a job is left alone before it is looked at again: short beside the seconds that a
/// container takes to start and stop, and seldom enough to be no load for an emulator.
pub(crate) const TIME_BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// A job that a task waits for.
#[derive(Debug)]
pub(crate) struct WatchedJob {
    /// The task.
    pub(crate) task: TaskId,
    /// Its state.
    pub(crate) state: Arc<str>,
    /// What is looked at.
    pub(crate) job: Job,
}

/// Jobs in the order in which they are looked at next.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    // INVARIANT: sorted by time, since each job is added with the same delay as those before it.
    jobs: VecDeque<(Timestamp, WatchedJob)>,
}

impl Watch {
    /// Leaves a job alone from now on, until it is time for the next look.
    pub(crate) fn add(&mut self, job: WatchedJob, now: Timestamp) {
        let next_look = now.checked_add(TIME_BETWEEN_LOOKS).unwrap_or(Timestamp::MAX);
        self.jobs.push_back((next_look, job));
    }

    /// Takes out the jobs whose tasks nobody waits for any more.
    pub(crate) fn take_abandoned(
        &mut self,
        is_awaited: impl Fn(TaskId) -> bool,
    ) -> Vec<WatchedJob> {
        if self.jobs.iter().all(|(_, watched)| is_awaited(watched.task)) {
            return Vec::new();
        }
        let jobs = std::mem::take(&mut self.jobs);
        let (awaited, abandoned) =
            jobs.into_iter().partition::<VecDeque<_>, _>(|(_, watched)| is_awaited(watched.task));
        self.jobs = awaited;
        abandoned.into_iter().map(|(_, watched)| watched).collect()
    }

    /// When the next look is due.
    pub(crate) fn next_look(&self) -> Option<Timestamp> {
        self.jobs.front().map(|(next_look, _)| *next_look)
    }

    /// Takes out a job that is to be looked at.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<WatchedJob> {
        self.next_look().filter(|next_look| *next_look <= now)?;
        self.jobs.pop_front().map(|(_, job)| job)
    }
}
