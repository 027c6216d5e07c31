//! From the files of a pack to findings and a story.
//!
//! Takes: the text of a pack's files ([`PackFiles`]), already read. Gives: a [`Checked`]: every
//! finding, what was proved of each scenario, and the [`Story`](scn_story::Story). Who checks again
//! and again, as an editor does, hands a [`Cache`] from check to check. Must not know: the disk,
//! the clock, how a finding is shown, how a story is played.
//!
//! The order of a check is `check`, phase by phase: `manifest` reads `scn.toml`; files are `parsed`;
//! `scope` collects names; each `scenario` is lowered (`lower`), proved (`graph`), tested
//! (`properties`) and linted (`lints`); `coverage`, `quiz` and `unused` look at the whole pack;
//! `story` puts the story together. What a finding says is in `findings`, one file a finding.

mod allowed;
mod cache;
mod check;
mod context;
mod course;
mod coverage;
mod findings;
mod graph;
mod ids;
mod language_tag;
mod length;
mod levels;
mod lints;
mod lower;
mod lowered;
mod manifest;
mod media;
mod names;
mod pack;
mod parsed;
mod pictures;
mod places;
mod plain_text;
mod properties;
mod quiz;
mod refine;
mod run_text;
mod scenario;
mod scope;
pub mod stats;
mod story;
mod unused;

pub use allowed::Allowed;
pub use cache::{Cache, Work};
pub use ids::edits as id_edits;
pub use lints::SkippedLints;
pub use manifest::{Level, Manifest, dependency_cycle, empty_dependency, missing_dependency, read_manifest};
pub use media::{MediaFile, joined, written_name};
pub use names::{ChoiceAt, ScenarioNames};
pub use properties::{Claim, ClaimKind, ClaimResult};
pub use scn_prover::Watch;

pub use check::{check, check_with};
pub use findings::media_outside_pack::link_outside_pack;
pub use pack::{Checked, Dependency, Options, PackFiles, ScenarioProof, pack_name};
pub use places::{LinkAt, Parts};
pub use refine::{Rename, rename_of};
