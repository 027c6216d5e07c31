//! Lines of situations, outcomes, tests and promises.

use scn_source::Span;

use super::text::{Segment, TextStart};
use super::{Builder, Pair};
use crate::ast::{
    Change, Condition, Expr, Link, Name, NextCondition, NextLine, Operand, Promise, PromiseKind, Target, Test,
    TestStep, Text,
};
use crate::few::push_few;
use crate::findings::{malformed, misplaced, missing};
use crate::parser::Rule;

use super::head::is_bracket;
use super::stray::{StrayContext, StrayGroup};

impl<'a> Builder<'a, '_> {
    /// Builds `Hint: text` and similar lines, and returns any speech that follows in the text.
    pub(super) fn build_text_line(&mut self, line: &Pair<'_>, keyword: &str) -> (Text<'a>, Vec<Segment<'a>>) {
        let (text, rest) = self.build_text_of(line);
        let description = match keyword {
            "Hint" => "a hint",
            "Locked" => "the reason of a lock",
            "Because" => "the reason of an answer",
            "Ask" => "a question to the learner",
            _ => "feedback",
        };
        self.report_conditions(&text, description);
        if text.parts.is_empty() {
            self.report(missing::text(self.src, self.pair_line(line), keyword));
        }
        (text, rest)
    }

    /// Returns the text of a line, which may be empty, and any speech that follows in it.
    pub(super) fn build_text_of(&mut self, line: &Pair<'_>) -> (Text<'a>, Vec<Segment<'a>>) {
        match Self::find_child(line, Rule::text) {
            Some(text) => {
                let read = self.read_text(text, TextStart::AfterColon);
                match read.first.speaker {
                    // There is only speech, so the text of the line itself is empty.
                    Some(_) => {
                        let nothing = Text { parts: Vec::new(), span: Span::empty(read.first.span.start as usize) };
                        let mut speeches = vec![read.first];
                        speeches.extend(read.rest);
                        (nothing, speeches)
                    }
                    None => (read.first.text, read.rest),
                }
            }
            None => (Text { parts: Vec::new(), span: Span::empty(self.pair_line(line).end as usize) }, Vec::new()),
        }
    }

    /// Builds `Upholds p, q: because`, and returns any speech that follows in the text.
    pub(super) fn build_link(&mut self, line: &Pair<'_>) -> (Link<'a>, Vec<Segment<'a>>) {
        let mut rating = 0;
        let mut word = "";
        let mut principles = Vec::new();
        for part in line.into_inner() {
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
                Rule::reference => push_few(&mut principles, self.pair_name(&part)),
                Rule::broken_head => {
                    let span = self.pair_span(&part);
                    let header = self.pair_line(line);
                    let bare = span.is_empty();
                    self.broken = true;
                    if !self.corrected_lines.contains(&header.start) {
                        self.report(malformed::rating(self.src, header, word, span, bare));
                    }
                }
                _ => {}
            }
        }
        let header = self.pair_line(line);
        let (because, rest) = self.build_text_of(line);
        self.report_conditions(&because, "the reason of a link");
        (Link { line: header, rating, principles, because }, rest)
    }

    /// Adds the changes of a `Set:` line.
    pub(super) fn build_changes(&mut self, line: &Pair<'_>, changes: &mut Vec<Change<'a>>) {
        let Some(condition) = self.build_set_condition(line) else {
            self.build_change_list(line, changes);
            return;
        };
        let mut inner = Vec::new();
        self.build_change_list(line, &mut inner);
        push_few(changes, Change::If { condition, changes: inner, span: self.pair_line(line) });
    }

    /// Builds the condition of a `Set [if …]:` line.
    fn build_set_condition(&mut self, line: &Pair<'_>) -> Option<Condition<'a>> {
        let mut condition = None;
        for part in line.into_inner().filter(|part| is_bracket(part.as_rule())) {
            let span = self.pair_span(&part);
            if part.as_rule() != Rule::if_clause {
                let is_broken = part.as_rule() == Rule::broken_bracket;
                self.report_broken(malformed::misplaced_bracket(self.src, span, "Set", is_broken));
            } else if condition.is_some() {
                self.report_broken(malformed::second_bracket(self.src, span, "Set"));
            } else {
                condition = Some(self.build_clause(&part));
            }
        }
        condition
    }

    fn build_change_list(&mut self, line: &Pair<'_>, changes: &mut Vec<Change<'a>>) {
        for part in line.into_inner() {
            let span = self.trimmed_name(self.pair_span(&part)).span;
            match part.as_rule() {
                Rule::add => {
                    let variable = self.variable_name(&part);
                    let amount = Self::find_child(&part, Rule::signed).map(|by| self.build_number(&by));
                    push_few(
                        changes,
                        amount.map_or(Change::Broken(span), |by| Change::Add { variable, amount: by, span }),
                    );
                }
                Rule::assign => {
                    let variable = self.variable_name(&part);
                    let value = part.into_inner().nth(1).map(|value| match value.as_rule() {
                        Rule::number => Operand::Number(self.build_number(&value)),
                        _ => Operand::Name(self.pair_name(&value)),
                    });
                    push_few(
                        changes,
                        value.map_or(Change::Broken(span), |value| Change::Assign { variable, value, span }),
                    );
                }
                Rule::raise => {
                    let is_raised = Self::find_child(&part, Rule::not).is_none();
                    push_few(changes, Change::Flag { variable: self.variable_name(&part), is_raised, span });
                }
                Rule::broken_change | Rule::broken_value => {
                    let span = if span.is_empty() { self.pair_line(line) } else { span };
                    self.report_broken(malformed::change(self.src, span));
                    push_few(changes, Change::Broken(span));
                }
                _ => {}
            }
        }
    }

    fn variable_name(&self, change: &Pair<'_>) -> Name<'a> {
        let nothing = Name { text: "", span: self.pair_span(change) };
        Self::find_child(change, Rule::reference).map_or(nothing, |name| self.pair_name(&name))
    }

    /// Builds the target of a `Next:` or `Detour:` line.
    pub(super) fn build_target(&mut self, line: &Pair<'_>, keyword: &str) -> Target<'a> {
        match Self::find_child(line, Rule::reference).map(|target| self.pair_name(&target)) {
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
                let value = Self::find_child(line, Rule::broken_value).map(|value| self.pair_name(&value));
                self.report_broken(malformed::target(self.src, span, keyword, value.map_or("", |value| value.text)));
                Target::Broken(span)
            }
        }
    }

    /// Builds a `Next:` line.
    pub(super) fn build_next_line(&mut self, line: &Pair<'_>) -> NextLine<'a> {
        let mut when = NextCondition::Always;
        let mut brackets = 0;
        for part in line.into_inner() {
            let span = self.pair_span(&part);
            let parsed = match part.as_rule() {
                Rule::if_clause => NextCondition::If(self.build_clause(&part)),
                Rule::otherwise => NextCondition::Otherwise(span),
                Rule::needs_clause
                | Rule::once
                | Rule::after
                | Rule::chance
                | Rule::any_order
                | Rule::any_one
                | Rule::broken_bracket => {
                    let finding =
                        malformed::misplaced_bracket(self.src, span, "Next", part.as_rule() == Rule::broken_bracket);
                    self.report_broken(finding);
                    // Whatever was meant, this is not an unconditional `Next:`.
                    NextCondition::If(Condition { span, expr: Expr::Broken(span) })
                }
                _ => continue,
            };
            brackets += 1;
            if brackets > 1 {
                self.report_broken(malformed::second_bracket(self.src, span, "Next"));
            } else {
                when = parsed;
            }
        }
        NextLine { line: self.pair_line(line), when, target: self.build_target(line, "Next") }
    }

    /// Checks which `Next:` lines of an `element` may be combined, and returns those that count.
    pub(super) fn check_next_lines(&mut self, lines: Vec<NextLine<'a>>, element: &str) -> Vec<NextLine<'a>> {
        // A line that was read without its bracket is reported itself.
        let is_corrected = lines.iter().any(|line| self.corrected_lines.contains(&line.line.start));
        let last = lines.len().saturating_sub(1);
        let early = lines.iter().position(|next| matches!(next.when, NextCondition::Otherwise(_)));
        let early = early.filter(|at| *at < last || last == 0);
        let mut problems = Vec::new();
        if let Some(next) = early.and_then(|at| lines.get(at)) {
            problems.push(malformed::early_otherwise_next(self.src, next.line, element, last == 0));
        }
        let mut kept: Vec<NextLine<'a>> = Vec::new();
        for next in lines {
            let closed = kept.last().is_some_and(|last| !matches!(last.when, NextCondition::If(_)));
            if closed && early.is_none() {
                problems.push(misplaced::second_next(self.src, next.line, element));
            }
            if closed {
                continue;
            }
            if matches!(next.when, NextCondition::Always) && !kept.is_empty() {
                problems.push(malformed::last_next(self.src, next.line, true));
            }
            push_few(&mut kept, next);
        }
        if let Some(NextLine { when: NextCondition::If(_), line, .. }) = kept.last() {
            problems.push(malformed::last_next(self.src, *line, false));
        }
        for problem in problems {
            // The first `Next:` of an outcome is followed.
            self.broken |= problem.name != scn_source::Name::MisplacedInstruction || element != "outcome";
            if !is_corrected {
                self.report(problem);
            }
        }
        kept
    }

    pub(super) fn build_test(&mut self, pair: Pair<'_>) -> Test<'a> {
        let mut header = Span::default();
        let mut title = Name { text: "", span: header };
        let mut steps = Vec::new();
        let mut strays = StrayGroup::default();
        for line in pair.into_inner() {
            match line.as_rule() {
                Rule::test_head => {
                    header = self.pair_line(&line);
                    let nothing = Name { text: "", span: Span::empty(header.end as usize) };
                    let written = Self::find_child(&line, Rule::title).map(|title| self.pair_name(&title));
                    title = written.unwrap_or(nothing);
                    if let Some(broken) = Self::find_child(&line, Rule::broken_head) {
                        let span = self.pair_span(&broken);
                        self.report(malformed::no_name(self.src, header, "Test", span));
                    } else if written.is_none() {
                        self.report(missing::title(self.src, header, "Test"));
                    }
                }
                Rule::choose => {
                    strays.end_group();
                    steps.extend(self.build_choose(&line));
                }
                Rule::expect => {
                    strays.end_group();
                    match Self::find_child(&line, Rule::condition) {
                        Some(condition) => {
                            let broken = self.broken;
                            let condition = self.build_condition(&condition);
                            // An error in a test does not affect the runs.
                            self.broken = broken;
                            steps.push(TestStep::Expect(condition));
                        }
                        None => self.report_broken_condition_of(&line, "Expect"),
                    }
                }
                _ => self.report_stray(line, &mut strays, StrayContext::Test),
            }
        }
        Test { header, title, steps }
    }

    fn build_choose(&mut self, line: &Pair<'_>) -> Option<TestStep<'a>> {
        let choice = Self::find_child(line, Rule::chosen).map(|choice| self.pair_name(&choice));
        let outcome = Self::find_child(line, Rule::number).map(|number| self.build_number(&number));
        match choice {
            Some(choice) if !choice.text.is_empty() => Some(TestStep::Choose { choice, outcome }),
            Some(_) | None => {
                self.report(malformed::missing_choice(self.src, self.value_span(line)));
                None
            }
        }
    }

    /// Reports an `Expect:` or `Promise:` whose condition could not be read.
    fn report_broken_condition_of(&mut self, line: &Pair<'_>, keyword: &'static str) {
        let broken = self.broken;
        let value = self.value_span(line);
        if value == self.pair_line(line) {
            self.report(malformed::no_condition(self.src, value, keyword));
        } else if keyword == "Promise" {
            self.report(malformed::promise(self.src, value));
        } else {
            self.report_broken_condition(value);
        }
        self.broken = broken;
    }

    pub(super) fn build_promise(&mut self, line: &Pair<'_>) -> Option<Promise<'a>> {
        let kind = Self::find_child(line, Rule::promise_kind).map(|kind| match kind.as_str().as_bytes() {
            [b'n', ..] => PromiseKind::Never,
            [b'p', ..] => PromiseKind::Possible,
            [b'a', ..] => PromiseKind::AlwaysPossible,
            _ => PromiseKind::Inevitable,
        });
        let condition = Self::find_child(line, Rule::condition);
        let head = Self::find_child(line, Rule::broken_head).map(|broken| self.pair_span(&broken));
        if let Some(span) = head {
            self.report(malformed::no_name(self.src, self.pair_line(line), "Promise", span));
        }
        let (Some(kind), Some(condition)) = (kind, condition) else {
            if head.is_none() {
                self.report_broken_condition_of(line, "Promise");
            }
            return None;
        };
        let broken = self.broken;
        let condition = self.build_condition(&condition);
        self.broken = broken;
        Some(Promise { line: self.pair_line(line), kind, condition })
    }
}
