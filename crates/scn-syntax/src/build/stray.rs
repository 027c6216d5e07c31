//! Lines where they cannot stand.

use super::body::Body;
use super::{Builder, Pair};
use crate::findings::{foreign, malformed, misplaced};
use crate::parser::Rule;
use crate::words::{self, Keyword};

/// Where a line stands that cannot stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    /// Before the first scenario, and in no declaration.
    File,
    /// In a scenario, and in nothing of it.
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
    /// Behind an outcome's `Next:`.
    Late,
    /// In a test.
    Test,
    /// In a lesson.
    Lesson,
    /// In the text of a quiz.
    Quiz,
    /// In a question, before its answers.
    Question,
    /// In an answer.
    Answer,
}

impl Where {
    /// Whether text can stand there, so that a backslash makes a line sound.
    pub(crate) fn takes_text(self) -> bool {
        match self {
            Self::Text | Self::Principle | Self::Situation | Self::Outcome | Self::Lesson | Self::Quiz => true,
            Self::File | Self::Scenario | Self::Choice | Self::Late | Self::Test | Self::Question | Self::Answer => {
                false
            }
        }
    }
}

/// What a property line stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Under {
    /// A header that text can follow.
    Header,
    /// A header that only properties follow.
    BareHeader,
    /// No header; whether text can stand there.
    Nothing { text: bool },
}

/// Stray text at hand: what lies together is reported once.
#[derive(Default)]
pub(super) struct Strays {
    /// The finding of the text at hand, by its position.
    reported: Option<usize>,
}

impl Strays {
    /// Something else stands here.
    pub(super) fn end(&mut self) {
        self.reported = None;
    }
}

/// Whether a line of this keyword changes what runs do.
pub(super) fn has_effect(keyword: &Keyword) -> bool {
    matches!(keyword.word, "Set" | "Detour" | "Next" | "Choice" | "Outcome") || keyword.head == words::Head::Principles
}

impl<'a> Builder<'a, '_> {
    /// A line or construct where nothing of its kind can stand.
    pub(super) fn stray(&mut self, pair: Pair<'_>, strays: &mut Strays, place: Where) {
        match pair.as_rule() {
            Rule::comment | Rule::EOI => {}
            Rule::choice | Rule::outcome | Rule::question => {
                strays.end();
                self.misplaced(&pair, place);
                let header = self.line(&pair);
                let known = self.findings.len();
                match pair.as_rule() {
                    Rule::choice => drop(self.choice(pair)),
                    Rule::question => drop(self.question(pair)),
                    _ => drop(self.outcome(pair)),
                }
                // Its place is what is wrong with it; what is wrong inside is told all the same.
                let inside = self.findings.split_off(known);
                self.findings.extend(inside.into_iter().filter(|finding| finding.place.span != header));
            }
            Rule::paragraph
            | Rule::conditional
            | Rule::quote
            | Rule::item
            | Rule::dashed_item
            | Rule::fence
            | Rule::table
            | Rule::heading
            | Rule::line_across => {
                let line = self.line(&pair);
                let whole = self.trimmed(self.span(&pair)).span;
                // Nothing but a control character, which is told by itself.
                if whole.is_empty() {
                    return;
                }
                match strays.reported.and_then(|at| self.findings.get_mut(at)) {
                    Some(finding) => misplaced::more_text(self.src, finding, whole),
                    None => {
                        strays.reported = Some(self.findings.len());
                        self.report(misplaced::text(self.src, line, whole, place));
                    }
                }
            }
            _ => {
                strays.end();
                self.stray_line(pair, place);
            }
        }
    }

    /// A single line where it cannot stand.
    pub(super) fn stray_line(&mut self, pair: Pair<'_>, place: Where) {
        match pair.as_rule() {
            Rule::comment | Rule::EOI => {}
            Rule::stray_property => self.stray_property(&pair, &[], Under::Nothing { text: place.takes_text() }),
            Rule::stray_conditional => {
                let line = self.line(&pair);
                self.report_broken(misplaced::behind_bracket(self.src, line));
            }
            Rule::broken_line => {
                let line = self.line(&pair);
                self.report_broken(malformed::line(self.src, line));
            }
            Rule::foreign => {
                let line = self.trimmed(self.span(&pair));
                self.report_broken(foreign::finding(self.src, &line));
            }
            Rule::unread => {
                let line = self.line(&pair);
                self.report_broken(malformed::line(self.src, line));
            }
            _ => {
                self.misplaced(&pair, place);
                self.look_inside(&pair);
            }
        }
    }

    /// Reports a line whose keyword cannot stand here.
    pub(super) fn misplaced(&mut self, pair: &Pair<'_>, place: Where) {
        let line = self.line(pair);
        let keyword = words::keyword_at_start(pair.as_str());
        self.broken |= keyword.is_some_and(has_effect) && keyword.is_none_or(|keyword| keyword.word != "Next");
        if !self.mended.contains(&line.start) {
            self.report(misplaced::line(self.src, line, keyword, place));
        }
    }

    /// What is wrong inside a line is told even where the line cannot stand.
    fn look_inside(&mut self, pair: &Pair<'_>) {
        match pair.as_rule() {
            Rule::set => self.set(pair, &mut Vec::new()),
            Rule::link => {
                self.link(pair);
            }
            Rule::feedback | Rule::hint | Rule::locked | Rule::because => {
                let (_, rest) = self.text_of(pair);
                self.spoken(rest, &mut Body::default());
            }
            _ => {}
        }
    }

    /// A property line that its header does not know or that stands too late, or one of the
    /// header's `own` with words too many.
    pub(super) fn stray_property(&mut self, pair: &Pair<'_>, own: &[&str], under: Under) {
        let line = self.line(pair);
        let keyword = words::keyword_at_start(pair.as_str());
        match keyword {
            Some(keyword) if !matches!(under, Under::Nothing { .. }) && own.contains(&keyword.word) => {
                self.report_broken(malformed::line(self.src, line));
            }
            Some(_) | None => {
                if !self.mended.contains(&line.start) {
                    let (header, text) = match under {
                        Under::Header => (true, true),
                        Under::BareHeader => (true, false),
                        Under::Nothing { text } => (false, text),
                    };
                    self.report(misplaced::property(self.src, line, keyword, header, text));
                }
            }
        }
    }
}
