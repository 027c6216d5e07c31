//! The shared code of the test suites: documents with blocks, and the code that runs them.
//!
//! Input: Markdown files of the project. Output: for each block, whether it matches its attributes.
//! The suites themselves are in `suites/`.

pub mod brute;
pub mod document;
pub mod fuzz;
pub mod harness;
pub mod markdown;
pub mod picture;
pub mod random;
pub mod survey;
