//! Certificates of completion.
//!
//! Takes: a [`Completion`].

mod completion;

pub use completion::{Completion, PartDone, PartKind, PrincipleProfile};
