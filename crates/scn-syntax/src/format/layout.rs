//! Determines the layout of each line.

use rustc_hash::FxHashSet;
use scn_source::Span;

use super::Edit;
use super::lines::Lines;
use super::order::{Property, Reordering};
use super::plan::{Gap, Indentation, Plans};
use crate::lists::Lists;
use crate::tree::{Kind, Node};

/// The number of spaces per level of indentation.
pub(super) const STEP: u8 = 2;

/// A traversal of the tree that plans each line.
pub(super) struct Layout<'l, 't> {
    pub(super) lines: &'l Lines<'t>,
    pub(super) plans: Plans,
    /// Edits inside lines.
    pub(super) inner: Vec<Edit>,
    pub(super) orders: Vec<Reordering>,
    /// The cast names shared by the file, and those of the current scenario.
    pub(super) shared: FxHashSet<&'t str>,
    pub(super) cast: FxHashSet<&'t str>,
    /// The lists that the next item can belong to.
    pub(super) lists: Lists,
    /// The first and last line of each item of those lists.
    pub(super) items: Vec<(usize, usize)>,
    /// Whether one of those items is kept unchanged.
    pub(super) keeps_items: bool,
    /// The number of blocks of conditions that are open in the current body.
    pub(super) blocks: u8,
    /// A buffer for the tokens of the current line, kept to avoid allocations.
    pub(super) tokens: Vec<Node<'t>>,
}

/// The result of the traversal.
pub(super) struct LayoutResult<'l> {
    pub(super) lines: &'l Lines<'l>,
    pub(super) plans: Plans,
    pub(super) inner: Vec<Edit>,
    pub(super) orders: Vec<Reordering>,
}

/// Headers. Each comes first in the element that it opens.
const HEADS: &[Kind] = &[
    Kind::ScenarioHead,
    Kind::PrincipleHead,
    Kind::LessonHead,
    Kind::QuizHead,
    Kind::QuestionHead,
    Kind::MeterHead,
    Kind::FlagHead,
    Kind::StateHead,
    Kind::PassageHead,
    Kind::CastHead,
    Kind::SituationHead,
    Kind::EndingHead,
    Kind::TestHead,
];

/// Elements that are not indented.
const BLOCKS: &[Kind] = &[
    Kind::Scenario,
    Kind::Principle,
    Kind::Lesson,
    Kind::Quiz,
    Kind::Question,
    Kind::Cast,
    Kind::Meter,
    Kind::Flag,
    Kind::State,
    Kind::Passage,
    Kind::Situation,
    Kind::Ending,
    Kind::Test,
    Kind::Promise,
];

/// Lines of an outcome other than its text. Nothing follows `Next:`.
const EFFECTS: &[Kind] = &[Kind::Link, Kind::Feedback, Kind::Set, Kind::Detour, Kind::Next];

/// Returns the properties allowed under a header, in the order of the reference.
fn properties_of(block: Kind) -> &'static [Kind] {
    const TABLE: &[(Kind, &[Kind])] = &[
        (Kind::Principle, &[Kind::SourceLine, Kind::Weight]),
        (Kind::Lesson, &[Kind::Teaches]),
        (Kind::Quiz, &[Kind::Draw, Kind::Pass, Kind::Tries, Kind::ShowAnswers]),
        (Kind::Question, &[Kind::Checks]),
        (Kind::Scenario, &[Kind::Covers, Kind::Start, Kind::Minutes, Kind::Audience, Kind::Author, Kind::Tags]),
        (Kind::Meter, &[Kind::Range, Kind::Start, Kind::Shown]),
        (Kind::Flag, &[Kind::Start, Kind::Shown]),
        (Kind::State, &[Kind::Values, Kind::Start, Kind::Shown]),
        (Kind::Situation, &[Kind::Set]),
        (Kind::Passage, &[Kind::Set]),
        (Kind::Ending, &[Kind::Result]),
    ];
    TABLE.iter().find(|(known, _)| *known == block).map_or(&[], |(_, properties)| properties)
}

/// Returns whether a part of a question is its text, and not an answer or an instruction.
fn is_text_of_question(part: &Node<'_>) -> bool {
    !matches!(part.kind(), Kind::Answer | Kind::Accept | Kind::Because | Kind::Hint | Kind::Comment)
}

