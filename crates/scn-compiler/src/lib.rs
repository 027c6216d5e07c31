//! Compiles the files of a pack to findings and a story.
//!
//! Takes: the text of a pack's files ([`PackFiles`]), already read. Gives: a [`Checked`] with every
//! finding, what was proved about each scenario, and the [`Story`](scn_story::Story). A program
//! that checks repeatedly, such as an editor, passes a [`Cache`] to each check. Must not know: the
//! disk, the clock, how a finding is shown, how a story is played.
//!
//! `check` runs the phases in order. `manifest` reads `scn.toml`, files are `parsed`, those that
//! continue a scenario are joined to it (`joining`), and `scope` collects names. Each `scenario` is
//! lowered (`lower`), proved (`graph`), tested (`properties`) and linted (`lints`). `coverage`,
//! `quiz` and `unused` check the pack as a whole, `delivery` what a format can take, and `story`
//! assembles the story. The text of each
//! finding is in `findings`, one file per finding.

mod cache;
mod check;
mod choice_ids;
mod choice_labels;
mod context;
mod course;
mod coverage;
mod delivery;
mod findings;
mod fixed_text;
mod formats;
mod graph;
mod ids;
mod joined;
mod joining;
mod kept;
mod known_names;
mod language_tag;
mod length;
mod levels;
mod lints;
mod lower;
mod lowered;
mod manifest;
mod media;
mod names;
mod open_questions;
mod pack;
mod pack_names;
mod parallel;
mod parsed;
mod parsed_file;
mod pictures;
mod places;
mod plain_text;
mod properties;
mod quiz;
mod refine;
mod restore;
mod run_text;
mod scenario;
mod scope;
pub mod stats;
mod story;
mod suppressed;
pub mod translation;
mod unused;

pub use cache::{Cache, Work};
pub use formats::{DeliveryFormat, WrittenLimit};
pub use ids::edits as id_edits;
pub use joining::{JoinedFile, join_files};
pub use language_tag::is_well_formed as is_language_tag;
pub use lints::SkippedLints;
pub use manifest::{
    Level, Manifest, TranslationSettings, dependency_cycle, empty_dependency, missing_dependency, read_manifest,
};
pub use media::{MediaFile, join_path, written_name};
pub use names::{ChoicePosition, ScenarioNames};
pub use properties::{Property, PropertyKind, PropertyResult};
pub use scn_prover::Watch;
pub use suppressed::SuppressedFinding;

pub use check::{check, check_with};
pub use findings::media_outside_pack::link_outside_pack;
pub use pack::{Checked, Dependency, Options, PackFiles, ScenarioProof, pack_name};
pub use places::{LinkPosition, ScenarioParts};
pub use refine::{Rename, rename_of};
