//! The documents inside the command.

/// The guide for authors: it builds one scenario.
pub(crate) const GUIDE: &str = include_str!("../../../examples/GUIDE.md");

/// The reference of the language.
pub(crate) const LANGUAGE: &str = include_str!("../../../grammar/README.md");

/// The language in short, for assistants.
pub(crate) const SHORT: &str = include_str!("../../../grammar/llms.txt");
