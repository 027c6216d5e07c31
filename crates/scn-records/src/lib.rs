//! What learners did: kept, given back, and summed up.
//!
//! Takes: attempts, their events with their moments, and the stories that they were made in, from
//! whoever plays. Gives: them back, from a [`Store`], and what is folded from them. Must not know:
//! source text, the compiler, a terminal, the clock. Of the disk it touches the one file that
//! [`Sqlite`] is given. No message holds a learner's name.

mod form;
mod identity;
mod learner;
mod name;
mod sqlite;
mod store;
mod summary;
mod xapi;

pub use form::{Export, Records};
pub use identity::{PackAttempts, PackIdentity, PackKey};
pub use learner::{LearnerAttempt, LearnerBand, LearnerPack, LearnerPart, LearnerQuiz};
pub use name::{LONGEST_NAME, NameError, is_same_name, learner_name};
pub use scn_run::Stories;
pub use sqlite::Sqlite;
pub use store::{Filter, Forgotten, Learner, Store, StoreError, digests};
pub use summary::{Bands, ChoiceRecords, Count, ENOUGH, PackRecords, Place, QuizRecords, Runs, ScenarioRecords};
pub use xapi::{Sender, statements};
