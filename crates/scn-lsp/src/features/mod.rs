//! The requests of an editor, one file each.

pub(crate) mod actions;
pub(crate) mod calls;
pub(crate) mod completion;
pub(crate) mod edits;
pub(crate) mod folding;
pub(crate) mod format;
pub(crate) mod hover;
pub(crate) mod lenses;
pub(crate) mod links;
pub(crate) mod references;
pub(crate) mod rename;
pub(crate) mod symbols;
pub(crate) mod tokens;

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]
mod tests;
