//! Files, places in them, and findings as plain data.
//!
//! Takes: the text of files. Gives: [`Sources`] with line look-up, [`Place`]s, [`Finding`]s and the
//! catalogue of every [`Name`] a finding can have, each with its page; and the texts with fixes
//! applied ([`mend()`]). Must not know: the language, the disk, how a finding is shown.

mod catalogue;
mod file;
mod finding;
mod mend;
mod nearest;
mod run;

pub use catalogue::{Family, Name, Severity, Stands};
pub use file::{FileId, Place, Position, SourceFile, Sources, Span};
pub use finding::{Edit, Finding, Fix, Related};
pub use mend::{Mended, Refused, Seen, Which, edited, mend};
pub use nearest::{nearest, one_slip};
pub use run::RunStep;