pub(super) fn is_blank(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Blank | Kind::LineEnd | Kind::ByteOrderMark)
}

impl<'l, 't> Layout<'l, 't> {
    pub(super) fn new(lines: &'l Lines<'t>, plans: Plans) -> Self {
        Self {
            lines,
            plans,
            inner: Vec::new(),
            orders: Vec::new(),
            shared: FxHashSet::default(),
            cast: FxHashSet::default(),
            lists: Lists::default(),
            items: Vec::new(),
            keeps_items: false,
            blocks: 0,
            tokens: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> LayoutResult<'l> {
        LayoutResult { lines: self.lines, plans: self.plans, inner: self.inner, orders: self.orders }
    }

    /// Lays out a whole file.
    pub(super) fn lay_out_file(&mut self, file: Node<'t>) {
        self.shared = declared_cast_names(file);
        self.lay_out_parts(file.children());
    }

    /// Corrects keywords in the wrong case.
    pub(super) fn correct_cases(&mut self, cases: &[(Span, String)]) {
        for (span, right) in cases {
            let line = self.lines.index_at(span.start as usize);
            let planned = self
                .plans
                .plan_at(line)
                .is_some_and(|plan| matches!(plan.indentation, Indentation::Indent(_)) && !plan.is_kept);
            // After anything other than blanks and a bracket, the word is text.
            let prefix = self.lines.text.get(self.lines.line(line).start..span.start as usize).unwrap_or_default();
            let trimmed_prefix = prefix.trim_end_matches(crate::words::is_blank);
            if !planned || !(trimmed_prefix.is_empty() || trimmed_prefix.ends_with(']')) {
                continue;
            }
            let mut word_start = span.start as usize;
            for right in right.split(' ') {
                let remaining = self.lines.text.get(word_start..span.end as usize).unwrap_or_default();
                let word = remaining.trim_start_matches(crate::words::is_blank);
                let start = word_start + (remaining.len() - word.len());
                let end = start + word.find(crate::words::is_blank).unwrap_or(word.len());
                self.replace_inside(start, end, right);
                word_start = end;
            }
        }
    }

    /// Returns the first and last line that contain part of a node.
    pub(super) fn line_range_of(&self, node: Node<'_>) -> (usize, usize) {
        let span = node.span();
        let text = node.text().trim_end_matches(|c| c == '\n' || c == '\r' || crate::words::is_blank(c));
        let first = self.lines.index_at(span.start as usize);
        (first, self.lines.index_at((span.start as usize + text.len()).saturating_sub(1).max(span.start as usize)))
    }

    /// Lays out an instruction: its first line and its continuation lines.
    pub(super) fn lay_out_instruction(&mut self, node: Node<'t>, indent: u8) -> (usize, usize) {
        let (first, last) = self.line_range_of(node);
        self.plans.set_indentation(first, Indentation::Indent(indent));
        for line in first + 1..=last {
            let comment = self.lines.text_of(line).trim_start_matches(crate::words::is_blank).starts_with("//");
            self.plans
                .set_indentation(line, if comment { Indentation::Comment } else { Indentation::Indent(indent + STEP) });
        }
        (first, last)
    }

    pub(super) fn lay_out_comment(&mut self, node: Node<'t>) {
        let (line, _) = self.line_range_of(node);
        self.plans.set_indentation(line, Indentation::Comment);
    }

    /// Lays out the elements of a file or a scenario.
    fn lay_out_parts(&mut self, nodes: impl Iterator<Item = Node<'t>>) {
        let mut previous: Option<Node<'t>> = None;
        for node in nodes.filter(|node| !is_blank(*node)) {
            let kind = node.kind();
            if kind == Kind::Comment {
                self.lay_out_comment(node);
                continue;
            }
            if BLOCKS.contains(&kind) {
                // Consecutive promises may be adjacent, and so may single-line elements of the same
                // kind, such as cast lines.
                let may_be_adjacent = |node: Node<'t>| kind == Kind::Promise || self.is_line(node);
                let together = previous
                    .is_some_and(|before| before.kind() == kind && may_be_adjacent(before) && may_be_adjacent(node));
                let (first, _) = self.line_range_of(node);
                self.plans.set_gap(first, if together { Gap::AsIs } else { Gap::One });
                if kind == Kind::Promise {
                    self.lay_out_instruction(node, 0);
                    self.normalize_blanks(node);
                } else {
                    self.lay_out_block(node);
                }
            } else if kind == Kind::Choice {
                self.lay_out_choice(node);
            } else if kind == Kind::Outcome {
                self.lay_out_outcome(node, Gap::One);
            }
            previous = Some(node);
        }
    }

    fn is_line(&self, node: Node<'t>) -> bool {
        let (first, last) = self.line_range_of(node);
        first == last
    }

    /// Lays out a header and everything under it.
    fn lay_out_block(&mut self, node: Node<'t>) {
        let known_properties = properties_of(node.kind());
        self.blocks = 0;
        if node.kind() == Kind::Scenario {
            self.cast = declared_cast_names(node);
        }
        let mut found_properties: Vec<Property> = Vec::new();
        let mut header = 0;
        let mut sorted = true;
        let mut children = node.children().filter(|node| !is_blank(*node));
        let mut other_children = Vec::new();
        for child in children.by_ref() {
            let kind = child.kind();
            if kind == Kind::Comment {
                self.lay_out_comment(child);
                other_children.push(child);
            } else if HEADS.contains(&kind) {
                (_, header) = self.lay_out_instruction(child, 0);
                self.normalize_blanks(child);
            } else if kind == Kind::StrayProperty {
                sorted = false;
                other_children.clear();
            } else if known_properties.contains(&kind) {
                let (_, last) = self.lay_out_instruction(child, STEP);
                sorted &= self.normalize_blanks(child);
                let above = found_properties.last().map_or(header, |above| above.last);
                let first = (above + 1..=last).find(|line| !self.lines.is_blank(*line)).unwrap_or(last);
                (first..=last).for_each(|line| self.plans.set_gap(line, Gap::Tight));
                found_properties.push(Property { kind, first, last });
                other_children.clear();
            } else {
                other_children.push(child);
                break;
            }
        }
        other_children.extend(children);
        if sorted {
            self.order_properties(&found_properties, known_properties);
        }
        self.lay_out_rest(node.kind(), header, found_properties.last().map(|last| last.last), &other_children);
        if node.kind() == Kind::Scenario {
            self.cast.clear();
        }
    }

    /// Lays out what follows a header and its properties.
    fn lay_out_rest(&mut self, block: Kind, header: usize, last: Option<usize>, rest: &[Node<'t>]) {
        if block == Kind::Scenario {
            for body in rest.iter().filter(|part| part.kind() == Kind::Body) {
                self.lay_out_body(*body, STEP);
            }
            self.lay_out_parts(rest.iter().copied().filter(|part| part.kind() != Kind::Body));
        } else {
            for part in rest {
                let kind = part.kind();
                if kind == Kind::Body {
                    self.lay_out_body(*part, STEP);
                } else if kind == Kind::Markdown {
                    self.lay_out_lesson(*part);
                } else if kind == Kind::Choice {
                    self.lay_out_choice(*part);
                } else if kind == Kind::Question {
                    let (first, _) = self.line_range_of(*part);
                    self.plans.set_gap(first, Gap::One);
                    self.lay_out_block(*part);
                } else if kind == Kind::Answer {
                    self.lay_out_answer(*part);
                } else if kind == Kind::Accept {
                    self.lay_out_instruction(*part, STEP);
                    self.normalize_blanks(*part);
                } else if kind == Kind::Because && block == Kind::Question {
                    let (line, _) = self.line_range_of(*part);
                    self.plans.set_gap(line, Gap::Tight);
                    self.lay_out_with_text(*part, 2 * STEP, 2 * STEP);
                } else {
                    self.lay_out_body_line(*part, STEP);
                }
            }
            self.join_next_lines(rest);
        }
        // Separate the first line below from the properties, but not from a header without
        // properties.
        let above = last.unwrap_or(header);
        let below = (above + 1..self.lines.all.len()).find(|line| !self.lines.is_blank(*line));
        let Some(below) = below.filter(|line| self.plans.plan_at(*line).is_some_and(|plan| plan.gap == Gap::AsIs))
        else {
            return;
        };
        let starts_here = rest.first().is_some_and(|first| self.line_range_of(*first).0 == below);
        let is_comment = self.plans.plan_at(below).is_some_and(|plan| plan.indentation == Indentation::Comment);
        if !starts_here || self.plans.is_kept(above) {
            return;
        }
        match last {
            Some(_) if block != Kind::Cast => self.plans.set_gap(below, Gap::One),
            // Directly below its header, the text of a question would continue the header.
            None if block == Kind::Question && rest.first().is_some_and(is_text_of_question) => {
                self.plans.set_gap(below, Gap::One);
            }
            None if !is_comment => self.plans.set_gap(below, Gap::Tight),
            Some(_) | None => {}
        }
    }

    /// Keeps consecutive `Next:` lines of a situation together.
    fn join_next_lines(&mut self, rest: &[Node<'t>]) {
        for two in rest.windows(2) {
            if let [one, other] = two
                && one.kind() == Kind::Next
                && other.kind() == Kind::Next
            {
                let (line, _) = self.line_range_of(*other);
                self.plans.set_gap(line, Gap::Tight);
            }
        }
    }

    /// Lays out an answer and its reason.
    fn lay_out_answer(&mut self, node: Node<'t>) {
        let (first, _) = self.line_range_of(node);
        self.plans.set_gap(first, Gap::One);
        for child in node.children().filter(|node| !is_blank(*node)) {
            let kind = child.kind();
            if kind == Kind::Comment {
                self.lay_out_comment(child);
            } else if kind == Kind::AnswerHead {
                self.lay_out_with_text(child, STEP, STEP);
            } else if kind == Kind::Because {
                let (line, _) = self.line_range_of(child);
                self.plans.set_gap(line, Gap::Tight);
                self.lay_out_with_text(child, 2 * STEP, 2 * STEP);
            }
        }
    }

    /// Lays out a choice and its outcomes.
    fn lay_out_choice(&mut self, node: Node<'t>) {
        let indent = STEP;
        self.blocks = 0;
        let (first, _) = self.line_range_of(node);
        self.plans.set_gap(first, Gap::One);
        let mut is_first = true;
        for child in node.children().filter(|node| !is_blank(*node)) {
            let kind = child.kind();
            if kind == Kind::Comment {
                self.lay_out_comment(child);
            } else if kind == Kind::ChoiceHead {
                let sound = self.lay_out_with_text(child, indent, indent);
                if sound {
                    self.order_brackets(child);
                }
            } else if kind == Kind::Hint || kind == Kind::Locked {
                let (line, _) = self.line_range_of(child);
                self.plans.set_gap(line, Gap::Tight);
                self.lay_out_with_text(child, indent + STEP, indent + STEP);
            } else if matches!(kind, Kind::Outcome | Kind::Wordless) {
                self.lay_out_outcome(child, if is_first { Gap::Tight } else { Gap::One });
                is_first = false;
            }
        }
    }

    /// Lays out an outcome and its lines.
    fn lay_out_outcome(&mut self, node: Node<'t>, gap: Gap) {
        let indent = 2 * STEP;
        self.blocks = 0;
        let (first_line, _) = self.line_range_of(node);
        self.plans.set_gap(first_line, gap);
        for child in node.children().filter(|node| !is_blank(*node)) {
            let kind = child.kind();
            if kind == Kind::Comment {
                self.lay_out_comment(child);
                continue;
            }
            let (first, last) = self.line_range_of(child);
            if kind == Kind::OutcomeHead || EFFECTS.contains(&kind) {
                if first != first_line {
                    self.plans.set_gap(first, Gap::TightAfterEffect);
                }
                self.lay_out_with_text(child, indent, indent + STEP);
                if let Some(plans) = self.plans.all.get_mut(first..=last) {
                    plans.iter_mut().for_each(|plan| plan.is_effect = true);
                }
            } else {
                self.lay_out_body_line(child, indent + STEP);
            }
        }
    }
}

/// Collects the names declared by the `Cast` lines that are direct children of a node.
fn declared_cast_names<'t>(node: Node<'t>) -> FxHashSet<&'t str> {
    let lines = node.children().filter(|child| child.kind() == Kind::Cast);
    let heads = lines.filter_map(|line| line.children().find(|child| child.kind() == Kind::CastHead));
    let names = heads.filter_map(|head| head.children().find(|child| child.kind() == Kind::CastName));
    names.map(|name| name.text().trim()).collect()
}
