//! Compiles the files of a pack to findings and a story.
//!
//! Takes: the text of a pack's files ([`PackInput`]), already read. Gives: a [`Checked`] with every
//! finding, what was proved about each scenario, and the [`Story`](scn_story::Story). A program
//! that checks repeatedly, such as an editor, passes a [`Cache`] to each check. Must not know: the
//! disk, the clock, how a finding is shown, how a story is played.
//!
//! The order of the phases: `manifest` reads `scn.toml`. Files are parsed in parallel. `pack`
//! collects the names of the whole pack. `scope` and `lower` turn each scenario into a story and
//! check names and types. `graph` explores it with the prover and reports the results. `claims`
//! runs tests and proves promises. `coverage` checks how well the pack trains its principles.
//! `craft` contains the lints of the writing. The text of each finding is in `rules`, one file per
//! finding.

mod allowed;
mod cache;
mod claims;
mod coverage;
mod craft;
mod graph;
mod ids;
mod language_tag;
mod length;
mod lower;
mod manifest;
mod media;
mod names;
mod pack;
mod pictures;
mod places;
mod quiz;
mod refine;
mod rules;
mod scope;
pub mod stats;

pub use allowed::Allowed;
pub use cache::{Cache, Work};
pub use claims::{Claim, ClaimKind, ClaimResult};
pub use craft::Unlisted;
pub use ids::edits as id_edits;
pub use manifest::{Level, Manifest, dependency_cycle, empty_dependency, missing_dependency, read_manifest};
pub use media::{MediaFile, joined, written_name};
pub use names::{ChoiceAt, ScenarioNames};
pub use scn_prover::Watch;

pub use pack::{Checked, Dependency, Options, PackInput, ScenarioProof, check, check_with, pack_name};
pub use places::{LinkAt, Parts};
pub use refine::{Rename, rename_of};
pub use rules::media_outside_pack::link_outside_pack;
