//! Stores what learners did, returns it and summarizes it.
//!
//! Input: attempts, their events with times, and the stories in which they were made. Output: these
//! again, from a [`Store`], and summaries of them. This crate does not know source text, the
//! compiler, a terminal or the clock. On disk, it accesses only the file passed to [`Sqlite`], and
//! the certificates of authorities for encrypted connections to [`Postgres`]. No message contains
//! a learner's name.

mod database;
mod form;
mod identity;
mod import;
mod learner;
mod learners;
mod name;
mod postgres;
mod rows;
mod sqlite;
mod step;
mod store;
mod summary;
mod xapi;

pub use database::{Database, Row, Transaction, Value};
pub use form::{Export, Records};
pub use identity::{PackAttempts, PackGroup, PackIdentity, PackKey, group_by_pack};
pub use import::{Import, ImportError};
pub use learner::{LearnerAttempt, LearnerBand, LearnerPack, LearnerPart, LearnerQuiz};
pub use learners::{add_learner, delete_attempts_before, learner_number, name_key};
pub use name::{LONGEST_NAME, NameError, is_same_name, learner_name};
pub use postgres::Postgres;
pub use scn_run::Stories;
pub use sqlite::Sqlite;
pub use step::{Step, StepAfter};
pub use store::{Filter, Forgotten, Learner, Store, StoreError, digests};
pub use summary::{Bands, ChoiceRecords, Count, ENOUGH, PackRecords, Place, QuizRecords, Runs, ScenarioRecords};
pub use xapi::{Sender, statements};
