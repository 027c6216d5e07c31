//! A web page for authors, served only on this machine: the player and the graph of a pack side by
//! side, with the findings.
//!
//! Input: stories and findings, repeatedly ([`Preview::update`]), and a token. Output: a server at
//! a local address, and a page there that plays the story, continues at the same moment when the
//! story changes, and plays from any place of the graph. This crate does not know source text, how
//! files are found and watched, or how a story is compiled.
//!
//! Lessons, quizzes and the course are shown in the same page.
//!
//! The page holds no state of the story: it stores the run as a [`Journey`](scn_run::Journey)
//! and sends it with each request, and the interpreter replays it here; what was done at other
//! parts it sends as events. So any number of pages can
//! be open at once, a reloaded page continues, and a changed story is not a special case. The page
//! continues a run by the lines of [`scn_run::wire`], and shows the lines of the answer: text of
//! authors reaches it as data, and never as HTML.

mod changes;
mod content;
mod course;
mod findings;
mod graphs;
mod lesson;
mod page;
mod parts;
mod play;
mod pool;
mod quiz;
mod server;
mod shown;

pub use content::{LocatedFinding, Update};
pub use server::{MediaReader, Preview, Settings};
