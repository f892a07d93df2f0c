//! The delays that an outcome rests on: named inputs, each with a default and where it is from.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A delay of the simulated account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Delay {
    /// From the threat to the finding. The seed's author measured about two and a half minutes;
    /// a public finding of 2024 shows 2 min 19 s and 2 min 43 s.
    Detection,
    /// From the finding to its event on the bus. GuardDuty promises "near real-time" for a new
    /// finding; a public sample shows 59 s, and the seed leaves about half a minute for it.
    Delivery,
    /// From a change in a service to its event on the bus, such as `ECS Task State Change`.
    ServiceEvent,
    /// From an event on the bus to a call of the rule's target. EventBridge calls half a second
    /// typical.
    Target,
    /// From a failed or a repeated call of a target to the next; it doubles with each failure.
    Redelivery,
    /// From a Task state's request to the answer of the service that it calls.
    ApiCall,
    /// From a missing task of a service to the start of its replacement.
    ServiceScheduler,
    /// PROVISIONING: resources of a task with an elastic network interface of its own.
    TaskProvisioning,
    /// PENDING: from the placement of a task to its containers running; most of it image pull.
    TaskPending,
    /// ACTIVATING: from made containers to a running task; in a service with a load balancer the
    /// registration there.
    TaskActivating,
    /// DEACTIVATING: from a task's stop to SIGTERM. With a load balancer it lasts as long as the
    /// deregistration delay of the target group.
    TaskDeactivating,
    /// From SIGTERM to the end of a container that handles it. One that does not is killed after
    /// its stop time-out.
    ContainerExit,
    /// From SIGTERM to SIGKILL for a container whose definition gives no `stopTimeout`: 30 s.
    StopTimeout,
    /// DEPROVISIONING: from the end of the containers to a released network interface.
    TaskDeprovisioning,
    /// From a message accepted by a topic to its arrival at a subscriber.
    TopicDelivery,
}

impl Delay {
    /// Every delay, in the order of the story.
    pub const ALL: [Self; 15] = [
        Self::Detection,
        Self::Delivery,
        Self::ServiceEvent,
        Self::Target,
        Self::Redelivery,
        Self::ApiCall,
        Self::ServiceScheduler,
        Self::TaskProvisioning,
        Self::TaskPending,
        Self::TaskActivating,
        Self::TaskDeactivating,
        Self::ContainerExit,
        Self::StopTimeout,
        Self::TaskDeprovisioning,
        Self::TopicDelivery,
    ];

    /// Its name in scenario files and in a record's assumptions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Delivery => "delivery",
            Self::ServiceEvent => "service-event",
            Self::Target => "target",
            Self::Redelivery => "redelivery",
            Self::ApiCall => "api-call",
            Self::ServiceScheduler => "service-scheduler",
            Self::TaskProvisioning => "task-provisioning",
            Self::TaskPending => "task-pending",
            Self::TaskActivating => "task-activating",
            Self::TaskDeactivating => "task-deactivating",
            Self::ContainerExit => "container-exit",
            Self::StopTimeout => "stop-timeout",
            Self::TaskDeprovisioning => "task-deprovisioning",
            Self::TopicDelivery => "topic-delivery",
        }
    }

    /// The delay with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|delay| delay.name() == name)
    }

    /// Its default.
    #[must_use]
    pub fn default_value(self) -> Duration {
        Duration::from_millis(match self {
            Self::Detection => 150_000,
            Self::Delivery => 30_000,
            Self::ServiceEvent | Self::Redelivery | Self::TaskActivating => 1_000,
            Self::Target => 500,
            Self::ApiCall => 100,
            Self::ServiceScheduler => 5_000,
            Self::TaskProvisioning => 10_000,
            Self::TaskPending => 20_000,
            Self::TaskDeactivating | Self::ContainerExit => 2_000,
            Self::StopTimeout => 30_000,
            Self::TaskDeprovisioning => 12_000,
            Self::TopicDelivery => 50,
        })
    }
}

/// The delays of one account: the defaults, and what was said instead of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delays {
    chosen: BTreeMap<Delay, Duration>,
}

impl Delays {
    /// How long this delay lasts.
    #[must_use]
    pub fn of(&self, delay: Delay) -> Duration {
        self.chosen.get(&delay).copied().unwrap_or_else(|| delay.default_value())
    }

    /// The same delays with another value for one of them.
    #[must_use]
    pub fn with(mut self, delay: Delay, value: Duration) -> Self {
        self.chosen.insert(delay, value);
        self
    }

    /// Every delay with its value, in the order of the story.
    pub fn iter(&self) -> impl Iterator<Item = (Delay, Duration)> {
        Delay::ALL.into_iter().map(|delay| (delay, self.of(delay)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_delay_is_found_by_its_name() {
        for delay in Delay::ALL {
            assert_eq!(Delay::from_name(delay.name()), Some(delay));
        }
        assert_eq!(Delay::from_name("luck"), None);
    }

    #[test]
    fn the_defaults_keep_the_times_that_the_seed_measured() {
        let delays = Delays::default();
        let finding_to_stopped: Duration = [
            Delay::Delivery,
            Delay::Target,
            Delay::ApiCall,
            Delay::TaskDeactivating,
            Delay::ContainerExit,
            Delay::TaskDeprovisioning,
        ]
        .into_iter()
        .map(|delay| delays.of(delay))
        .sum();
        assert!(finding_to_stopped < Duration::from_secs(60), "{finding_to_stopped:?}");
        assert!(delays.of(Delay::Detection) + finding_to_stopped < Duration::from_secs(210));
    }
}
