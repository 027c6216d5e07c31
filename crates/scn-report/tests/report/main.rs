//! Tests of every format, from the point of view of its users.

#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]

mod any;
mod formats;
mod samples;
mod schemas;
