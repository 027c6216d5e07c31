//! Source files, places in them, and findings as plain data.
//!
//! Input: the text of files. Output: [`Sources`] with line look-up, [`Place`]s, [`Finding`]s, the
//! catalogue of every [`Name`] a finding can have, each with its page, and texts with fixes
//! applied. This crate must not depend on the language, the disk, or how findings are rendered.

mod catalogue;
mod file;
mod finding;
mod joined;
mod mend;
mod nearest;
mod reference;
mod run;

pub use catalogue::{Family, Name, Severity, Stands};
pub use file::{FileId, Place, Position, SourceFile, Sources, Span};
pub use finding::{Edit, Finding, Fix, RelatedPlace};
pub use joined::{Joined, JoinedPart};
pub use mend::{CheckResult, FixOutcome, FixSelection, RefusedFix, apply_edits, apply_fixes};
pub use nearest::{NameIndex, SlipKind, find_slip, is_one_slip, nearest_name};
pub use reference::{keywords, term_page};
pub use run::{Run, RunStep, SharedSteps};
