//! Lines of situations, outcomes, tests and promises.

use scn_source::Span;

use super::text::{Segment, Start};
use super::{Builder, Pair};
use crate::ast::{
    Change, Condition, Expr, Link, Name, NextWhen, Operand, Promise, PromiseKind, SituationNext, Target, Test,
    TestStep, Text,
};
use crate::findings::{malformed, missing};
use crate::parser::Rule;

use super::stray::{Strays, Where};

impl<'a> Builder<'a, '_> {
    /// Builds `Hint: text` and similar lines, and returns any speech that follows in the text.
    pub(super) fn text_line(&mut self, line: &Pair<'_>, keyword: &str) -> (Text<'a>, Vec<Segment<'a>>) {
        let (text, rest) = self.text_of(line);
        let what = match keyword {
            "Hint" => "a hint",
            "Locked" => "the reason of a lock",
            "Because" => "the reason of an answer",
            _ => "feedback",
        };
        self.fixed(&text, what);
        if text.parts.is_empty() {
            self.report(missing::text(self.src, self.line(line), keyword));
        }
        (text, rest)
    }

    /// Returns the text of a line, which may be empty, and any speech that follows in it.
    pub(super) fn text_of(&mut self, line: &Pair<'_>) -> (Text<'a>, Vec<Segment<'a>>) {
        match Self::find(line, Rule::text) {
            Some(text) => {
                let read = self.read_text(text, Start::Behind);
                match read.first.speaker {
                    // There is only speech, so the text of the line itself is empty.
                    Some(_) => {
                        let nothing = Text { parts: Vec::new(), span: Span::empty(read.first.span.start as usize) };
                        let mut rest = vec![read.first];
                        rest.extend(read.rest);
                        (nothing, rest)
                    }
                    None => (read.first.text, read.rest),
                }
            }
            None => (Text { parts: Vec::new(), span: Span::empty(self.line(line).end as usize) }, Vec::new()),
        }
    }

    /// Builds `Upholds p, q: because`, and returns any speech that follows in the text.
    pub(super) fn link(&mut self, line: &Pair<'_>) -> (Link<'a>, Vec<Segment<'a>>) {
        let mut rating = 0;
        let mut word = "";
        let mut principles = Vec::new();
        for part in line.clone().into_inner() {
            match part.as_rule() {
                Rule::rating => {
                    word = part.as_str();
                    rating = match word.as_bytes() {
                        [b'U', ..] => 2,
                        [b'B', ..] => -2,
                        word if word.ends_with(b"upholds") => 1,
                        _ => -1,
                    };
                }
                Rule::reference => principles.push(self.name(&part)),
                Rule::broken_head => {
                    let span = self.span(&part);
                    let header = self.line(line);
                    let bare = span.is_empty();
                    self.broken = true;
                    if !self.mended.contains(&header.start) {
                        self.report(malformed::link(self.src, header, word, span, bare));
                    }
                }
                _ => {}
            }
        }
        let header = self.line(line);
        let (because, rest) = self.text_of(line);
        self.fixed(&because, "the reason of a link");
        (Link { line: header, rating, principles, because }, rest)
    }

    /// Adds the changes of a `Set:` line.
    pub(super) fn set(&mut self, line: &Pair<'_>, changes: &mut Vec<Change<'a>>) {
        for part in line.clone().into_inner() {
            let span = self.trimmed(self.span(&part)).span;
            match part.as_rule() {
                Rule::add => {
                    let variable = self.variable(&part);
                    let by = Self::find(&part, Rule::signed).map(|by| self.number(&by));
                    changes.push(by.map_or(Change::Broken(span), |by| Change::Add { variable, by, span }));
                }
                Rule::assign => {
                    let variable = self.variable(&part);
                    let value = part.clone().into_inner().nth(1).map(|value| match value.as_rule() {
                        Rule::number => Operand::Number(self.number(&value)),
                        _ => Operand::Name(self.name(&value)),
                    });
                    changes.push(value.map_or(Change::Broken(span), |value| Change::Assign { variable, value, span }));
                }
                Rule::raise => {
                    let to = Self::find(&part, Rule::not).is_none();
                    changes.push(Change::Flag { variable: self.variable(&part), to, span });
                }
                Rule::broken_change | Rule::broken_value => {
                    let span = if span.is_empty() { self.line(line) } else { span };
                    self.report_broken(malformed::change(self.src, span));
                    changes.push(Change::Broken(span));
                }
                _ => {}
            }
        }
    }

    fn variable(&self, change: &Pair<'_>) -> Name<'a> {
        let nothing = Name { text: "", span: self.span(change) };
        Self::find(change, Rule::reference).map_or(nothing, |name| self.name(&name))
    }

    /// Builds the target of a `Next:` or `Detour:` line.
    pub(super) fn target(&mut self, line: &Pair<'_>, keyword: &str) -> Target<'a> {
        match Self::find(line, Rule::reference).map(|target| self.name(&target)) {
            Some(name) if keyword == "Detour" && matches!(name.text, "again" | "return") => {
                self.report_broken(malformed::detour(self.src, &name));
                Target::Broken(name.span)
            }
            Some(name) => match name.text {
                "again" => Target::Again(name.span),
                "return" => Target::Return(name.span),
                _ => Target::Node(name),
            },
            None => {
                let span = self.value_span(line);
                let value = Self::find(line, Rule::broken_value).map(|value| self.name(&value));
                self.report_broken(malformed::target(self.src, span, keyword, value.map_or("", |value| value.text)));
                Target::Broken(span)
            }
        }
    }

    /// Builds a `Next:` line of a situation.
    pub(super) fn situation_next(&mut self, line: &Pair<'_>) -> SituationNext<'a> {
        let mut when = NextWhen::Always;
        let mut brackets = 0;
        for part in line.clone().into_inner() {
            let span = self.span(&part);
            let found = match part.as_rule() {
                Rule::if_clause => NextWhen::If(self.clause(&part)),
                Rule::otherwise => NextWhen::Otherwise(span),
                Rule::needs_clause
                | Rule::once
                | Rule::after
                | Rule::chance
                | Rule::any_order
                | Rule::broken_bracket => {
                    let finding = malformed::bracket_of(self.src, span, "Next", part.as_rule() == Rule::broken_bracket);
                    self.report_broken(finding);
                    // Whatever was meant, this is not an unconditional `Next:`.
                    NextWhen::If(Condition { span, expr: Expr::Broken(span) })
                }
                _ => continue,
            };
            brackets += 1;
            if brackets > 1 {
                self.report_broken(malformed::second_bracket(self.src, span, "Next"));
            } else {
                when = found;
            }
        }
        SituationNext { line: self.line(line), when, target: self.target(line, "Next") }
    }

    pub(super) fn test(&mut self, pair: Pair<'_>) -> Test<'a> {
        let mut header = Span::default();
        let mut title = Name { text: "", span: header };
        let mut steps = Vec::new();
        let mut strays = Strays::default();
        for line in pair.into_inner() {
            match line.as_rule() {
                Rule::test_head => {
                    header = self.line(&line);
                    let nothing = Name { text: "", span: Span::empty(header.end as usize) };
                    let written = Self::find(&line, Rule::title).map(|title| self.name(&title));
                    title = written.unwrap_or(nothing);
                    if let Some(broken) = Self::find(&line, Rule::broken_head) {
                        let span = self.span(&broken);
                        self.report(malformed::no_name(self.src, header, "Test", span));
                    } else if written.is_none() {
                        self.report(missing::title(self.src, header, "Test"));
                    }
                }
                Rule::choose => {
                    strays.end();
                    steps.extend(self.choose(&line));
                }
                Rule::expect => {
                    strays.end();
                    match Self::find(&line, Rule::condition) {
                        Some(condition) => {
                            let broken = self.broken;
                            let condition = self.condition(&condition);
                            // An error in a test does not affect the runs.
                            self.broken = broken;
                            steps.push(TestStep::Expect(condition));
                        }
                        None => self.broken_claim(&line, "Expect"),
                    }
                }
                _ => self.stray(line, &mut strays, Where::Test),
            }
        }
        Test { header, title, steps }
    }

    fn choose(&mut self, line: &Pair<'_>) -> Option<TestStep<'a>> {
        let choice = Self::find(line, Rule::chosen).map(|choice| self.name(&choice));
        let outcome = Self::find(line, Rule::number).map(|number| self.number(&number));
        match choice {
            Some(choice) if !choice.text.is_empty() => Some(TestStep::Choose { choice, outcome }),
            Some(_) | None => {
                self.report(malformed::choose(self.src, self.value_span(line)));
                None
            }
        }
    }

    /// Reports an `Expect:` or `Promise:` whose condition could not be read.
    fn broken_claim(&mut self, line: &Pair<'_>, keyword: &'static str) {
        let broken = self.broken;
        let value = self.value_span(line);
        if value == self.line(line) {
            self.report(malformed::no_condition(self.src, value, keyword));
        } else if keyword == "Promise" {
            self.report(malformed::promise(self.src, value));
        } else {
            self.broken_condition(value);
        }
        self.broken = broken;
    }

    pub(super) fn promise(&mut self, line: &Pair<'_>) -> Option<Promise<'a>> {
        let kind = Self::find(line, Rule::promise_kind).map(|kind| match kind.as_str().as_bytes() {
            [b'n', ..] => PromiseKind::Never,
            [b'p', ..] => PromiseKind::Possible,
            [b'a', ..] => PromiseKind::AlwaysPossible,
            _ => PromiseKind::Inevitable,
        });
        let condition = Self::find(line, Rule::condition);
        let head = Self::find(line, Rule::broken_head).map(|broken| self.span(&broken));
        if let Some(span) = head {
            self.report(malformed::no_name(self.src, self.line(line), "Promise", span));
        }
        let (Some(kind), Some(condition)) = (kind, condition) else {
            if head.is_none() {
                self.broken_claim(line, "Promise");
            }
            return None;
        };
        let broken = self.broken;
        let condition = self.condition(&condition);
        self.broken = broken;
        Some(Promise { line: self.line(line), kind, condition })
    }
}
