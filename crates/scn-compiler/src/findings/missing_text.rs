//! `missing-text` for a pack; the parser reports it for a line.

use scn_source::{FileId, Finding, Name, Span};

/// A pack without content. The finding is placed at the start of its first file.
pub(crate) fn empty_pack(file: FileId) -> Finding {
    Finding::at(Name::MissingText, file, Span::default(), "there is nothing here yet: no scenario, principle, lesson or quiz")
        .with_help("start with a line like `Scenario first-day: A friendly question`; `scn new DIR` creates a whole pack to start from")
}
