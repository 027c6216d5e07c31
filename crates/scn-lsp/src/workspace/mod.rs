//! What the server knows, and what a feature answers from: open texts and packs, the abilities of
//! the client, findings as diagnostics, and requests that are refused.

mod answer;
mod client;
mod publish;
mod state;

pub(crate) use answer::{Refusal, catch_panic};
pub(crate) use client::Client;
pub(crate) use publish::current_findings;
pub(crate) use state::{Doc, RequestFile, State};
