//! A page for authors: the player and the graph of a pack side by side, with what is found, over
//! HTTP on this machine alone.
//!
//! Takes: stories and findings, again and again ([`Preview::update`]); a token. Gives: a service at
//! an address of this machine, and a page there that plays the story, goes on at the same moment
//! when the story changes, and plays from any place of the graph. Must not know: source text, how
//! files are found and watched, how a story is compiled.
//!
//! The page holds no state of the story: it keeps the run as a [`Journey`](scn_run::Journey) and
//! sends it with each question, and here it is made again by the one interpreter. So any number of
//! pages can be open at once, a page that is loaded anew goes on, and a changed story is nothing
//! special. What is to be read comes as HTML made here from the player's passages, with all that an
//! author wrote escaped.

mod content;
mod graphs;
mod page;
mod play;
mod server;

pub use content::{Located, Update};
pub use server::{MediaReader, Preview, Settings};
