//! Builds the typed view from the grammar's parse tree.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "`Rule` is generated: it has a variant for every rule of the grammar, and a builder asks for those that can stand where it looks"
)]

mod blocks;
mod body;
mod choice;
mod condition;
mod continuation;
mod declaration;
mod fixed;
mod head;
mod inline;
mod lesson;
mod line;
mod passage;
mod quiz;
mod scenario;
mod situation;
mod speech;
mod stray;
mod text;
mod value;

pub(crate) use condition::{Joiner, readable_part};
pub(crate) use speech::split_speaker as speaker_parts;
pub(crate) use stray::StrayContext;

use rustc_hash::FxHashSet;
use scn_source::{Finding, Span};

use crate::ast;
use crate::findings::speaker::CastPlace;
use crate::findings::{continues, malformed};
use crate::parser::Rule;
use crate::source::Source;

pub(crate) use crate::parser::Pair;

/// Builds the typed view.
pub(crate) struct Builder<'a, 's> {
    src: &'s Source<'a>,
    /// The findings so far, in the order in which they were made.
    pub(crate) findings: Vec<Finding>,
    /// Lines whose keyword was corrected. Other problems with their position follow from that
    /// correction and are not reported.
    corrected_lines: &'s FxHashSet<u32>,
    /// The starts of the lines by which files continue a scenario.
    first_lines: &'s [u32],
    /// The starts of the questions whose answers are in the form of another tool.
    foreign_questions: &'s FxHashSet<u32>,
    /// The cast shared by the file.
    shared_cast: CastNames<'a>,
    /// The scenario's own cast.
    cast: CastNames<'a>,
    /// Where a new `Cast` line of the scenario belongs.
    cast_place: Option<CastPlace>,
    /// Whether the scenario contains something that was not understood and may change its runs.
    broken: bool,
    /// The same for the declarations shared by the file's scenarios.
    shared_broken: bool,
    /// Whether the current part of the scenario is in a file that continues it.
    in_continuation: bool,
    /// A buffer for the pieces of the current running text, kept to avoid allocations.
    pieces: Vec<text::Piece>,
}

/// The names of a cast, both for look-up and in order.
#[derive(Debug, Default)]
struct CastNames<'a> {
    set: FxHashSet<&'a str>,
    list: Vec<&'a str>,
}

/// Where declarations are collected that belong to the whole file, wherever they are written.
struct SharedLists<'f, 'a> {
    principles: &'f mut Vec<ast::Principle<'a>>,
    lessons: &'f mut Vec<ast::Lesson<'a>>,
    quizzes: &'f mut Vec<ast::Quiz<'a>>,
}

impl<'a, 's> Builder<'a, 's> {
    pub(crate) fn new(
        src: &'s Source<'a>,
        (first_lines, corrected_lines): (&'s [u32], &'s FxHashSet<u32>),
        foreign_questions: &'s FxHashSet<u32>,
    ) -> Self {
        Self {
            src,
            findings: Vec::new(),
            corrected_lines,
            first_lines,
            foreign_questions,
            shared_cast: CastNames::default(),
            cast: CastNames::default(),
            cast_place: None,
            broken: false,
            shared_broken: false,
            in_continuation: false,
            pieces: Vec::new(),
        }
    }

