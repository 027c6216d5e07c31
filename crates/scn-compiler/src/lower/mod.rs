//! From the typed view of a scenario to its story, names and types checked on the way.

mod backslash;
mod body;
mod change;
mod cond;
mod markdown;
mod nodes;
mod numbers;
mod quiz;
mod top;

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Place, Span};
use scn_story as story;
use scn_story::Site;
use scn_syntax::ast;

use crate::pack::Context;
use crate::scope::Scope;

pub(crate) use quiz::quiz;
pub(crate) use top::{lesson, principle, scenario};

/// A text as it is read, its Markdown taken away, without what depends on a condition. A value is a
/// `0`: a word of some length. No more than `most` bytes of what is written are read.
pub(crate) fn plain(text: &ast::Text<'_>, most: usize) -> String {
    let mut left = most;
    let mut pieces = Vec::with_capacity(text.parts.len());
    for part in &text.parts {
        match part {
            ast::TextPart::Words(words) => {
                let mut end = left.min(words.text.len());
                while !words.text.is_char_boundary(end) {
                    end -= 1;
                }
                let words = words.text.get(..end).unwrap_or_default();
                left -= words.len();
                pieces.push(markdown::Piece::Words(words));
            }
            ast::TextPart::Literal(literal) => pieces.push(markdown::literal(literal.text)),
            ast::TextPart::Space => pieces.push(markdown::Piece::Space),
            ast::TextPart::Value(_) => pieces.push(markdown::Piece::Words("0")),
            ast::TextPart::If(_) => {}
        }
    }
    // Most labels are one line of plain words.
    if let [markdown::Piece::Words(words)] = pieces.as_slice()
        && !words.contains(markdown::SIGNS)
        && !words.contains(['\n', '\r', '\t'])
        && !words.contains("  ")
    {
        return words.trim_matches(' ').to_owned();
    }
    let mut plain = String::new();
    for span in markdown::spans(pieces) {
        if let story::Span::Text { text, .. } = span {
            plain.push_str(&text);
        }
    }
    plain
}

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
    pub(crate) scenario: story::Scenario,
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

/// A scenario on its way.
pub(crate) struct Lower<'c, 'a> {
    context: &'c Context<'c>,
    scope: &'c Scope<'a>,
    findings: Vec<Finding>,
    whole: bool,
    unclear: bool,
    sites: Vec<SiteAt>,
    parts: Vec<TextPart>,
    read: FxHashSet<u32>,
    set: FxHashSet<u32>,
    links: FxHashSet<String>,
    /// The situation whose lines are being lowered.
    here: Option<usize>,
    owner: Owner,
    /// In a test or promise.
    claim: bool,
}

impl<'c, 'a> Lower<'c, 'a> {
    fn new(context: &'c Context<'c>, scope: &'c Scope<'a>, broken: bool) -> Self {
        Self {
            context,
            scope,
            findings: Vec::new(),
            whole: !broken && !scope.doubles,
            unclear: broken,
            sites: Vec::new(),
            parts: Vec::new(),
            read: FxHashSet::default(),
            set: FxHashSet::default(),
            links: FxHashSet::default(),
            here: None,
            owner: Owner::Brief,
            claim: false,
        }
    }

    fn file(&self) -> FileId {
        self.scope.file()
    }

    fn place(&self, span: Span) -> Place {
        Place { file: self.file(), span }
    }

    /// Reports something after which nothing can be said about runs.
    fn broken(&mut self, finding: Finding) {
        self.findings.push(finding);
        self.whole = false;
    }

    fn site(&mut self, span: Span, kind: SiteKind) -> Site {
        let site = Site(u32::try_from(self.sites.len()).unwrap_or(u32::MAX));
        self.sites.push(SiteAt { span, kind });
        site
    }

    fn variable(&mut self, name: &ast::Name<'a>) -> Option<&'a ast::Variable<'a>> {
        self.variable_in(name, false)
    }

    /// The same; `change`: it stands in a change.
    fn variable_in(&mut self, name: &ast::Name<'a>, change: bool) -> Option<&'a ast::Variable<'a>> {
        let found = self.scope.find_variable(name, change, &mut self.findings).map(|known| known.item);
        if found.is_none() {
            self.whole = false;
        }
        found
    }

    fn node(&mut self, name: &ast::Name<'a>) -> Option<String> {
        let found = self.scope.find_node(name, &mut self.findings).map(ToOwned::to_owned);
        if found.is_none() {
            self.whole = false;
        }
        found
    }

    fn principle_id(&mut self, name: &ast::Name<'a>) -> Option<String> {
        let found = self.context.names.find_principle(self.scope.file(), name, &mut self.findings);
        if found.is_none() {
            self.whole = false;
        }
        found.map(ToOwned::to_owned)
    }
}
