//! The language server of scn.
//!
//! Input: a stream of messages of the Language Server Protocol, and a [`Disk`] for access to files.
//! Output: the answers, on another stream. This crate does not access the disk, the clock, or
//! standard input and output. It is the only crate that knows the types of the protocol.
//!
//! How a message is processed: `transport` splits the stream into messages; `server` holds open
//! texts and packs, and answers in order; `index` resolves the names of a file, and `pack` those of
//! all files of a pack; each request is answered by one file of `features` from these. Findings
//! about a text alone are published at once; checks and proofs run in threads of their own
//! (`worker`), and an edit cancels those that it makes outdated.

mod changes;
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

pub use disk::{Disk, LoadedPack, OpenTexts};
pub use server::serve;
