//! The phrases in all languages: what the code says is in the template, and the catalogues are
//! complete.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by it"
)]

mod catalogues;
mod extract;
mod spoken;
