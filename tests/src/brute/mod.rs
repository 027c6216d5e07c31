//! The brute force: a second, deliberately naive interpretation of runs.
//!
//! Input: a scenario as plain data. Output: the same [`Facts`] that the prover proves, found by
//! following every run through every moment in full detail. It is written from the language
//! reference alone and shares no code with the machine or the prover. So if the two agree on
//! thousands of stories, both have understood the reference in the same way. It does not know how
//! the prover works.

mod claims;
mod compare;
mod coverage;
mod decides;
mod explore;
mod facts;
mod judge;
pub mod made_up;
mod names;
mod reads;
pub mod runs;
mod state;
mod step;
mod traps;

pub use claims::{PromiseVerdict, claim_holds, failing_step, goes_round, judge_promise};
pub use compare::{Difference, compare_promises, find_differences, find_false_claims, in_names};
pub use explore::{Moment, Moments, explore_all, in_words};
pub use facts::{Facts, Pick, Run, StrayReturnOwner};
pub use names::{ChoiceName, OutcomeName};
pub use state::{State, Value};
pub use traps::{Rooms, TrapEntry, find_traps};
