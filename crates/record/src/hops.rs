//! The list of hops of a run, and the questions about causes that every reader asks.

use jiff::Timestamp;
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

use crate::{Cause, Evidence, Hop, HopId, HopKind};

/// Hops in the order of their numbers, which is the order in which they began.
///
/// Numbers are given once: they go on where older hops were [pruned](Self::prune_before), and a
/// number that was [reserved](Self::reserve) has no hop until its hop is
/// [inserted](Self::insert), so nobody ever reads a hop that says less than it will.
///
/// ```
/// use firedrill_record::{Cause, Evidence, HopId, HopKind, Hops};
///
/// let mut hops = Hops::default();
/// let now = "2026-01-01T00:00:00Z".parse()?;
/// let sent = hops.push(
///     now,
///     Cause::Nobody,
///     Evidence::Observed,
///     HopKind::EventOnBus {
///         bus: "default".into(),
///         event_id: "e-1".into(),
///         source: "aws.guardduty".into(),
///         detail_type: "GuardDuty Finding".into(),
///     },
/// );
/// let ended = hops.push(now, Cause::Hop(sent), Evidence::Observed, HopKind::NotModelled {
///     what: "lambda:Invoke".into(),
/// });
/// assert!(hops.descends_from(ended, sent));
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hops {
    // INVARIANT: the ids grow strictly, and none is greater than `last`.
    hops: Vec<Hop>,
    /// The last number that was given; 0, which no hop has, before the first.
    last: HopId,
}

impl Hops {
    /// Appends what happened and returns its number.
    pub fn push(
        &mut self,
        at: Timestamp,
        cause: Cause,
        evidence: Evidence,
        kind: HopKind,
    ) -> HopId {
        let id = self.reserve();
        self.hops.push(Hop { id, at, cause, evidence, kind });
        id
    }

    /// Takes the next number for a hop that is not known yet, such as a call whose answer is to
    /// come: what it leads to gets later numbers.
    pub fn reserve(&mut self) -> HopId {
        self.last = HopId(self.last.0 + 1);
        self.last
    }

    /// Writes a hop whose number was reserved; a number that has a hop keeps it.
    pub fn insert(&mut self, hop: Hop) {
        let place = self.hops.partition_point(|known| known.id < hop.id);
        if self.hops.get(place).is_none_or(|known| known.id != hop.id) {
            self.last = self.last.max(hop.id);
            self.hops.insert(place, hop);
        }
    }

    /// Forgets the hops before this number; the others keep theirs.
    pub fn prune_before(&mut self, first: HopId) {
        self.hops.drain(..self.hops.partition_point(|hop| hop.id < first));
    }

    /// The last number that was given to a hop, or reserved.
    #[must_use]
    pub fn last_id(&self) -> HopId {
        self.last
    }

    /// The hop with this number.
    #[must_use]
    pub fn get(&self, id: HopId) -> Option<&Hop> {
        let place = self.hops.binary_search_by_key(&id, |hop| hop.id).ok()?;
        self.hops.get(place)
    }

    /// The hops after this number, for a reader that has those up to it.
    #[must_use]
    pub fn after(&self, id: HopId) -> &[Hop] {
        self.hops.get(self.hops.partition_point(|hop| hop.id <= id)..).unwrap_or_default()
    }

    /// All hops in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Hop> {
        self.hops.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hops.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hops.is_empty()
    }

    /// The hops that led to `last`, from the first cause that is known to `last` itself.
    #[must_use]
    pub fn chain(&self, last: HopId) -> Vec<&Hop> {
        let mut chain: Vec<&Hop> = self.causes(last).collect();
        chain.reverse();
        chain
    }

    /// The hop and the hops that led to it, from `last` back to the first cause that is known.
    pub fn causes(&self, last: HopId) -> impl Iterator<Item = &Hop> {
        let mut next = self.get(last);
        std::iter::from_fn(move || {
            let hop = next?;
            // A cause is always older, so a damaged record cannot make this go on for ever.
            next = hop.cause.hop().filter(|cause| *cause < hop.id).and_then(|id| self.get(id));
            Some(hop)
        })
    }

    /// Whether `hop` is an event that a threat, a finding or a sender put on the bus, and not one
    /// that a service sent because of what was done. An event whose causes are not all known is
    /// none.
    #[must_use]
    pub fn is_stimulus_event(&self, hop: &Hop) -> bool {
        let begins = |kind: &HopKind| {
            matches!(
                kind,
                HopKind::Trigger { .. }
                    | HopKind::FindingPublished { .. }
                    | HopKind::EventOnBus { .. }
            )
        };
        let mut first = hop.cause;
        let led_by_others = self.causes(hop.id).any(|hop| {
            first = hop.cause;
            !begins(&hop.kind)
        });
        matches!(hop.kind, HopKind::EventOnBus { .. }) && !led_by_others && first == Cause::Nobody
    }

    /// Whether `hop` is `cause` or was led to by it.
    #[must_use]
    pub fn descends_from(&self, hop: HopId, cause: HopId) -> bool {
        hop == cause || self.causes(hop).any(|hop| hop.cause == Cause::Hop(cause))
    }
}

/// Hops in any order; of two with one number the first is kept.
impl FromIterator<Hop> for Hops {
    fn from_iter<I: IntoIterator<Item = Hop>>(hops: I) -> Self {
        let mut collected = Self::default();
        hops.into_iter().for_each(|hop| collected.insert(hop));
        collected
    }
}

