//! Every format, as those see it who rely on it.

#![expect(clippy::panic, reason = "a test fails by it, with more words than an assertion has")]

mod any;
mod formats;
mod samples;
mod schemas;
