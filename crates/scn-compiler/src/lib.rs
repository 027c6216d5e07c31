//! From the files of a pack to findings and a story.
//!
//! Takes: the text of a pack's files ([`PackInput`]), already read. Gives: a [`Checked`]: every
//! finding, what was proved of each scenario, and the [`Story`](scn_story::Story). Who checks again
//! and again, as an editor does, hands a [`Cache`] from check to check. Must not know: the disk,
//! the clock, how a finding is shown, how a story is played.
//!
//! The way through: `manifest` reads `scn.toml`; files are parsed in parallel; `pack` collects what
//! the whole pack knows by name; `scope` and `lower` turn each scenario into a story, with types
//! and names checked; `graph` explores it with the prover and says what was found; `properties` runs
//! tests and proves promises; `coverage` does the same for principles over the pack; `lints` looks
//! at the writing. What a finding says is written in `findings`, one file a finding.

mod allowed;
mod cache;
mod coverage;
mod findings;
mod fixed_text;
mod graph;
mod ids;
mod language_tag;
mod length;
mod lints;
mod lower;
mod manifest;
mod media;
mod names;
mod pack;
mod pictures;
mod places;
mod properties;
mod quiz;
mod refine;
mod scope;
pub mod stats;

pub use allowed::Allowed;
pub use cache::{Cache, Work};
pub use ids::edits as id_edits;
pub use lints::Unlisted;
pub use manifest::{Level, Manifest, dependency_cycle, empty_dependency, missing_dependency, read_manifest};
pub use media::{MediaFile, joined, written_name};
pub use names::{ChoiceAt, ScenarioNames};
pub use properties::{Claim, ClaimKind, ClaimResult};
pub use scn_prover::Watch;

pub use findings::media_outside_pack::link_outside_pack;
pub use pack::{Checked, Dependency, Options, PackInput, ScenarioProof, check, check_with, pack_name};
pub use places::{LinkAt, Parts};
pub use refine::{Rename, rename_of};