    /// Builds the view of a whole file.
    pub(crate) fn build_file(&mut self, file: Pair<'_>) -> ast::File<'a> {
        let mut out = ast::File::default();
        let mut strays = stray::StrayGroup::default();
        self.shared_cast = self.cast_names(&file);
        for pair in file.into_inner() {
            match pair.as_rule() {
                Rule::scenario => {
                    strays.end_group();
                    // All shared declarations precede the first scenario, so an error in them
                    // affects every scenario.
                    if out.scenarios.is_empty() {
                        self.shared_broken = self.broken;
                    }
                    let mut shared = SharedLists {
                        principles: &mut out.principles,
                        lessons: &mut out.lessons,
                        quizzes: &mut out.quizzes,
                    };
                    let mut scenario = self.build_scenario(pair, &mut shared);
                    self.expand_passages(&mut scenario, &out.passages);
                    if out.continues.is_some() {
                        self.report(continues::scenario(self.src, scenario.header));
                    }
                    out.scenarios.push(scenario);
                }
                Rule::continuation => {
                    strays.end_group();
                    let mut shared = SharedLists {
                        principles: &mut out.principles,
                        lessons: &mut out.lessons,
                        quizzes: &mut out.quizzes,
                    };
                    if let Some((line, mut scenario)) = self.build_continuation(pair, &mut shared) {
                        self.expand_passages(&mut scenario, &out.passages);
                        out.continues = Some(line);
                        out.scenarios.push(scenario);
                    }
                }
                Rule::situation | Rule::ending | Rule::test | Rule::promise => {
                    strays.end_group();
                    self.report_before_scenario(pair);
                }
                Rule::comment => {}
                _ => {
                    let mut shared = SharedLists {
                        principles: &mut out.principles,
                        lessons: &mut out.lessons,
                        quizzes: &mut out.quizzes,
                    };
                    let (cast, variables, passages) = (&mut out.cast, &mut out.variables, &mut out.passages);
                    if self.build_declaration(&pair, &mut shared, cast, variables, passages) {
                        strays.end_group();
                    } else {
                        self.report_stray(pair, &mut strays, stray::StrayContext::File);
                    }
                }
            }
        }
        out
    }

    /// Builds a principle, lesson, quiz, cast member, variable or passage, wherever it occurs. Returns
    /// false for anything else.
    fn build_declaration(
        &mut self,
        pair: &Pair<'_>,
        shared: &mut SharedLists<'_, 'a>,
        cast: &mut Vec<ast::Cast<'a>>,
        variables: &mut Vec<ast::Variable<'a>>,
        passages: &mut Vec<ast::Passage<'a>>,
    ) -> bool {
        match pair.as_rule() {
            Rule::principle => {
                self.check_in_continuation(pair, "Principle");
                shared.principles.push(self.build_principle(*pair));
            }
            Rule::lesson => {
                self.check_in_continuation(pair, "Lesson");
                shared.lessons.push(self.build_lesson(*pair));
            }
            Rule::quiz => {
                self.check_in_continuation(pair, "Quiz");
                shared.quizzes.push(self.build_quiz(*pair));
            }
            Rule::cast => cast.push(self.build_cast(*pair)),
            Rule::meter => variables.push(self.build_meter(*pair)),
            Rule::flag => variables.push(self.build_flag(*pair)),
            Rule::state => variables.push(self.build_state(*pair)),
            Rule::passage => passages.push(self.build_passage(*pair)),
            _ => return false,
        }
        true
    }

    /// Collects the names declared by the `Cast` lines that are direct children of a pair.
    fn cast_names(&self, pair: &Pair<'_>) -> CastNames<'a> {
        let lines = pair.into_inner().filter(|inner| inner.as_rule() == Rule::cast);
        let heads = lines.filter_map(|line| line.into_inner().next());
        let mut list = Vec::new();
        for head in heads {
            let find_part = |rule: Rule| head.into_inner().find(|inner| inner.as_rule() == rule);
            match (find_part(Rule::cast_name), find_part(Rule::title)) {
                (Some(name), _) => list.push(self.pair_name(&name).text),
                // Names after the colon are misplaced, but they are still names.
                (None, Some(title)) => list.extend(malformed::names_after_colon(self.pair_name(&title).text)),
                (None, None) => {}
            }
        }
        CastNames { set: list.iter().copied().collect(), list }
    }

    /// Returns where a new `Cast` line belongs in a scenario.
    fn cast_line_place(&self, scenario: &Pair<'_>) -> Option<CastPlace> {
        let mut place = None;
        for part in scenario.into_inner() {
            match part.as_rule() {
                Rule::cast => {
                    let head = part.into_inner().next()?;
                    place = Some(CastPlace::Below(self.trimmed_name(self.pair_span(&head)).span.end));
                }
                Rule::meter
                | Rule::flag
                | Rule::state
                | Rule::situation
                | Rule::ending
                | Rule::test
                | Rule::promise => {
                    place = place.or(Some(CastPlace::Above(self.pair_span(&part).start)));
                }
                _ => {}
            }
        }
        place
    }

    fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Reports a problem that makes any statement about the scenario's runs unreliable.
    fn report_broken(&mut self, finding: Finding) {
        self.findings.push(finding);
        self.broken = true;
    }

    /// Returns the span of a pair in the original text.
    fn pair_span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        self.src.original_span(span.start(), span.end())
    }

    /// Returns the start of a pair in the original text.
    fn pair_start(&self, pair: &Pair<'_>) -> usize {
        self.src.original_offset(pair.as_span().start())
    }

    /// Returns the span from the start of a pair to the end of that line.
    fn pair_line(&self, pair: &Pair<'_>) -> Span {
        self.src.line_span_from(self.pair_start(pair))
    }

    /// Returns the text of a pair without surrounding whitespace.
    fn pair_name(&self, pair: &Pair<'_>) -> ast::Name<'a> {
        self.trimmed_name(self.pair_span(pair))
    }

    /// Returns the text of a span without surrounding whitespace.
    fn trimmed_name(&self, span: Span) -> ast::Name<'a> {
        let untrimmed = self.src.slice(span);
        let text = untrimmed.trim_start();
        let start = span.start as usize + (untrimmed.len() - text.len());
        let text = text.trim_end();
        let span = Span::new(start, start + text.len());
        ast::Name { text: self.src.alias(span).unwrap_or(text), span }
    }

    fn is_cast_name(&self, name: &str) -> bool {
        self.cast_name(name).is_some()
    }

    /// Returns the name of a cast member, as declared.
    fn cast_name(&self, name: &str) -> Option<&'a str> {
        self.cast.set.get(name).or_else(|| self.shared_cast.set.get(name)).copied()
    }

    /// Iterates over all cast names, the shared ones first.
    fn cast_list(&self) -> impl Iterator<Item = &'a str> + use<'_, 'a> {
        self.shared_cast.list.iter().chain(&self.cast.list).copied()
    }
}
