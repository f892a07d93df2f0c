//! Lines that leave out the bends that nothing makes them take.

use super::layout::Stretch;

/// How far a line keeps from what it passes.
const CLEARANCE: f64 = 9.0;

/// How many bends are looked ahead at most: a line through more layers keeps one in between.
const LOOK_AHEAD: usize = 64;

/// Something that a line must not run through: its sides, and its top and bottom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Obstacle {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// A stretch with what stands in its layer; a fixed one stays.
#[derive(Debug)]
pub(super) struct Passage<'o> {
    pub(super) stretch: Stretch,
    pub(super) obstacles: &'o [Obstacle],
    pub(super) fixed: bool,
}

/// The stretches that are left when each curve reaches as far as it can.
pub(super) fn eased(passages: &[Passage<'_>]) -> Vec<Stretch> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(passage) = passages.get(at) {
        kept.push(passage.stretch);
        let mut next = at + 1;
        for reach in at + 1..passages.len().min(at + LOOK_AHEAD) {
            let between = passages.get(at + 1..reach).unwrap_or_default();
            let Some(end) = passages.get(reach) else { break };
            if is_clear(passage.stretch, end.stretch, between) {
                next = reach;
            }
            if end.fixed {
                break;
            }
        }
        at = next;
    }
    kept
}

/// Whether a curve from the end of one stretch to the beginning of another runs through nothing.
fn is_clear(from: Stretch, to: Stretch, between: &[Passage<'_>]) -> bool {
    let (start, end) = ((from.x, from.to), (to.x, to.from));
    between.iter().flat_map(|passage| passage.obstacles).all(|obstacle| {
        let upper = x_at(start, end, obstacle.top - CLEARANCE);
        let lower = x_at(start, end, obstacle.bottom + CLEARANCE);
        let (left, right) = (upper.min(lower), upper.max(lower));
        right + CLEARANCE < obstacle.left || left - CLEARANCE > obstacle.right
    })
}

/// Where a curve is at a height. It is the Bézier curve that leaves and arrives vertically, with
/// both control points half-way down.
fn x_at((from_x, from_y): (f64, f64), (to_x, to_y): (f64, f64), y: f64) -> f64 {
    let down = if to_y > from_y { ((y - from_y) / (to_y - from_y)).clamp(0.0, 1.0) } else { 1.0 };
    // Both coordinates only grow along the curve, so its parameter is found by halving.
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..20 {
        let middle = f64::midpoint(low, high);
        let height = middle * (1.5 - 1.5 * middle + middle * middle);
        if height < down {
            low = middle;
        } else {
            high = middle;
        }
    }
    from_x + (to_x - from_x) * low * low * (3.0 - 2.0 * low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(x: f64, from: f64, to: f64, obstacles: &[Obstacle]) -> Passage<'_> {
        Passage { stretch: Stretch { x, from, to }, obstacles, fixed: false }
    }

    #[test]
    fn bends_stay_only_where_something_stands() {
        let wall = [Obstacle { left: -20.0, right: 20.0, top: 40.0, bottom: 60.0 }];
        let away = [Obstacle { left: 200.0, right: 220.0, top: 40.0, bottom: 60.0 }];
        let line = |obstacles| {
            let passages = [
                passage(0.0, 0.0, 0.0, &[]),
                passage(50.0, 40.0, 60.0, obstacles),
                passage(0.0, 100.0, 100.0, &[]),
            ];
            eased(&passages).iter().map(|stretch| stretch.x).collect::<Vec<_>>()
        };
        assert_eq!(line(&wall), [0.0, 50.0, 0.0]);
        assert_eq!(line(&away), [0.0, 0.0]);
        assert_eq!(line(&[]), [0.0, 0.0]);
    }

    #[test]
    fn a_curve_begins_and_ends_where_it_should() {
        let (start, end) = ((10.0, 0.0), (30.0, 100.0));
        for (y, x) in [(0.0, 10.0), (50.0, 20.0), (100.0, 30.0), (-5.0, 10.0), (200.0, 30.0)] {
            assert!((x_at(start, end, y) - x).abs() < 0.01, "{y}");
        }
    }
}
