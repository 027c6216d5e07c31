//! From the pairs of the grammar to the typed view.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "`Rule` is generated: it has a variant for every rule of the grammar, and a builder asks for those that can stand where it looks"
)]

mod blocks;
mod body;
mod choice;
mod condition;
mod declaration;
mod fixed;
mod head;
mod inline;
mod lesson;
mod line;
mod quiz;
mod scenario;
mod situation;
mod speech;
mod stray;
mod text;
mod value;

pub(crate) use condition::{Joiner, readable_part};
pub(crate) use speech::parts as speaker_parts;
pub(crate) use stray::Where;

use rustc_hash::FxHashSet;
use scn_source::{Finding, Span};

use crate::ast;
use crate::findings::malformed;
use crate::findings::speaker::CastPlace;
use crate::parser::Rule;
use crate::source::Source;

/// A pair of the grammar.
pub(crate) type Pair<'p> = pest::iterators::Pair<'p, Rule>;

/// The typed view on its way.
pub(crate) struct Builder<'a, 's> {
    src: &'s Source<'a>,
    /// What was found, in the order found.
    pub(crate) findings: Vec<Finding>,
    /// Lines whose keyword was mended: what else is wrong with their place follows from the slip,
    /// and is not told.
    mended: &'s FxHashSet<u32>,
    /// The file's shared cast.
    shared_cast: CastNames<'a>,
    /// The scenario's own cast.
    cast: CastNames<'a>,
    /// Where a new member of the scenario's cast belongs.
    cast_place: Option<CastPlace>,
    /// Whether the scenario holds something that was not understood and may change its runs.
    broken: bool,
    /// The same of the declarations that the file's scenarios share.
    shared_broken: bool,
    /// Pieces of the running text at hand; kept to save allocations.
    pieces: Vec<text::Piece>,
}

/// Names of a cast, for looking up and in order.
#[derive(Debug, Default)]
struct CastNames<'a> {
    set: FxHashSet<&'a str>,
    list: Vec<&'a str>,
}

impl<'a, 's> Builder<'a, 's> {
    pub(crate) fn new(src: &'s Source<'a>, mended: &'s FxHashSet<u32>) -> Self {
        Self {
            src,
            findings: Vec::new(),
            mended,
            shared_cast: CastNames::default(),
            cast: CastNames::default(),
            cast_place: None,
            broken: false,
            shared_broken: false,
            pieces: Vec::new(),
        }
    }

