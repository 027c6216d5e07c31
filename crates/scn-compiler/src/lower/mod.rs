//! Lowers the syntax tree of a scenario to a story, and checks names and types.

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

/// Returns a text as it is read, without Markdown and without the parts that depend on a condition.
///
/// A value is replaced by `0`, a word of some length. At most `most` bytes of the source text are
/// read.
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

/// How much of a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextMode {
    /// Everything, with its Markdown.
    Full,
    /// Only the conditions in it, which is enough for the proof.
    Conditions,
}

/// A scenario lowered to a story, with the facts gathered on the way.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) file: FileId,
    pub(crate) scenario: story::Scenario,
    /// Whether all names, types and conditions are valid, so that statements about its runs are
    /// possible.
    pub(crate) whole: bool,
    /// Whether some construct could not be parsed that may read or set a variable.
    pub(crate) unclear: bool,
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
    Claim,
    /// A change that may be clamped.
    Change,
}

/// A part of a text that is shown only if the condition at a site holds, or only if it does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextPart {
    pub(crate) site: Site,
    /// Whether it is shown if the condition holds; otherwise it is shown if the condition does not
    /// hold.
    pub(crate) wanted: bool,
    pub(crate) span: Span,
    pub(crate) owner: Owner,
}

/// What a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// To the brief.
    Brief,
    /// To a node: situations in order, then endings.
    Node(usize),
    /// To an outcome, numbered over the whole scenario.
    Outcome(usize),
}

/// The state of lowering a scenario.
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
    /// Index of the situation whose lines are being lowered.
    here: Option<usize>,
    owner: Owner,
    /// Whether a test or promise is being lowered.
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

    /// Reports an error that makes statements about runs impossible.
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

    /// Resolves a variable. `change` is set if the name is in a change.
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
