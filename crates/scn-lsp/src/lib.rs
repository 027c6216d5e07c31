//! The language server: what an editor knows of scn.
//!
//! Takes: a stream of messages in the Language Server Protocol, and a [`Disk`] to ask for files.
//! Gives: the answers, on another stream. Must not know: the disk itself, the clock, standard input
//! and output. The only crate that knows the types of the protocol.
//!
//! The way through: `transport` cuts messages out of the stream; `server` is the loop, which answers
//! in order; `workspace` keeps open texts and packs; `index` is what the names of a file stand for,
//! `pack` the same over all files of a pack; every request is answered by one file of `features`,
//! from the workspace alone. What a text by itself shows is said at once; checks and proofs run in
//! threads of their own (`worker`), and an edit ends those that it makes out of date.

mod disk;
mod features;
mod index;
mod pack;
mod server;
mod shift;
mod text;
mod transport;
mod worker;
mod workspace;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by it")]
mod harness;

pub use disk::{Disk, Loaded, Open};
pub use server::serve;
