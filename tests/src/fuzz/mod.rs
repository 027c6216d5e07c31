//! What the fuzzer calls: one function for each kind of input that comes from outside.
//!
//! Takes: any bytes. Gives: what is wrong with the answer of scn to them, in words. A panic is
//! wrong too, and is left to the caller. `../../fuzz` runs these functions with coverage as its
//! guide; `../../suites/fuzz.rs` runs them over the inputs that were kept.

mod corpus;
mod events;
mod format;
mod lsp;
mod manifest;
mod pack;
mod records;
mod seeds;
mod story;

pub use corpus::{read, unpacked, written};
pub use seeds::seeds;

/// A function for one kind of input.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is also that of its binary in `tests/fuzz`.
    pub name: &'static str,
    /// Tries an input, and says what is wrong with the answer.
    pub run: fn(&[u8]) -> Result<(), String>,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "pack", run: pack::run },
    Target { name: "format", run: format::run },
    Target { name: "story", run: story::run },
    Target { name: "events", run: events::run },
    Target { name: "records", run: records::run },
    Target { name: "manifest", run: manifest::run },
    Target { name: "lsp", run: lsp::run },
];

/// Tries an input on the target of a name.
///
/// # Panics
/// When the answer is wrong, or there is no such target: that is how a fuzzer learns of it.
pub fn try_input(name: &str, input: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let result = target.map_or_else(|| Err("there is no such target".to_owned()), |target| (target.run)(input));
    assert!(result.is_ok(), "{name}: {}", result.err().unwrap_or_default());
}
