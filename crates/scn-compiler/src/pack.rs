//! The input and the output of a check.

use scn_prover::Watch;
use scn_source::{FileId, Finding, Place, Severity};
use scn_story::Story;

use crate::formats::DeliveryFormat;
use crate::ids;
use crate::lints::SkippedLints;
use crate::manifest::Manifest;
use crate::media::MediaFile;
use crate::places::ScenarioParts;
use crate::properties::Property;
use crate::suppressed::SuppressedFinding;

/// The files of a pack, already read, by their ids in the [`Sources`](scn_source::Sources) that a
/// check is given with them.
#[derive(Clone, Debug, Default)]
pub struct PackFiles {
    /// The manifest, where there is one.
    pub manifest: Option<FileId>,
    /// The `.scn` files of the pack itself, sorted by path.
    pub files: Vec<FileId>,
    /// Its translations: PO files, each named after its language.
    pub translations: Vec<FileId>,
    /// The packs whose principles and lessons it can use.
    pub dependencies: Vec<Dependency>,
    /// The name of the pack if the manifest gives none: derived from its folder or file.
    pub fallback_name: String,
    /// What is wrong with the files themselves, or with dependencies, as whoever read them found
    /// it. A check adds it to its own findings, at the end and as it is.
    pub findings: Vec<Finding>,
}

/// A pack that another pack depends on.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// Its name in the manifest of the depending pack.
    pub name: String,
    /// Its `.scn` files.
    pub files: Vec<FileId>,
}

/// Options of a check.
#[derive(Clone, Copy)]
pub struct Options<'o> {
    /// Maximum number of states that a proof may store; overrides the manifest.
    pub states: Option<u64>,
    /// Whether the story must contain all its text; a check alone needs none.
    pub text: bool,
    /// Called with the number of states newly explored; it can stop all proofs. Optional.
    pub watch: Option<&'o Watch<'o>>,
    /// The formats in which the pack is to be delivered. What they cannot take is reported.
    pub formats: &'o [DeliveryFormat],
    /// Resolves the path of a media file, given the `.scn` file that mentions it and the path as
    /// written.
    pub media: &'o (dyn Fn(FileId, &str) -> MediaFile + Sync),
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Options");
        shown.field("states", &self.states).field("text", &self.text).field("formats", &self.formats);
        shown.finish_non_exhaustive()
    }
}

/// What was proved about one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioProof {
    /// Id of the scenario.
    pub id: String,
    /// Its header.
    pub place: Place,
    /// Where it is written: from its header to its end in that file, and then what each further
    /// file adds to it.
    pub extent: Vec<Place>,
    /// Number of states explored; 0 if the scenario has errors.
    pub states: u64,
    /// Whether all states were explored. False if the scenario has errors, since nothing is proved
    /// about it then.
    pub complete: bool,
    /// Whether all states were explored and every promise was proved or refuted. A promise has a
    /// proof of its own with the same bound.
    pub decided: bool,
    /// Number of endings that some run reaches.
    pub endings: usize,
    /// The level at which the scenario covers each principle that it links or reads, by the
    /// principle's id. Empty if the scenario has errors.
    pub coverage: Vec<(String, scn_prover::Level)>,
    /// The source positions of its parts.
    pub parts: ScenarioParts,
}

impl ScenarioProof {
    /// Returns whether a place is in the scenario, in any of its files.
    #[must_use]
    pub fn contains(&self, place: Place) -> bool {
        let is_around = |whole: &&Place| {
            whole.file == place.file && whole.span.start <= place.span.start && place.span.start <= whole.span.end
        };
        self.extent.iter().any(|whole| is_around(&whole))
    }

    /// Returns whether a part of the scenario is written in a file.
    #[must_use]
    pub fn is_in(&self, file: FileId) -> bool {
        self.extent.iter().any(|place| place.file == file)
    }
}

/// The result of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// All findings, sorted by file and position.
    pub findings: Vec<Finding>,
    /// The findings that comments in the source suppress; they are not in `findings`.
    pub suppressed: Vec<SuppressedFinding>,
    /// The scenarios, in the order of files and positions.
    pub scenarios: Vec<ScenarioProof>,
    /// The tests and promises with their results, by scenario, tests first.
    pub properties: Vec<Property>,
    /// The manifest, or its defaults.
    pub manifest: Manifest,
    /// The story. It contains every scenario without errors, and texts only if they were requested.
    pub story: Story,
    /// Whether the story is complete: every scenario is in it.
    pub is_complete: bool,
    /// Whether the story may be built: it is complete, and there are no errors in it. Errors in a
    /// test or a promise do not count.
    pub buildable: bool,
    /// The lints that were skipped because the pack's language is not supported.
    pub skipped_lints: Option<SkippedLints>,
}

impl Checked {
    /// Whether there is something to play: the whole story, or as much of it as no error hides.
    #[must_use]
    pub fn is_playable(&self) -> bool {
        self.is_complete && !(self.story.scenarios.is_empty() && 0 < self.count(Severity::Error))
    }

    /// How many findings have a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Derives the name of a pack without a name from the name of its folder or file.
///
/// # Examples
///
/// ```
/// assert_eq!(scn_compiler::pack_name("Customer Privacy (2)"), "customer-privacy-2");
/// assert_eq!(scn_compiler::pack_name("..."), "pack");
/// ```
#[must_use]
pub fn pack_name(stem: &str) -> String {
    ids::slug(stem.split(|c: char| !c.is_alphanumeric()), "pack")
}
