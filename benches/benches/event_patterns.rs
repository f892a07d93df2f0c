//! All workloads with all engines, for Criterion.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use firedrill_benches::{
    Engine, IndexEngine, PatternEngine, QuaminaEngine, SonicEngine, guardduty_events, workloads,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let events = guardduty_events(200)?;
    for workload in workloads() {
        let mut engines: Vec<Box<dyn Engine>> = vec![
            Box::new(IndexEngine::new(&workload.rules)?),
            Box::new(QuaminaEngine::new(&workload.rules)?),
        ];
        if workload.rules.len() == 1 {
            engines.push(Box::new(PatternEngine::new(&workload.rules)?));
        }
        if let Some(sonic) = SonicEngine::new(&workload) {
            engines.push(Box::new(sonic));
        }
        let mut group = criterion.benchmark_group(workload.name);
        group.throughput(Throughput::Elements(events.len() as u64));
        for mut engine in engines {
            group.bench_function(engine.name(), |bencher| {
                bencher.iter(|| {
                    for event in &events {
                        black_box(engine.matches(black_box(event)));
                    }
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}
