//! Histories in the making: events that know which others must come before them.

use serde_json::{Value, json};

/// A state that is visited.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Pass {
        name: String,
    },
    /// A task all of whose attempts but the last fail.
    Task {
        name: String,
        attempts: usize,
    },
    Map {
        name: String,
        items: Vec<Vec<Part>>,
    },
    Parallel {
        name: String,
        branches: Vec<Vec<Part>>,
    },
}

/// An event without its numbers.
#[derive(Debug, Clone)]
struct Planned {
    event_type: String,
    details: Option<(String, Value)>,
    /// Those that come before it; it follows from the last of them, as they come to happen.
    after: Vec<usize>,
    /// One more that comes before it, from which it does not follow.
    also_after: Option<usize>,
}

impl Planned {
    fn before(&self) -> impl Iterator<Item = usize> {
        self.after.iter().copied().chain(self.also_after)
    }
}

/// The events of an execution, in no order but that in which one leads to another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    events: Vec<Planned>,
}

/// An execution that visits states one after the other.
pub(crate) fn plan(parts: &[Part]) -> Plan {
    let mut plan = Plan::default();
    plan.add("ExecutionStarted", &[], "executionStarted", json!({ "input": "{}" }));
    let last = plan.strand(parts, &[]);
    plan.add("ExecutionSucceeded", &last, "executionSucceeded", json!({ "output": "{}" }));
    plan
}

impl Plan {
    fn add(&mut self, event_type: &str, after: &[usize], member: &str, details: Value) -> usize {
        let details = (!details.is_null()).then(|| (format!("{member}EventDetails"), details));
        let event_type = event_type.to_owned();
        self.events.push(Planned { event_type, details, after: after.to_vec(), also_after: None });
        self.events.len() - 1
    }

    /// The events of states after others; answers the last.
    fn strand(&mut self, parts: &[Part], after: &[usize]) -> Vec<usize> {
        let mut last = after.to_vec();
        for part in parts {
            last = vec![self.part(part, &last)];
        }
        last
    }

    fn part(&mut self, part: &Part, after: &[usize]) -> usize {
        let (kind, name) = match part {
            Part::Pass { name } => ("Pass", name),
            Part::Task { name, .. } => ("Task", name),
            Part::Map { name, .. } => ("Map", name),
            Part::Parallel { name, .. } => ("Parallel", name),
        };
        let told = json!({ "name": name, "input": "{}" });
        let entered = self.add(&format!("{kind}StateEntered"), after, "stateEntered", told);
        let last = match part {
            Part::Pass { .. } => vec![entered],
            Part::Task { attempts, .. } => vec![self.task(entered, *attempts)],
            Part::Map { items, .. } => self.map(entered, name, items),
            Part::Parallel { branches, .. } => {
                let fork = self.add("ParallelStateStarted", &[entered], "", Value::Null);
                let ends: Vec<_> =
                    branches.iter().flat_map(|branch| self.strand(branch, &[fork])).collect();
                vec![self.add("ParallelStateSucceeded", &ends, "", Value::Null)]
            }
        };
        let told = json!({ "name": name, "output": r#"{"left":[1,2]}"# });
        let before = self.events.len() - 1;
        let exited = self.add(&format!("{kind}StateExited"), &last, "stateExited", told);
        self.events[exited].also_after = Some(before);
        exited
    }

    fn task(&mut self, entered: usize, attempts: usize) -> usize {
        let mut last = entered;
        for attempt in (0..attempts).rev() {
            let told = json!({ "resource": "stopTask", "parameters": r#"{"Task":"web"}"# });
            last = self.add("TaskScheduled", &[last], "taskScheduled", told);
            last =
                self.add("TaskStarted", &[last], "taskStarted", json!({ "resource": "stopTask" }));
            last = if attempt > 0 {
                let told = json!({ "error": "Busy", "cause": format!("{attempt} to come") });
                self.add("TaskFailed", &[last], "taskFailed", told)
            } else {
                let told = json!({ "output": r#"{"answer":7}"# });
                self.add("TaskSucceeded", &[last], "taskSucceeded", told)
            };
        }
        last
    }

    fn map(&mut self, entered: usize, name: &str, items: &[Vec<Part>]) -> Vec<usize> {
        let length = json!({ "length": items.len() });
        let fork = self.add("MapStateStarted", &[entered], "mapStateStarted", length);
        let mut ends = vec![fork];
        for (index, item) in items.iter().enumerate() {
            let told = json!({ "name": name, "index": index });
            let started =
                self.add("MapIterationStarted", &[fork], "mapIterationStarted", told.clone());
            let last = self.strand(item, &[started]);
            ends.push(self.add("MapIterationSucceeded", &last, "mapIterationSucceeded", told));
        }
        // As the service has it, what leaves the state follows from the last iteration as well.
        self.add("MapStateSucceeded", &ends, "", Value::Null);
        ends
    }

    /// The events in one of the orders in which they may happen.
    pub(crate) fn in_order(&self, seed: u64) -> Vec<Value> {
        let mut waits: Vec<_> = self.events.iter().map(|event| event.before().count()).collect();
        let mut leads = vec![Vec::new(); self.events.len()];
        for (place, event) in self.events.iter().enumerate() {
            for before in event.before() {
                leads[before].push(place);
            }
        }
        // The execution starts, and then its first state is entered.
        let first = self.events.iter().skip(1).position(|event| event.after.is_empty());
        let mut ready = vec![0];
        let mut ids = vec![0_u64; self.events.len()];
        let mut listed = Vec::new();
        let mut random = seed;
        while !ready.is_empty() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let place = ready.swap_remove((random >> 33) as usize % ready.len());
            ids[place] = listed.len() as u64 + 1;
            listed.push(self.event(place, &ids));
            if place == 0 {
                ready.extend(first.map(|first| first + 1));
            }
            for next in &leads[place] {
                waits[*next] -= 1;
                if waits[*next] == 0 {
                    ready.push(*next);
                }
            }
        }
        listed
    }

    fn event(&self, place: usize, ids: &[u64]) -> Value {
        let event = &self.events[place];
        let previous = event.after.iter().map(|before| ids[*before]).max().unwrap_or(0);
        let mut json = json!({
            "id": ids[place], "previousEventId": previous, "type": event.event_type,
        });
        if let Some((member, details)) = &event.details {
            json[member] = details.clone();
        }
        json
    }
}
