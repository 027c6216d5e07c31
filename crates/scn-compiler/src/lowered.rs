//! The result of lowering: a scenario as a story, and the source locations of its parts.

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Span};
use scn_story::SiteId;

/// How much of a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextMode {
    /// Everything, with its Markdown.
    Full,
    /// Only the conditions in it, which is enough for the proof.
    Conditions,
}

/// A scenario lowered to a story, with the facts gathered on the way.
#[derive(Clone, Debug)]
pub(crate) struct Lowered {
    pub(crate) file: FileId,
    pub(crate) scenario: scn_story::Scenario,
    /// Whether all names, types and conditions are valid, so that statements about its runs are
    /// possible.
    pub(crate) is_sound: bool,
    /// Whether some construct could not be parsed that may read or set a variable.
    pub(crate) has_unknown_reads: bool,
    pub(crate) findings: Vec<Finding>,
    /// The source location of each site.
    pub(crate) sites: Vec<SiteAt>,
    /// Parts of texts that are shown only under a condition.
    pub(crate) parts: Vec<TextPart>,
    /// Variables that are read and variables that are set, by the offset of their header.
    pub(crate) read: FxHashSet<u32>,
    pub(crate) set: FxHashSet<u32>,
    /// Ids of the principles that some outcome links.
    pub(crate) links: FxHashSet<String>,
}

/// The source location of a condition or change, and its kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SiteAt {
    pub(crate) span: Span,
    pub(crate) kind: SiteKind,
}

/// The kind of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SiteKind {
    /// A condition of the story.
    Condition,
    /// A condition of a test or promise, which is evaluated outside of runs.
    Property,
    /// A change that may be clamped.
    Change,
}

/// A part of a text that is shown only if the condition at a site holds, or only if it does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextPart {
    pub(crate) site: SiteId,
    /// Whether it is shown if the condition holds; otherwise it is shown if the condition does not
    /// hold.
    pub(crate) wanted: bool,
    pub(crate) span: Span,
    pub(crate) owner: TextOwner,
}

/// What a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextOwner {
    /// To the brief.
    Brief,
    /// To a node: situations in order, then endings.
    Node(usize),
    /// To an outcome, numbered over the whole scenario.
    Outcome(usize),
}
