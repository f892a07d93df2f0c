//! What is left when the evaluator panics: a failure of that one evaluation.
//!
//! The evaluator is a library of others. What is known to make it panic is refused
//! [before](super::bounds); what is not known ends here, so that no expression ends the process.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// The evaluator panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panicked;

/// Whether a panic on this thread ends as the failure of an evaluation.
///
/// A library does not replace the panic hook of its process, which writes to standard error before
/// anything is caught. An application whose hook asks this can leave out what is told elsewhere.
#[must_use]
pub fn is_panic_caught() -> bool {
    DEPTH.get() > 0
}

/// Does work of the evaluator, whose values are dropped if it panics: none of them is seen again.
pub(super) fn sealed<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    struct Inside;

    impl Drop for Inside {
        fn drop(&mut self) {
            DEPTH.set(DEPTH.get().saturating_sub(1));
        }
    }

    panic::catch_unwind(AssertUnwindSafe(|| {
        DEPTH.set(DEPTH.get().saturating_add(1));
        let _inside = Inside;
        work()
    }))
    .map_err(|_| Panicked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_said_to_be() {
        assert!(!is_panic_caught());
        assert_eq!(sealed(is_panic_caught), Ok(true));
        assert_eq!(sealed(|| -> u8 { panic!("within") }), Err(Panicked));
        assert!(!is_panic_caught());
    }
}
