//! Progress of a long proof on a terminal, and Ctrl-C, which ends it with what is known by then.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// What takes no longer than this needs no progress shown.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the line is written anew.
const PACE: Duration = Duration::from_millis(100);

/// The exit status after Ctrl-C, as shells have it.
pub(crate) const STATUS_INTERRUPTED: u8 = 130;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Who is told of Ctrl-C besides proofs.
static TOLD: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();

fn catch() {
    // It is caught once; where it cannot be, Ctrl-C ends the program at once.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(STATUS_INTERRUPTED));
        }
        if let Some(told) = TOLD.get() {
            told();
        }
    });
}

/// From here on somebody is told of the first Ctrl-C. Only the first who asks is.
pub(crate) fn on_interrupt(told: impl Fn() + Send + Sync + 'static) {
    let _ = TOLD.set(Box::new(told));
    catch();
}

/// Whether Ctrl-C has been pressed.
pub(crate) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Watches proofs; what it has shown is erased when it goes.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Whether a person looks at standard error.
    terminal: bool,
    states: AtomicU64,
    /// When the line is next to be written.
    next: Mutex<Instant>,
    shown: AtomicBool,
}

impl Progress {
    /// Begins to watch. The first Ctrl-C from here on ends proofs, a second one the program.
    pub(crate) fn start() -> Self {
        catch();
        Self {
            terminal: io::stderr().is_terminal(),
            states: AtomicU64::new(0),
            next: Mutex::new(Instant::now() + PATIENCE),
            shown: AtomicBool::new(false),
        }
    }

    /// So many more states are explored; whether to go on.
    pub(crate) fn more(&self, states: u64) -> ControlFlow<()> {
        let all = self.states.fetch_add(states, Ordering::Relaxed) + states;
        if self.terminal {
            self.show(all);
        }
        if INTERRUPTED.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn show(&self, states: u64) {
        // Whoever finds it taken leaves the writing to the other.
        let Ok(mut next) = self.next.try_lock() else { return };
        let now = Instant::now();
        if now < *next {
            return;
        }
        *next = now + PACE;
        self.shown.store(true, Ordering::Relaxed);
        // Where standard error cannot be written, nobody misses it.
        let _ = write!(io::stderr().lock(), "\r{}", line(states));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.load(Ordering::Relaxed) {
            let blank = " ".repeat(line(self.states.load(Ordering::Relaxed)).len());
            let _ = write!(io::stderr().lock(), "\r{blank}\r");
        }
    }
}

/// What is shown. Never shorter than before, since the number only grows.
fn line(states: u64) -> String {
    format!("proving: {:.1} million moments (Ctrl-C: what is known by now)", states as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_line_counts_in_millions() {
        assert_eq!(line(12_345_678), "proving: 12.3 million moments (Ctrl-C: what is known by now)");
    }
}
