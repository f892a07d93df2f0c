//! Prints the memory that an execution keeps when it has ended, its history included.

use std::alloc::System;
use std::error::Error;

use firedrill_benches::{MockedMachine, map_over, pass_choice_pass, stop_task};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "{:20} {:>8} {:>12} {:>13} {:>12} {:>12}",
        "machine", "events", "bytes kept", "bytes/event", "allocations", "JSON bytes"
    );
    measure(&stop_task()?)?;
    measure(&pass_choice_pass()?)?;
    measure(&map_over(1_000, false)?)?;
    measure(&map_over(10_000, false)?)
}

fn measure(machine: &MockedMachine) -> Result<(), Box<dyn Error>> {
    // What is made once for all executions is not theirs.
    machine.execute()?;
    let region = Region::new(ALLOCATOR);
    let execution = machine.execute()?;
    let used = region.change();
    let kept = used.bytes_allocated - used.bytes_deallocated;
    let events = execution.history().len();
    let text = serde_json::to_string(execution.history())?.len();
    println!(
        "{:20} {events:>8} {kept:>12} {:>13} {:>12} {text:>12}",
        machine.name,
        kept / events,
        used.allocations,
    );
    Ok(())
}
