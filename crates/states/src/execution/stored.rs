//! Executions that are stored and read again.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fork::Fork;
use super::polled::Execution;
use super::stopped::{StoppedPlace, StoppedStrands};

impl Serialize for Execution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Execution {
    /// Reads an execution; what was stored may have been changed, so that it is where no state of
    /// its machine is.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let execution = Self::deserialize(deserializer)?;
        if execution.is_within_its_machine() {
            Ok(execution)
        } else {
            Err(serde::de::Error::custom("the execution is in a state that its machine has not"))
        }
    }
}

impl Execution {
    fn is_within_its_machine(&self) -> bool {
        let mut states = Vec::new();
        let mut stopped: Vec<&StoppedStrands> = self.stopped.iter().collect();
        for strand in self.strands.iter() {
            states.extend(strand.position.any_state());
            stopped.extend(strand.position.fork().into_iter().flat_map(Fork::stopped));
            if let Some(within) = &strand.stopped {
                states.push(within.fork.visit.state);
                stopped.extend(within.fork.stopped().chain([&within.strands]));
            }
        }
        while let Some(strands) = stopped.pop() {
            for strand in strands.iter() {
                states.push(strand.place.state());
                if let StoppedPlace::Within(fork) = &strand.place {
                    stopped.extend(fork.stopped());
                }
            }
        }
        states.into_iter().all(|state| self.machine.has_state(state))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::definition::StateMachine;
    use crate::execution::ExecutionContext;
    use crate::payload::Payload;

    const WAIT: &str = r#"{"StartAt": "Wait", "States": {
        "Wait": {"Type": "Wait", "Seconds": 9, "End": true}
    }}"#;

    /// A Map Run whose first child execution fails, and may.
    const MAP_RUN: &str = r#"{"StartAt": "Each", "States": {"Each": {
        "Type": "Map",
        "ToleratedFailureCount": 1,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Wait",
            "States": {"Wait": {"Type": "Wait", "SecondsPath": "$", "End": true}}
        },
        "End": true
    }}}"#;

    fn stored(machine: &str, input: &str) -> Value {
        let machine = StateMachine::parse(machine);
        let context =
            ExecutionContext::example("wait", "eu-west-1", Payload::parse(input).unwrap());
        let mut execution =
            Execution::start(Arc::new(machine.unwrap()), context, Timestamp::UNIX_EPOCH);
        execution.poll(Timestamp::UNIX_EPOCH);
        serde_json::to_value(execution).unwrap()
    }

    fn refused(stored: Value) -> String {
        serde_json::from_value::<Execution>(stored).unwrap_err().to_string()
    }

    #[test]
    fn what_was_changed_is_refused_and_breaks_nothing() {
        let waiting = || stored(WAIT, "{}");
        assert!(serde_json::from_value::<Execution>(waiting()).is_ok());
        let mut elsewhere = waiting();
        elsewhere["strands"]["strands"]["0"]["position"]["Waiting"]["visit"]["state"] = json!(1);
        assert!(refused(elsewhere).contains("a state that its machine has not"));
        let mut other = waiting();
        other["machine"]["definition"] = json!("{}");
        assert!(refused(other).contains("invalid state machine definition"));
        assert!(!refused(json!({})).is_empty());
    }

    #[test]
    fn what_was_changed_of_a_child_execution_that_failed_is_refused() {
        let mut execution = stored(MAP_RUN, r#"["soon", 9]"#);
        assert!(serde_json::from_value::<Execution>(execution.clone()).is_ok());
        let run = &mut execution["strands"]["strands"]["0"]["position"]["Forked"]["kind"]["MapRun"];
        run["unsuccessful"]["0"]["1"]["place"]["In"]["state"] = json!(2);
        assert!(refused(execution).contains("a state that its machine has not"));
    }
}
