//! Progress on standard error: a bar on a terminal, plain lines elsewhere.

use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::Context;
use crate::context::write_message;

/// How often a plain line is written: at each tenth of the work.
const PLAIN_LINES: usize = 10;

/// The progress of a suite.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    plain: bool,
    total: usize,
    done: AtomicUsize,
}

impl Progress {
    /// Progress over `total` scenarios.
    #[must_use]
    pub(crate) fn new(total: usize, context: &Context) -> Self {
        let bar = context.progress.then(|| {
            let bar = ProgressBar::with_draw_target(
                u64::try_from(total).ok(),
                ProgressDrawTarget::stderr(),
            );
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} scenarios") {
                bar.set_style(style);
            }
            bar
        });
        let plain = bar.is_none() && !context.quiet && total >= 100;
        Self { bar, plain, total, done: AtomicUsize::new(0) }
    }

    /// One more scenario is done.
    pub(crate) fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        let step = self.total.div_ceil(PLAIN_LINES).max(1);
        if self.plain && (done.is_multiple_of(step) || done == self.total) {
            write_message(&format!("{done}/{} scenarios\n", self.total));
        }
    }

    /// All are done: the bar goes away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