impl<'a> IntoIterator for &'a Hops {
    type Item = &'a Hop;
    type IntoIter = std::slice::Iter<'a, Hop>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for Hops {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.hops.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Hops {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hops = Vec::<Hop>::deserialize(deserializer)?;
        let mut last = HopId::default();
        for hop in &hops {
            if hop.id <= last {
                let message = format!("the hop {} stands after the hop {}", hop.id.0, last.0);
                return Err(de::Error::custom(message));
            }
            last = hop.id;
        }
        Ok(Self { hops, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ApiCaller, ApiOutcome};

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn status(task: &str) -> HopKind {
        HopKind::TaskStatus {
            task: task.into(),
            cluster: "c".into(),
            group: "family:web".into(),
            last_status: "RUNNING".into(),
            desired_status: "RUNNING".into(),
            stop_code: None,
            stopped_reason: None,
        }
    }

    fn ids<'a>(hops: impl IntoIterator<Item = &'a Hop>) -> Vec<u64> {
        hops.into_iter().map(|hop| hop.id.0).collect()
    }

    #[test]
    fn a_chain_runs_from_the_first_cause_to_the_hop_asked_for() {
        let mut hops = Hops::default();
        let first = hops.push(AT, Cause::Nobody, Evidence::Observed, status("a"));
        let other = hops.push(AT, Cause::Nobody, Evidence::Observed, status("b"));
        let second = hops.push(AT, Cause::Hop(first), Evidence::Computed, status("a"));
        let third = hops.push(AT, Cause::Hop(second), Evidence::Observed, status("a"));

        assert_eq!(ids(hops.chain(third)), [first.0, second.0, third.0]);
        assert!(hops.descends_from(third, first));
        assert!(!hops.descends_from(third, other));
        assert_eq!(hops.get(HopId(0)), None);
    }

    #[test]
    fn a_record_whose_causes_run_in_a_circle_still_ends() {
        let damaged = r#"[{"id":1,"at":"1970-01-01T00:00:00Z","cause":1,"evidence":"observed",
            "hop":{"kind":"not-modelled","what":"x"}}]"#;
        let hops: Hops = serde_json::from_str(damaged).unwrap();
        assert_eq!(hops.chain(HopId(1)).len(), 1);
        assert!(!hops.descends_from(HopId(1), HopId(7)));
    }

    #[test]
    fn a_reserved_number_has_no_hop_until_its_hop_is_known() {
        let mut hops = Hops::default();
        let call = hops.reserve();
        let effect = hops.push(AT, Cause::Hop(call), Evidence::Observed, status("a"));
        assert_eq!((hops.get(call), ids(&hops)), (None, vec![2]));

        let of_call = |task| Hop {
            id: call,
            at: AT,
            cause: Cause::Nobody,
            evidence: Evidence::Observed,
            kind: status(task),
        };
        hops.insert(of_call("b"));
        hops.insert(of_call("c"));
        assert_eq!(ids(&hops), [1, 2]);
        assert_eq!(hops.get(call).unwrap().kind, status("b"));
        assert!(hops.descends_from(effect, call));
    }

    #[test]
    fn numbers_and_causes_survive_pruning() {
        let mut hops = Hops::default();
        let first = hops.push(AT, Cause::Nobody, Evidence::Observed, status("a"));
        let second = hops.push(AT, Cause::Hop(first), Evidence::Observed, status("a"));
        hops.prune_before(second);
        let third = hops.push(AT, Cause::Hop(second), Evidence::Observed, status("a"));

        assert_eq!((ids(&hops), third), (vec![2, 3], HopId(3)));
        assert_eq!(ids(hops.after(second)), [3]);
        assert_eq!(ids(hops.chain(third)), [2, 3]);
        assert!(hops.descends_from(third, first));
    }

    #[test]
    fn an_event_whose_causes_are_not_known_is_no_stimulus() {
        let event = HopKind::EventOnBus {
            bus: "default".into(),
            event_id: "e".into(),
            source: "aws.guardduty".into(),
            detail_type: "GuardDuty Finding".into(),
        };
        for (cause, expected) in
            [(Cause::Nobody, true), (Cause::Unknown, false), (Cause::Hop(HopId(0)), false)]
        {
            let mut hops = Hops::default();
            let id = hops.push(AT, cause, Evidence::Observed, event.clone());
            assert_eq!(hops.is_stimulus_event(hops.get(id).unwrap()), expected, "{cause:?}");
        }
    }

    #[test]
    fn hops_read_back_as_they_were_written() {
        let mut hops = Hops::default();
        hops.push(
            AT,
            Cause::Unknown,
            Evidence::Observed,
            HopKind::ApiCall {
                service: "ecs".into(),
                operation: "StopTask".into(),
                caller: ApiCaller::Execution { execution: "e".into(), role: "r".into() },
                request_id: "q".into(),
                request: serde_json::json!({"task": "dummy"}),
                outcome: ApiOutcome::Failed {
                    code: "InvalidParameterException".into(),
                    message: "taskId length should be one of [32,36]".into(),
                    status: 400,
                    injected: false,
                },
            },
        );
        let text = serde_json::to_string(&hops).unwrap();
        assert_eq!(serde_json::from_str::<Hops>(&text).unwrap(), hops);

        let twice = format!("[{0},{0}]", text.trim_matches(['[', ']']));
        let error = serde_json::from_str::<Hops>(&twice).unwrap_err();
        assert!(error.to_string().starts_with("the hop 1 stands after the hop 1"), "{error}");
    }
}