    /// The view of a whole file.
    pub(crate) fn file(&mut self, file: Pair<'_>) -> ast::File<'a> {
        let mut out = ast::File::default();
        let mut strays = stray::Strays::default();
        self.shared_cast = self.cast_names(&file);
        for pair in file.into_inner() {
            match pair.as_rule() {
                Rule::scenario => {
                    strays.end();
                    // Shared declarations all stand before the first scenario; what is broken in
                    // them breaks every scenario.
                    if out.scenarios.is_empty() {
                        self.shared_broken = self.broken;
                    }
                    let scenario = self.scenario(pair, &mut out.principles, &mut out.lessons, &mut out.quizzes);
                    out.scenarios.push(scenario);
                }
                Rule::situation | Rule::ending | Rule::test | Rule::promise => {
                    strays.end();
                    self.before_any_scenario(pair);
                }
                Rule::comment => {}
                _ if self.declaration(
                    &pair,
                    &mut out.principles,
                    &mut out.lessons,
                    &mut out.quizzes,
                    &mut out.cast,
                    &mut out.variables,
                ) =>
                {
                    strays.end();
                }
                _ => self.stray(pair, &mut strays, stray::Where::File),
            }
        }
        out
    }

    /// A principle, lesson, quiz, cast member or variable, wherever it stands; false for anything
    /// else.
    fn declaration(
        &mut self,
        pair: &Pair<'_>,
        principles: &mut Vec<ast::Principle<'a>>,
        lessons: &mut Vec<ast::Lesson<'a>>,
        quizzes: &mut Vec<ast::Quiz<'a>>,
        cast: &mut Vec<ast::Cast<'a>>,
        variables: &mut Vec<ast::Variable<'a>>,
    ) -> bool {
        match pair.as_rule() {
            Rule::principle => principles.push(self.principle(pair.clone())),
            Rule::lesson => lessons.push(self.lesson(pair.clone())),
            Rule::quiz => quizzes.push(self.quiz(pair.clone())),
            Rule::cast => cast.push(self.cast(pair.clone())),
            Rule::meter => variables.push(self.meter(pair.clone())),
            Rule::flag => variables.push(self.flag(pair.clone())),
            Rule::state => variables.push(self.state(pair.clone())),
            _ => return false,
        }
        true
    }

    /// The names that the cast lines directly in a pair declare.
    fn cast_names(&self, pair: &Pair<'_>) -> CastNames<'a> {
        let lines = pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::cast);
        let heads = lines.filter_map(|line| line.into_inner().next());
        let mut list = Vec::new();
        for head in heads {
            let part = |rule: Rule| head.clone().into_inner().find(|inner| inner.as_rule() == rule);
            match (part(Rule::cast_name), part(Rule::title)) {
                (Some(name), _) => list.push(self.name(&name).text),
                // Names behind the colon stand at the wrong place, and are names all the same.
                (None, Some(title)) => list.extend(malformed::names_of(self.name(&title).text)),
                (None, None) => {}
            }
        }
        CastNames { set: list.iter().copied().collect(), list }
    }

    /// Where a new `Cast` line belongs in a scenario.
    fn place_of_cast(&self, scenario: &Pair<'_>) -> Option<CastPlace> {
        let mut place = None;
        for part in scenario.clone().into_inner() {
            match part.as_rule() {
                Rule::cast => {
                    let head = part.into_inner().next()?;
                    place = Some(CastPlace::Below(self.trimmed(self.span(&head)).span.end));
                }
                Rule::meter
                | Rule::flag
                | Rule::state
                | Rule::situation
                | Rule::ending
                | Rule::test
                | Rule::promise => {
                    place = place.or(Some(CastPlace::Above(self.span(&part).start)));
                }
                _ => {}
            }
        }
        place
    }

    fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Reports something after which nothing can be said about the scenario's runs.
    fn report_broken(&mut self, finding: Finding) {
        self.findings.push(finding);
        self.broken = true;
    }

    /// The span of a pair, in the text as written.
    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        self.src.span(span.start(), span.end())
    }

    /// Where a pair starts, in the text as written.
    fn start(&self, pair: &Pair<'_>) -> usize {
        self.src.offset(pair.as_span().start())
    }

    /// The line that a pair starts on, from there to its end.
    fn line(&self, pair: &Pair<'_>) -> Span {
        self.src.line_from(self.start(pair))
    }

    /// The words of a pair, white space at both ends left out.
    fn name(&self, pair: &Pair<'_>) -> ast::Name<'a> {
        self.trimmed(self.span(pair))
    }

    /// The words of a span, white space at both ends left out.
    fn trimmed(&self, span: Span) -> ast::Name<'a> {
        let all = self.src.slice(span);
        let text = all.trim_start();
        let start = span.start as usize + (all.len() - text.len());
        let text = text.trim_end();
        let span = Span::new(start, start + text.len());
        ast::Name { text: self.src.alias(span).unwrap_or(text), span }
    }

    fn is_cast(&self, name: &str) -> bool {
        self.cast_name(name).is_some()
    }

    /// The name of a member of the cast, as it is declared.
    fn cast_name(&self, name: &str) -> Option<&'a str> {
        self.cast.set.get(name).or_else(|| self.shared_cast.set.get(name)).copied()
    }

    /// All names in the cast, the shared ones first.
    fn cast_list(&self) -> impl Iterator<Item = &'a str> + use<'_, 'a> {
        self.shared_cast.list.iter().chain(&self.cast.list).copied()
    }
}
