//! Tests the server over HTTP, as browsers talk to it.
#![expect(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by a panic")]

mod attacks;
mod harness;
mod learning;
mod openapi;
mod outbox;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../../../scn-records/tests/postgres/mod.rs"]
mod postgres;
mod roles;
mod upgrade;
mod upkeep;
