//! Lowers the syntax tree of a scenario to a story, and checks names and types.

mod backslash;
mod body;
mod change;
mod cond;
mod gaps;
pub(crate) mod markdown;
mod nodes;
mod numbers;
mod quiz;
mod top;

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Place, Span};
use scn_story::SiteId;
use scn_syntax::ast;

use crate::context::Context;
use crate::lowered::{Lowered, SiteAt, SiteKind, TextMode, TextOwner, TextPart};
use crate::scope::Scope;

pub(crate) use quiz::quiz;
pub(crate) use top::{lesson, principle, scenario, show_lines};

/// The state of lowering a scenario.
pub(crate) struct Lowering<'c, 'a> {
    context: &'c Context<'c>,
    scope: &'c Scope<'a>,
    findings: Vec<Finding>,
    is_sound: bool,
    has_unknown_reads: bool,
    sites: Vec<SiteAt>,
    parts: Vec<TextPart>,
    read: FxHashSet<u32>,
    set: FxHashSet<u32>,
    links: FxHashSet<String>,
    /// Index of the situation whose lines are being lowered.
    situation: Option<usize>,
    owner: TextOwner,
    /// Whether a test or promise is being lowered.
    in_property: bool,
}

impl<'c, 'a> Lowering<'c, 'a> {
    fn new(context: &'c Context<'c>, scope: &'c Scope<'a>, broken: bool) -> Self {
        Self {
            context,
            scope,
            findings: Vec::new(),
            is_sound: !broken && !scope.has_duplicates,
            has_unknown_reads: broken,
            sites: Vec::new(),
            parts: Vec::new(),
            read: FxHashSet::default(),
            set: FxHashSet::default(),
            links: FxHashSet::default(),
            situation: None,
            owner: TextOwner::Brief,
            in_property: false,
        }
    }

    fn file(&self) -> FileId {
        self.scope.file()
    }

    fn place(&self, span: Span) -> Place {
        Place { file: self.file(), span }
    }

    /// Reports an error that makes statements about runs impossible.
    fn report_broken(&mut self, finding: Finding) {
        self.findings.push(finding);
        self.is_sound = false;
    }

    fn add_site(&mut self, span: Span, kind: SiteKind) -> SiteId {
        let site = SiteId(u32::try_from(self.sites.len()).unwrap_or(u32::MAX));
        self.sites.push(SiteAt { span, kind });
        site
    }

    fn resolve_variable(&mut self, name: &ast::Name<'a>) -> Option<&'a ast::Variable<'a>> {
        self.resolve_variable_in(name, false)
    }

    /// Resolves a variable. `change` is set if the name is in a change.
    fn resolve_variable_in(&mut self, name: &ast::Name<'a>, change: bool) -> Option<&'a ast::Variable<'a>> {
        let resolved = self.scope.find_variable(name, change, &mut self.findings).map(|known| known.item);
        if resolved.is_none() {
            self.is_sound = false;
        }
        resolved
    }

    fn resolve_node(&mut self, name: &ast::Name<'a>) -> Option<String> {
        let resolved = self.scope.find_node(name, &mut self.findings).map(ToOwned::to_owned);
        if resolved.is_none() {
            self.is_sound = false;
        }
        resolved
    }

    fn resolve_principle(&mut self, name: &ast::Name<'a>) -> Option<String> {
        let resolved = self.context.names.find_principle(self.scope.file(), name, &mut self.findings);
        if resolved.is_none() {
            self.is_sound = false;
        }
        resolved.map(ToOwned::to_owned)
    }
}
