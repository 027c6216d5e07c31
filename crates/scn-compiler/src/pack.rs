//! What a check of a pack takes and gives.

use scn_prover::Watch;
use scn_source::{FileId, Finding, Place, Severity};
use scn_story::Story;

use crate::allowed::Allowed;
use crate::ids;
use crate::lints::SkippedLints;
use crate::manifest::Manifest;
use crate::media::MediaFile;
use crate::places::Parts;
use crate::properties::Claim;

/// The files of a pack, already read, by their ids in the [`Sources`](scn_source::Sources) that a
/// check is given with them.
#[derive(Clone, Debug, Default)]
pub struct PackFiles {
    /// The manifest, where there is one.
    pub manifest: Option<FileId>,
    /// The `.scn` files of the pack itself, in the order of their paths.
    pub files: Vec<FileId>,
    /// Packs whose principles and lessons it sees.
    pub dependencies: Vec<Dependency>,
    /// The name it has when the manifest gives none: from its folder or file.
    pub fallback_name: String,
    /// What is wrong with the files themselves, or with dependencies, as whoever read them found
    /// it. A check adds it to its own findings, at the end and as it is.
    pub findings: Vec<Finding>,
}

/// A pack that another one depends on.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// Its name in the manifest of the pack that depends on it.
    pub name: String,
    /// Its `.scn` files.
    pub files: Vec<FileId>,
}

/// How to check.
#[derive(Clone, Copy)]
pub struct Options<'o> {
    /// How many states a proof may store, in place of what the manifest says.
    pub states: Option<u64>,
    /// Whether the story is wanted with all its text; a check alone needs none of it.
    pub text: bool,
    /// Who is told how many more states have been explored, and can end all proofs; nobody where
    /// `None`.
    pub watch: Option<&'o Watch<'o>>,
    /// What the path of a media file leads to, by the `.scn` file that names it and the path
    /// written in it.
    pub media: &'o (dyn Fn(FileId, &str) -> MediaFile + Sync),
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("states", &self.states).field("text", &self.text).finish_non_exhaustive()
    }
}

/// What was proved of one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioProof {
    /// Its id.
    pub id: String,
    /// Its header.
    pub place: Place,
    /// How many states were explored; 0 where the scenario is not whole.
    pub states: u64,
    /// Whether that is all of them. False where the scenario is not whole: nothing is proved of it.
    pub complete: bool,
    /// Whether that is all of them, and every promise is proved or refuted: a promise has a proof
    /// of its own, with the same bound.
    pub decided: bool,
    /// How many endings some run reaches.
    pub endings: usize,
    /// How far it covers each principle that it links or asks about, by the principle's id; nothing
    /// where it is not whole.
    pub coverage: Vec<(String, scn_prover::Level)>,
    /// Where its parts stand.
    pub parts: Parts,
}

/// What came of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// All findings, by file and place.
    pub findings: Vec<Finding>,
    /// The findings that comments in the source allow, which are not among the others.
    pub allowed: Vec<Allowed>,
    /// Its scenarios, in the order of files and places.
    pub scenarios: Vec<ScenarioProof>,
    /// The tests and promises of its scenarios, and whether they hold: scenario by scenario, tests
    /// first.
    pub claims: Vec<Claim>,
    /// What the manifest says, or its defaults.
    pub manifest: Manifest,
    /// The story. It holds every scenario that is whole; texts only if they were asked for.
    pub story: Story,
    /// Whether the story is all there: every scenario is in it.
    pub whole: bool,
    /// Whether it may be built: it is whole, and no error touches it. What is wrong in a test or a
    /// promise does not.
    pub buildable: bool,
    /// The lints that the pack's language turns off.
    pub skipped_lints: Option<SkippedLints>,
}

impl Checked {
    /// Whether there is something to play: the whole story, or as much of it as no error hides.
    #[must_use]
    pub fn is_playable(&self) -> bool {
        self.whole && !(self.story.scenarios.is_empty() && 0 < self.count(Severity::Error))
    }

    /// How many findings have a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// The name of a pack that gives itself none, from the name of its folder or file.
#[must_use]
pub fn pack_name(stem: &str) -> String {
    ids::slug(stem.split(|c: char| !c.is_alphanumeric()), "pack")
}
