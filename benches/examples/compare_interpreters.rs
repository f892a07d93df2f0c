//! Prints how many executions a second our interpreter runs, as one line of JSON for each machine;
//! `interpreters.sh` runs it beside its peer.
//!
//! Arguments: how many windows of time are measured, and how many milliseconds each takes.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use firedrill_benches::{MockedMachine, pass_choice_pass, stop_task};
use firedrill_states::Outcome;
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let windows: u32 = arguments.next().map_or(Ok(8), |windows| windows.parse())?;
    let length: u64 = arguments.next().map_or(Ok(250), |length| length.parse())?;
    for machine in [stop_task()?, pass_choice_pass()?] {
        let (output, parameters) = seen(&machine)?;
        // As long a window for warming up, like that of the peer.
        let mut best = 0.0_f64;
        for window in 0..=windows {
            let rate = rate(&machine, Duration::from_millis(length))?;
            best = if window == 0 { 0.0 } else { best.max(rate) };
        }
        let line = json!({
            "machine": machine.name,
            "executionsPerSecond": best,
            "output": output,
            "parameters": parameters,
        });
        println!("{line}");
    }
    Ok(())
}

/// Executions a second, in a window of time.
fn rate(machine: &MockedMachine, length: Duration) -> Result<f64, Box<dyn Error>> {
    let started = Instant::now();
    let mut executions = 0_u32;
    loop {
        for _ in 0..16 {
            black_box(machine.execute()?);
        }
        executions += 16;
        let took = started.elapsed();
        if took >= length {
            return Ok(f64::from(executions) / took.as_secs_f64());
        }
    }
}

/// The output of an execution, and what its tasks were called with by the name of their states.
fn seen(machine: &MockedMachine) -> Result<(Value, Value), Box<dyn Error>> {
    let execution = machine.execute()?;
    let Some(Outcome::Succeeded { output }) = execution.outcome() else {
        return Err("no output".into());
    };
    let mut parameters = Map::new();
    let mut entered = Value::Null;
    for event in execution.history() {
        let event = serde_json::to_value(event)?;
        if let Some(name) = event.pointer("/stateEnteredEventDetails/name") {
            entered = name.clone();
        }
        let text = event.pointer("/taskScheduledEventDetails/parameters").and_then(Value::as_str);
        if let (Some(text), Some(state)) = (text, entered.as_str()) {
            parameters.insert(state.to_owned(), serde_json::from_str(text)?);
        }
    }
    Ok((output.value().clone(), Value::Object(parameters)))
}
