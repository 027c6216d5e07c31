//! Lowers the syntax tree of a scenario to a story, and checks names and types.

mod backslash;
mod body;
mod change;
mod cond;
pub(crate) mod markdown;
mod nodes;
mod numbers;
mod quiz;
mod top;

use rustc_hash::FxHashSet;
use scn_source::{FileId, Finding, Place, Span};
use scn_story::Site;
use scn_syntax::ast;

use crate::context::Context;
use crate::lowered::{Lowered, Owner, SiteAt, SiteKind, TextMode, TextPart};
use crate::scope::Scope;

pub(crate) use quiz::quiz;
pub(crate) use top::{lesson, principle, scenario};

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
