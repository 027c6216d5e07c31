//! Shows the progress of a long proof on a terminal, and handles Ctrl-C, which ends the proof with
//! the results so far.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// A proof that takes no longer than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the line is updated.
const PACE: Duration = Duration::from_millis(100);

/// The exit status after Ctrl-C, following the convention of shells.
pub(crate) const STATUS_INTERRUPTED: u8 = 130;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A callback for Ctrl-C, besides the proofs.
static ON_INTERRUPT: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();

fn install_handler() {
    // The handler is set once. If that fails, Ctrl-C ends the program at once.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(STATUS_INTERRUPTED));
        }
        if let Some(callback) = ON_INTERRUPT.get() {
            callback();
        }
    });
}

/// Calls a function at the first Ctrl-C from now on. Only the first function that is registered is
/// called.
pub(crate) fn on_interrupt(callback: impl Fn() + Send + Sync + 'static) {
    let _ = ON_INTERRUPT.set(Box::new(callback));
    install_handler();
}

/// Returns whether Ctrl-C has been pressed.
pub(crate) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Watches proofs; erases its line on drop.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Whether standard error is a terminal.
    terminal: bool,
    states: AtomicU64,
    /// When the line is next updated.
    next: Mutex<Instant>,
    shown: AtomicBool,
}

impl Progress {
    /// Starts watching. From now on, the first Ctrl-C ends proofs, a second one the program.
    pub(crate) fn start() -> Self {
        install_handler();
        Self {
            terminal: io::stderr().is_terminal(),
            states: AtomicU64::new(0),
            next: Mutex::new(Instant::now() + PATIENCE),
            shown: AtomicBool::new(false),
        }
    }

    /// Counts this number of newly explored states. Returns whether to continue.
    pub(crate) fn count_states(&self, states: u64) -> ControlFlow<()> {
        let total = self.states.fetch_add(states, Ordering::Relaxed) + states;
        if self.terminal {
            self.show_line(total);
        }
        if INTERRUPTED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn show_line(&self, states: u64) {
        // If another thread holds the lock, that thread writes the line.
        let Ok(mut next) = self.next.try_lock() else { return };
        let now = Instant::now();
        if now < *next {
            return;
        }
        *next = now + PACE;
        self.shown.store(true, Ordering::Relaxed);
        // If standard error cannot be written, the progress line is simply not shown.
        let _ = write!(io::stderr().lock(), "\r{}", progress_line(states));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.load(Ordering::Relaxed) {
            let blank = " ".repeat(progress_line(self.states.load(Ordering::Relaxed)).len());
            let _ = write!(io::stderr().lock(), "\r{blank}\r");
        }
    }
}

/// Returns the line to show. It never gets shorter, since the number only grows.
fn progress_line(states: u64) -> String {
    format!("proving: {:.1} million moments (Ctrl-C stops and shows what is known so far)", states as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::progress_line;

    #[test]
    fn the_line_counts_in_millions() {
        assert_eq!(
            progress_line(12_345_678),
            "proving: 12.3 million moments (Ctrl-C stops and shows what is known so far)"
        );
    }
}
