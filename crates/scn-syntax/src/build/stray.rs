//! Lines in places where they are not allowed.

use super::body::Body;
use super::{Builder, Pair};
use crate::findings::{foreign, malformed, misplaced};
use crate::parser::Rule;
use crate::words::{self, Keyword};

/// Where a misplaced line occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StrayContext {
    /// Before the first scenario, outside any declaration.
    File,
    /// In a scenario, outside any of its elements.
    Scenario,
    /// In the text of a scenario, principle or ending.
    Text,
    /// In the text of a principle.
    Principle,
    /// In a situation before its choices.
    Situation,
    /// In a choice before its outcomes.
    Choice,
    /// In an outcome.
    Outcome,
    /// After the `Next:` of an outcome.
    AfterNext,
    /// In a test.
    Test,
    /// In a lesson.
    Lesson,
    /// In a passage.
    Passage,
    /// In the text of a quiz.
    Quiz,
    /// In a question, before its answers.
    Question,
    /// In an answer.
    Answer,
}

impl StrayContext {
    /// Returns whether `Show:` is allowed there.
    pub(super) fn takes_passages(self) -> bool {
        matches!(self, Self::Text | Self::Situation | Self::Outcome)
    }

    /// Returns whether text is allowed there, so that a backslash would make the line valid.
    pub(crate) fn takes_text(self) -> bool {
        match self {
            Self::Text
            | Self::Principle
            | Self::Passage
            | Self::Situation
            | Self::Outcome
            | Self::Lesson
            | Self::Quiz
            | Self::Question => true,
            Self::File | Self::Scenario | Self::Choice | Self::AfterNext | Self::Test | Self::Answer => false,
        }
    }
}

/// What a property line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PropertyContext {
    /// A header that can be followed by text.
    Header,
    /// A header that can be followed only by properties.
    BareHeader,
    /// No header; `text` says whether text is allowed there.
    NoHeader { text: bool },
}

/// Groups adjacent stray text, so that it is reported once.
#[derive(Default)]
pub(super) struct StrayGroup {
    /// The index of the finding for the current group.
    finding_index: Option<usize>,
}

impl StrayGroup {
    /// Ends the current group.
    pub(super) fn end_group(&mut self) {
        self.finding_index = None;
    }
}

/// Returns whether a line with this keyword changes what runs do.
pub(super) fn has_effect(keyword: &Keyword) -> bool {
    matches!(keyword.word, "Set" | "Show" | "Detour" | "Next" | "Choice" | "Outcome")
        || keyword.head == words::HeaderForm::Principles
}

impl<'a> Builder<'a, '_> {
    /// Handles a line or element in a place where it is not allowed.
    pub(super) fn report_stray(&mut self, pair: Pair<'_>, strays: &mut StrayGroup, place: StrayContext) {
        match pair.as_rule() {
            Rule::comment | Rule::EOI => {}
            Rule::choice | Rule::outcome | Rule::question => {
                strays.end_group();
                self.report_misplaced(&pair, place);
                let header = self.pair_line(&pair);
                let finding_count = self.findings.len();
                match pair.as_rule() {
                    Rule::choice => drop(self.build_choice(pair)),
                    Rule::question => drop(self.build_question(pair)),
                    _ => drop(self.build_outcome(pair)),
                }
                // For the header line report only that it is misplaced, but keep other findings
                // inside.
                let inside = self.findings.split_off(finding_count);
                self.findings.extend(inside.into_iter().filter(|finding| finding.place.span != header));
            }
            Rule::paragraph
            | Rule::conditional
            | Rule::block_end
            | Rule::quote
            | Rule::item
            | Rule::dashed_item
            | Rule::fence
            | Rule::table
            | Rule::heading
            | Rule::line_across => {
                let line = self.pair_line(&pair);
                let whole = self.trimmed_name(self.pair_span(&pair)).span;
                // The line contains only a control character, which is reported separately.
                if whole.is_empty() {
                    return;
                }
                match strays.finding_index.and_then(|at| self.findings.get_mut(at)) {
                    Some(finding) => misplaced::more_text(self.src, finding, whole),
                    None => {
                        strays.finding_index = Some(self.findings.len());
                        self.report(misplaced::text(self.src, line, whole, place));
                    }
                }
            }
            _ => {
                strays.end_group();
                self.report_stray_line(pair, place);
            }
        }
    }

    /// Handles a single line in a place where it is not allowed.
    pub(super) fn report_stray_line(&mut self, pair: Pair<'_>, place: StrayContext) {
        match pair.as_rule() {
            Rule::comment | Rule::EOI => {}
            Rule::stray_property => {
                self.report_stray_property(&pair, &[], PropertyContext::NoHeader { text: place.takes_text() });
            }
            Rule::stray_conditional => {
                let line = self.pair_line(&pair);
                self.report_broken(misplaced::after_bracket(self.src, line));
            }
            Rule::broken_line => {
                let line = self.pair_line(&pair);
                self.report_broken(malformed::line(self.src, line));
            }
            Rule::foreign => {
                let line = self.trimmed_name(self.pair_span(&pair));
                self.report_broken(foreign::foreign_line(self.src, &line));
            }
            Rule::unread => {
                let line = self.pair_line(&pair);
                self.report_broken(malformed::line(self.src, line));
            }
            _ => {
                self.report_misplaced(&pair, place);
                self.report_problems_inside(&pair);
            }
        }
    }

    /// Reports a line whose keyword is not allowed here.
    pub(super) fn report_misplaced(&mut self, pair: &Pair<'_>, place: StrayContext) {
        let line = self.pair_line(pair);
        let keyword = words::keyword_at_start(pair.as_str());
        self.broken |= keyword.is_some_and(has_effect) && keyword.is_none_or(|keyword| keyword.word != "Next");
        if !self.corrected_lines.contains(&line.start) {
            self.report(misplaced::line(self.src, line, keyword, place));
        }
    }

    /// Reports problems inside a line even though the line itself is misplaced.
    fn report_problems_inside(&mut self, pair: &Pair<'_>) {
        match pair.as_rule() {
            Rule::set => self.build_changes(pair, &mut Vec::new()),
            Rule::link => {
                self.build_link(pair);
            }
            Rule::feedback | Rule::hint | Rule::ask | Rule::locked | Rule::because => {
                let (_, rest) = self.build_text_of(pair);
                self.push_speeches(rest, &mut Body::default());
            }
            _ => {}
        }
    }

    /// Reports a property line that its header does not accept or that comes too late, or one of
    /// the header's `own` properties that has extra words.
    pub(super) fn report_stray_property(&mut self, pair: &Pair<'_>, own: &[&str], under: PropertyContext) {
        let line = self.pair_line(pair);
        let keyword = words::keyword_at_start(pair.as_str());
        match keyword {
            Some(keyword) if !matches!(under, PropertyContext::NoHeader { .. }) && own.contains(&keyword.word) => {
                self.report_broken(malformed::line(self.src, line));
            }
            Some(_) | None => {
                if !self.corrected_lines.contains(&line.start) {
                    let (header, text) = match under {
                        PropertyContext::Header => (true, true),
                        PropertyContext::BareHeader => (true, false),
                        PropertyContext::NoHeader { text } => (false, text),
                    };
                    self.report(misplaced::property(self.src, line, keyword, header, text));
                }
            }
        }
    }
}
