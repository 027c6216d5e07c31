//! A web page for authors, served only on this machine: the player and the graph of a pack side
//! by side, with the findings.
//!
//! Input: stories and findings, repeatedly ([`Preview::update`]), and a token. Output: a server
//! at a local address, and a page there that plays the story, continues at the same moment when
//! the story changes, and plays from any place of the graph. This crate does not know source
//! text, how files are found and watched, or how a story is compiled.
//!
//! Lessons, quizzes and the course are shown in the same page.
//!
//! The page plays with the modules of `scn-web`, as a built page does. It gets the story as
//! data, and keeps what was done by itself, so any number of pages can be open at once, and a
//! reloaded page continues. After an edit it carries everything over to the new story, as a
//! built page does for a learner. Only what an author sees besides is known here: findings,
//! graphs, and, for the events of a moment, the values of the run and the pool of the quiz. Text
//! of authors reaches the page as data, and never as HTML.

mod content;
mod findings;
mod graphs;
mod inspect;
mod page;
mod pool;
mod server;
mod shown;

pub use content::{LocatedFinding, Update};
pub use server::{MediaReader, Preview, Settings};
