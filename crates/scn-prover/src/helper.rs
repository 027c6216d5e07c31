//! A second thread for a single large scenario.
//!
//! One thread plays states and the other stores their successors, each in the order of the state
//! numbers. State numbers, runs and everything recorded are therefore the same as with one thread,
//! whatever the speed of either. Only scenarios without detours use it: the numbers of detour
//! stacks are assigned by the thread that plays and needed by the thread that stores.

use std::sync::mpsc::sync_channel;
use std::thread;

use scn_story::{Bits, SiteId, State};

use crate::explore::{Explored, Interrupted};
use crate::play::{Batch, PlayNotes};
use crate::table::{Locations, StateIx};

/// Scenarios with fewer states are not worth a second thread.
const LARGE: usize = 1 << 17;

/// Number of states passed on at once.
const SHARE: StateIx = 512;

/// Number of shares in circulation.
const SHARES: usize = 4;

/// States to be played, together with the result; passed back and forth between the threads.
#[derive(Debug)]
struct Share<B> {
    first: StateIx,
    states: Vec<State<B>>,
    settled: Vec<SiteId>,
    batch: Batch<B>,
}

impl<B: Bits> Explored<'_, B> {
    /// Returns whether the exploration is large and the caller allows a second thread.
    pub(crate) fn wants_help(&mut self) -> bool {
        if self.table.len() < LARGE {
            return false;
        }
        // Steps are counted by a single thread.
        let Some(may_help) = self.limits.may_help.filter(|_| self.limits.steps == u64::MAX) else { return false };
        // Ask again only once there is as much again to gain.
        if self.table.len() < self.ask_again {
            return false;
        }
        self.ask_again = self.table.len() + LARGE;
        !self.machine.has_detours() && may_help()
    }

    /// Continues from state number `next` with a second thread.
    pub(crate) fn run_with_helper(&mut self, mut next: StateIx) -> Result<(), Interrupted> {
        let machine = self.machine;
        let mut notes = std::mem::replace(&mut self.notes, PlayNotes::new(machine));
        let (to_play, shares) = sync_channel::<Share<B>>(SHARES);
        let (played, to_store) = sync_channel::<Share<B>>(SHARES);
        let (notes, ended) = thread::scope(|scope| {
            let player = scope.spawn(move || {
                let mut places = Locations::new(machine.node_count());
                for mut share in shares {
                    notes.apply_settled(&mut share.settled);
                    share.batch.clear();
                    for (at, state) in (share.first..).zip(&share.states) {
                        notes.play_state(at, state, &mut places, &mut share.batch);
                    }
                    if played.send(share).is_err() {
                        break;
                    }
                }
                notes
            });
            let mut idle: Vec<Share<B>> = (0..SHARES)
                .map(|_| Share { first: 0, states: Vec::new(), settled: Vec::new(), batch: Batch::new() })
                .collect();
            let mut ended = Ok(());
            loop {
                while let Some(mut share) = idle.pop() {
                    share.first = next;
                    share.states.clear();
                    share.states.extend((next..next + SHARE).map_while(|at| self.table.state(at)));
                    next += StateIx::try_from(share.states.len()).unwrap_or(SHARE);
                    share.settled.append(&mut self.settled);
                    if share.states.is_empty() {
                        idle.push(share);
                        break;
                    }
                    if to_play.send(share).is_err() {
                        break;
                    }
                }
                if idle.len() == SHARES {
                    break;
                }
                let Ok(share) = to_store.recv() else { break };
                self.store_batch(share.first, &share.batch);
                idle.push(share);
                ended = self.report_progress(false);
                if ended.is_err() {
                    break;
                }
            }
            drop((to_play, to_store));
            (player.join(), ended)
        });
        match notes {
            Ok(notes) => self.notes = notes,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        ended.and_then(|()| self.report_progress(true))
    }
}
