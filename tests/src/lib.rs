//! What the suites share: documents with blocks, and what runs them.
//!
//! Takes: Markdown files of the project. Gives: for each block, whether it is as it says. The
//! suites themselves lie in `suites/`.

pub mod brute;
pub mod fuzz;
pub mod harness;
pub mod markdown;
pub mod picture;
pub mod random;
pub mod survey;
