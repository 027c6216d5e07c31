//! Tests what `examples/SERVER.md` says to those who run `scn serve`, by doing it: several
//! processes behind nginx, backup and restore; and the description of its messages by a tool of
//! others.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod backup;
mod documented;
mod openapi;
#[expect(dead_code, reason = "each test that shares it needs a part of it")]
#[path = "../../../scn-records/tests/postgres/mod.rs"]
mod postgres;
mod proxy;
#[expect(dead_code, reason = "each test that shares it needs a part of it")]
#[path = "../served/mod.rs"]
mod served;
