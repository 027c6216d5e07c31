//! The formats besides PO: what is written, what is read, alone and beside other tools.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by it")]

mod common;
mod csv;
mod pseudo;
mod returned;
mod tools;
mod xliff;
