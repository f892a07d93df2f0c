//! Prints how many events a second each engine matches, and the ratios that are promised.
//!
//! Arguments: how many rounds, and what the name of a workload must hold to be run.

use std::error::Error;
use std::time::{Duration, Instant};

use firedrill_benches::{
    Engine, IndexEngine, PatternEngine, QuaminaEngine, SonicEngine, guardduty_events, workloads,
};

/// One engine on one workload.
struct Contender {
    engine: Box<dyn Engine>,
    best: Duration,
    matches: usize,
}

impl Contender {
    fn new(engine: impl Engine + 'static) -> Self {
        Self { engine: Box::new(engine), best: Duration::MAX, matches: 0 }
    }

    fn run(&mut self, events: &[Vec<u8>]) -> Result<(), Box<dyn Error>> {
        let started = Instant::now();
        let mut matches = 0;
        for event in events {
            matches += self.engine.matches(event).ok_or("an event could not be read")?;
        }
        self.best = self.best.min(started.elapsed());
        self.matches = matches;
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rounds: usize = arguments.next().map_or(Ok(40), |rounds| rounds.parse())?;
    let only = arguments.next().unwrap_or_default();
    let events = guardduty_events(1000)?;
    let mut groups = Vec::new();
    for workload in workloads().into_iter().filter(|workload| workload.name.contains(&only)) {
        let mut contenders = vec![
            Contender::new(IndexEngine::new(&workload.rules)?),
            Contender::new(QuaminaEngine::new(&workload.rules)?),
        ];
        if workload.rules.len() == 1 {
            contenders.insert(0, Contender::new(PatternEngine::new(&workload.rules)?));
        }
        contenders.extend(SonicEngine::new(&workload).map(Contender::new));
        groups.push((workload.name, contenders));
    }
    for _ in 0..rounds {
        for (_, contenders) in &mut groups {
            for contender in contenders {
                // The first pass finds the caches full of what the engine before it needed.
                contender.run(&events)?;
                contender.run(&events)?;
            }
        }
    }

    let bytes: usize = events.iter().map(Vec::len).sum();
    println!(
        "{} events, {} bytes on average; best of {rounds} rounds",
        events.len(),
        bytes / events.len()
    );
    println!(
        "\n{:32} {:10} {:>10} {:>7} {:>9} {:>9}",
        "workload", "engine", "events/s", "GB/s", "quamina", "sonic-rs"
    );
    for (name, contenders) in &groups {
        let time_of = |name| {
            let mut of_name = contenders.iter().filter(|contender| contender.engine.name() == name);
            of_name.next().map(|contender| contender.best.as_secs_f64())
        };
        for contender in contenders {
            let time = contender.best.as_secs_f64();
            let ratio = |peer| {
                time_of(peer).map_or_else(String::new, |peer| format!("{:.2} x", peer / time))
            };
            println!(
                "{name:32} {:10} {:>10.0} {:>7.2} {:>9} {:>9}",
                contender.engine.name(),
                events.len() as f64 / time,
                bytes as f64 / time / 1e9,
                ratio("quamina"),
                ratio("sonic-rs"),
            );
        }
        let matches = contenders.first().map_or(0, |first| first.matches);
        if contenders.iter().any(|contender| contender.matches != matches) {
            let all: Vec<_> = contenders.iter().map(|c| (c.engine.name(), c.matches)).collect();
            return Err(format!("the engines do not agree on `{name}`: {all:?}").into());
        }
    }
    let index_time = |wanted: &str| {
        let group = groups.iter().find(|(name, _)| name.starts_with(wanted))?;
        let index = group.1.iter().find(|contender| contender.engine.name() == "index")?;
        Some(index.best.as_secs_f64())
    };
    if let (Some(one), Some(many)) = (index_time("1 rule"), index_time("10,000 rules")) {
        println!("\nfrom 1 to 10,000 rules the time of the index grows {:.2} times", many / one);
    }
    Ok(())
}
