//! Prints what an item of a Map state costs, from few items to many.
//!
//! Argument: how many rounds.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use firedrill_benches::map_over;

const ITEMS: [usize; 4] = [1_000, 10_000, 20_000, 40_000];

/// How much more an item of the most may cost than one of the fewest. Caches alone make a
/// difference; a cost that grows with the square of the items makes it 40.
const BOUND: f64 = 3.0;

fn main() -> Result<(), Box<dyn Error>> {
    let rounds: u32 = std::env::args().nth(1).map_or(Ok(5), |rounds| rounds.parse())?;
    println!("best of {rounds} rounds");
    println!("{:16} {:>8} {:>10} {:>10}", "machine", "items", "ms", "ns/item");
    let mut steepest = 0.0_f64;
    for is_distributed in [false, true] {
        let mut best = [Duration::MAX; ITEMS.len()];
        for _ in 0..rounds {
            for (best, items) in best.iter_mut().zip(ITEMS) {
                let machine = map_over(items, is_distributed)?;
                let started = Instant::now();
                black_box(machine.execute()?);
                *best = started.elapsed().min(*best);
            }
        }
        let name = map_over(1, is_distributed)?.name;
        let cost = |(best, items): (Duration, usize)| best.as_secs_f64() * 1e9 / items as f64;
        for (best, items) in best.into_iter().zip(ITEMS) {
            let milliseconds = best.as_secs_f64() * 1e3;
            println!("{name:16} {items:>8} {milliseconds:>10.2} {:>10.0}", cost((best, items)));
        }
        let costs: Vec<_> = best.into_iter().zip(ITEMS).map(cost).collect();
        if let (Some(first), Some(last)) = (costs.first(), costs.last()) {
            println!("{name:16} from 1,000 to 40,000 items an item costs {:.2} x", last / first);
            steepest = steepest.max(last / first);
        }
    }
    if steepest > BOUND {
        return Err(format!("the cost does not grow linearly: {steepest:.2} x an item").into());
    }
    Ok(())
}
