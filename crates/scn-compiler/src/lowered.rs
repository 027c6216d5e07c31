//! What lowering gives: a scenario as a story, and where its parts are in the source.

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Span};
use scn_story::Site;

/// How much of a text a lowering keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextMode {
    /// Everything, with its Markdown.
    Full,
    /// Only the conditions in it: enough to prove with.
    Conditions,
}

/// A scenario as a story, and what was learnt on the way.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) file: FileId,
    pub(crate) scenario: scn_story::Scenario,
    /// Whether names, types and conditions are all sound, so that something can be said about its
    /// runs.
    pub(crate) whole: bool,
    /// Whether something was not understood that may read or set a variable.
    pub(crate) unclear: bool,
    pub(crate) findings: Vec<Finding>,
    /// Where each site stands.
    pub(crate) sites: Vec<SiteAt>,
    /// Parts of text that show only then.
    pub(crate) parts: Vec<TextPart>,
    /// Variables that are read and set, by the offset of their header.
    pub(crate) read: FxHashSet<u32>,
    pub(crate) set: FxHashSet<u32>,
    /// Principles that some outcome links, by id.
    pub(crate) links: FxHashSet<String>,
}

/// Where a condition or change stands, and what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SiteAt {
    pub(crate) span: Span,
    pub(crate) kind: SiteKind,
}

/// What stands at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SiteKind {
    /// A condition of the story.
    Condition,
    /// A condition of a test or promise, judged outside runs.
    Claim,
    /// A change that may be cut off.
    Change,
}

/// A part of a text that shows only when the condition at a site holds, or does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextPart {
    pub(crate) site: Site,
    /// Shows when the condition holds; otherwise when it does not.
    pub(crate) wanted: bool,
    pub(crate) span: Span,
    pub(crate) owner: Owner,
}

/// Whose text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Of the brief.
    Brief,
    /// Of a node: situations in order, then endings.
    Node(usize),
    /// Of an outcome, counted over the scenario.
    Outcome(usize),
}
