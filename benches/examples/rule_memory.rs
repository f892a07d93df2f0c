//! Prints the memory that 10,000 rules take, in our index and in quamina, and how long it takes to
//! add them.

use std::alloc::System;
use std::error::Error;
use std::time::Instant;

use firedrill_benches::{IndexEngine, QuaminaEngine, ecs_rules};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Box<dyn Error>> {
    let rules = ecs_rules(10_000);
    measure("index", || IndexEngine::new(&rules))?;
    measure("quamina", || QuaminaEngine::new(&rules))?;
    Ok(())
}

fn measure<T>(
    name: &str,
    build: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let (region, started) = (Region::new(ALLOCATOR), Instant::now());
    let built = build()?;
    let (used, took) = (region.change(), started.elapsed());
    drop(built);
    let kept = used.bytes_allocated - used.bytes_deallocated;
    println!("{name:8} {:.1} MB kept, built in {} ms", kept as f64 / 1e6, took.as_millis());
    Ok(())
}
