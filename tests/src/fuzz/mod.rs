//! The functions that the fuzzer calls, one for each kind of external input.
//!
//! Input: any bytes. Output: a message that describes the fault of scn's answer. A panic is wrong
//! too, and is left to the caller. `../../fuzz` runs these functions guided by coverage;
//! `../../suites/fuzz.rs` runs them on the stored inputs.

mod corpus;
mod events;
mod format;
mod lsp;
mod manifest;
mod pack;
mod records;
mod seeds;
mod story;

pub use corpus::{pack_inputs, read, unpack_inputs};
pub use seeds::seeds_of;

/// A function for one kind of input.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which is also that of its binary in `tests/fuzz`.
    pub name: &'static str,
    /// Tries an input. Returns the fault of the answer.
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

/// Tries an input on the target with this name.
///
/// # Panics
///
/// If the answer is wrong, which is how the fuzzer detects it, or if there is no such target.
pub fn try_input(name: &str, input: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let result = target.map_or_else(|| Err("there is no such target".to_owned()), |target| (target.run)(input));
    assert!(result.is_ok(), "{name}: {}", result.err().unwrap_or_default());
}
